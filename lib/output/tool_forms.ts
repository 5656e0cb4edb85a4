/**
 * The output forms for shells, curl, kubectl and GitHub Actions.
 *
 * @module
 */

import type { Host } from "../core/host.ts";
import { isJsonObject, parseJson } from "../core/json.ts";
import { type Token, utcExpiry } from "../oauth/token_response.ts";

type ToolForm = (token: Token, host: Pick<Host, "env" | "now">, envName?: string) => string;

const defaultName = "ACCESS_TOKEN";

type Variable = readonly [name: string, value: string | undefined];

/** Each form by its name. All end with a line break. */
export const toolForms: Readonly<
  Record<"headers" | "env" | "curl" | "kubectl" | "github", ToolForm>
> = {
  headers: (token) => JSON.stringify({ Authorization: credentials(token) }) + "\n",
  env: (token, host, envName) => variablesFor(token, host.now(), envName).map(assignment).join(""),
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

/** A command of a POSIX shell. An unknown value is unset: it may be that of an earlier token. */
function assignment([name, value]: Variable): string {
  return value === undefined
    ? `unset ${name}\n`
    : `export ${name}='${value.replaceAll("'", `'\\''`)}'\n`;
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
