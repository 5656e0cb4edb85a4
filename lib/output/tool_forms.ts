/**
 * The forms in which shells, curl, kubectl and jobs of GitHub Actions take a token.
 *
 * @module
 */

import { utcExpiry } from "../oauth/token_response.ts";
import type { Host } from "../core/host.ts";
import { isJsonObject, parseJson } from "../core/json.ts";
import type { Token } from "../oauth/token_response.ts";

/** What a form may need to know of the machine. */
type Machine = Pick<Host, "env" | "now">;

/** Makes a text of a token. */
type ToolForm = (token: Token, host: Machine, envName?: string) => string;

/** The variable for a token, if no other is named. */
const usualName = "ACCESS_TOKEN";

/** A variable, and its value if it has one. */
type Variable = readonly [name: string, value: string | undefined];

/** Each form by its name. Every text ends with a line break. */
export const toolForms: Readonly<
  Record<"headers" | "env" | "curl" | "kubectl" | "github", ToolForm>
> = {
  headers: (token) => JSON.stringify({ Authorization: credentials(token) }) + "\n",
  env: (token, host, envName) => variablesFor(token, host.now(), envName).map(assignment).join(""),
  curl: (token) => `header = ${curlQuoted(`Authorization: ${credentials(token)}`)}\n`,
  kubectl: (token, host) => JSON.stringify(execCredential(token, host)) + "\n",
  github: ({ accessToken }) => `::add-mask::${workflowData(accessToken.reveal())}\n`,
};

/**
 * The same token for the files of a job: `GITHUB_ENV`, `GITHUB_OUTPUT`.
 *
 * No value can end early what it stands in, since nobody knows the line that ends it.
 */
export function jobVariables(token: Token, now: number, envName?: string): string {
  return variablesFor(token, now, envName).map(([name, value = ""]) => {
    const end = crypto.randomUUID();
    return `${name}<<${end}\n${value}\n${end}\n`;
  }).join("");
}

/** What stands behind `Authorization:`. */
function credentials({ tokenType, accessToken }: Token): string {
  return `${tokenType} ${accessToken.reveal()}`;
}

function variablesFor(token: Token, now: number, name = usualName): readonly Variable[] {
  return [[name, token.accessToken.reveal()], [`${name}_EXPIRES_AT`, utcExpiry(token, now)]];
}

/** A command of a POSIX shell. What is not known must not stay as it was for an earlier token. */
function assignment([name, value]: Variable): string {
  return value === undefined
    ? `unset ${name}\n`
    : `export ${name}='${value.replaceAll("'", `'\\''`)}'\n`;
}

/** A parameter in a config file of curl. */
function curlQuoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** What a workflow command of GitHub Actions is about. The runner undoes this. */
function workflowData(text: string): string {
  return text.replaceAll("%", "%25");
}

/** The versions of ExecCredential, which are alike in what is used of them. The first is the usual. */
const credentialVersions = [
  "client.authentication.k8s.io/v1",
  "client.authentication.k8s.io/v1beta1",
];

/** An ExecCredential of the version that kubectl asks for. */
function execCredential(token: Token, host: Machine): unknown {
  const info = parseJson(host.env("KUBERNETES_EXEC_INFO") ?? "null");
  const asked = isJsonObject(info) ? info.apiVersion : undefined;
  return {
    apiVersion: credentialVersions.find((version) => version === asked) ?? credentialVersions[0],
    kind: "ExecCredential",
    status: {
      // Without it, kubectl asks again when the server refuses the token.
      expirationTimestamp: utcExpiry(token, host.now()),
      token: token.accessToken.reveal(),
    },
  };
}
