/**
 * The output forms for shells, PowerShell, cmd, curl, kubectl and GitHub Actions.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { isJsonObject, parseJson } from "../core/json.ts";
import { type Token, utcExpiry } from "../oauth/token_response.ts";

/** @throws {GettokenError} `output_failed` if the form cannot have this token */
type ToolForm = (token: Token, host: Pick<Host, "env" | "now">, envName?: string) => string;

/** The forms that set variables in a shell. */
type ShellForm = "env" | "powershell" | "cmd";

const defaultName = "ACCESS_TOKEN";

type Variable = readonly [name: string, value: string | undefined];

/** Each form by its name. All end with a line break. */
export const toolForms: Readonly<
  Record<"headers" | ShellForm | "curl" | "kubectl" | "github", ToolForm>
> = {
  headers: (token) => JSON.stringify({ Authorization: credentials(token) }) + "\n",
  env: shellForm(posixAssignment),
  powershell: shellForm(powershellAssignment),
  cmd: shellForm(cmdAssignment),
  curl: (token) =>
    `header = "${`Authorization: ${credentials(token)}`.replace(/["\\]/g, "\\$&")}"\n`,
  kubectl: (token, host) => JSON.stringify(execCredential(token, host)) + "\n",
  // The runner decodes %25.
  github: ({ accessToken }) => `::add-mask::${accessToken.reveal().replaceAll("%", "%25")}\n`,
};

/**
 * The variables for `GITHUB_ENV` and `GITHUB_OUTPUT`. Their delimiters are random, so that no value
 * can contain one.
 */
export function jobVariables(token: Token, now: number, envName?: string): string {
  return variablesFor(token, now, envName).map(([name, value = ""]) => {
    const end = crypto.randomUUID();
    return `${name}<<${end}\n${value}\n${end}\n`;
  }).join("");
}

/** The value of the `Authorization` header. */
function credentials({ tokenType, accessToken }: Token): string {
  return `${tokenType} ${accessToken.reveal()}`;
}

function variablesFor(token: Token, now: number, name = defaultName): readonly Variable[] {
  return [[name, token.accessToken.reveal()], [`${name}_EXPIRES_AT`, utcExpiry(token, now)]];
}

function shellForm(assignment: (variable: Variable) => string): ToolForm {
  return (token, host, envName) =>
    variablesFor(token, host.now(), envName).map((variable) => `${assignment(variable)}\n`).join(
      "",
    );
}

/** A command of a POSIX shell. An unknown value is unset: it may be that of an earlier token. */
function posixAssignment([name, value]: Variable): string {
  return value === undefined
    ? `unset ${name}`
    : `export ${name}='${value.replaceAll("'", `'\\''`)}'`;
}

/** A command of PowerShell, where `$null` removes a variable. */
function powershellAssignment([name, value]: Variable): string {
  const quoted = value === undefined ? "$null" : `'${value.replaceAll("'", "''")}'`;
  return `$env:${name} = ${quoted}`;
}

/** The longest line that cmd executes, in characters. */
const maxCmdLine = 8191;

/** A command of cmd, where an empty value removes a variable. */
function cmdAssignment([name, value = ""]: Variable): string {
  // Whether cmd expands these inside quotes depends on how it reads the line, so no escape is safe.
  const [unsafe] = /["%!^]/.exec(value) ?? [];
  if (unsafe !== undefined) throw notForCmd(`it contains ${unsafe}, which cmd may interpret`);
  const command = `set "${name}=${value}"`;
  if (command.length <= maxCmdLine) return command;
  throw notForCmd(
    `the command would have ${command.length} characters, and cmd reads ${maxCmdLine}`,
  );
}

function notForCmd(reason: string): GettokenError {
  return new GettokenError("output_failed", `The token cannot be printed for cmd: ${reason}`, {
    hint: "Use -o powershell in PowerShell, or write the token to a file: --out token.txt",
  });
}

/** The versions of ExecCredential, which do not differ in what is used here. The first is the default. */
const credentialVersions = [
  "client.authentication.k8s.io/v1",
  "client.authentication.k8s.io/v1beta1",
];

/** An ExecCredential of the version that kubectl asks for. */
function execCredential(token: Token, host: Parameters<ToolForm>[1]): unknown {
  const info = parseJson(host.env("KUBERNETES_EXEC_INFO") ?? "null");
  const asked = isJsonObject(info) ? info.apiVersion : undefined;
  return {
    apiVersion: credentialVersions.find((version) => version === asked) ?? credentialVersions[0],
    kind: "ExecCredential",
    status: {
      // Without it, kubectl requests a new token only when the server refuses this one.
      expirationTimestamp: utcExpiry(token, host.now()),
      token: token.accessToken.reveal(),
    },
  };
}
