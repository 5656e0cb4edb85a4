/**
 * The forms in which a token is printed.
 *
 * @module
 */

import { utcExpiry } from "../oauth/token_response.ts";
import type { Host } from "../core/host.ts";
import type { Provider } from "../contract/provider.ts";
import type { OutputFormat } from "../settings/run_options.ts";
import type { Token } from "../oauth/token_response.ts";

/** In which form a token is wanted. */
export interface OutputForm {
  readonly output: OutputFormat;
  /** The variable that it goes into, where the form has one. */
  readonly envName?: string | undefined;
}

/**
 * Writes a token to stdout, and nothing else.
 *
 * @throws {GettokenError} `output_failed`
 */
export async function writeToken(
  host: Host,
  form: OutputForm,
  provider: Provider,
  token: Token,
): Promise<void> {
  const text = await tokenText(host, form, provider, token);
  const open = !text.endsWith("\n") && host.isTerminal("stdout");
  await host.writeUnchanged(open ? text + "\n" : text);
}

/** A token in a form, as it is written. */
export async function tokenText(
  host: Host,
  { output, envName }: OutputForm,
  provider: Provider,
  token: Token,
): Promise<string> {
  switch (output) {
    case "token":
      return `${token.accessToken.reveal()}\n`;
    case "header":
      return `Authorization: ${token.tokenType} ${token.accessToken.reveal()}`;
    case "json":
      return json(token, provider, host.now());
    default: {
      const { toolForms } = await import("./tool_forms.ts");
      return toolForms[output](token, host, envName);
    }
  }
}

function json(token: Token, provider: Provider, now: number): string {
  const own = {
    access_token: token.accessToken.reveal(),
    token_type: token.tokenType,
    expires_in: token.expiresIn ?? null,
    expires_at: utcExpiry(token, now) ?? null,
    scope: token.scope ?? null,
    provider: provider.name,
  };
  // Again at the end: a public member takes the place of none of these.
  return JSON.stringify({ ...own, ...token.publicMembers, ...own }) + "\n";
}
