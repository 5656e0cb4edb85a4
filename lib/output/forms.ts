/**
 * The output forms of a token. Those that few runs use are in tool_forms.ts.
 *
 * @module
 */

import type { Host } from "../core/host.ts";
import type { Provider } from "../contract/provider.ts";
import type { OutputFormat } from "../settings/run_options.ts";
import { type Token, utcExpiry } from "../oauth/token_response.ts";

/** The options that say how a token is printed. */
export interface OutputForm {
  readonly output: OutputFormat;
  /** The variable of `env`, `powershell`, `cmd` and `github`. */
  readonly envName?: string | undefined;
  /** Whether `json` prints the server's reply instead. */
  readonly raw?: boolean;
}

/**
 * Writes a token to stdout.
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

/** The token in an output form. */
export async function tokenText(
  host: Host,
  { output, envName, raw }: OutputForm,
  provider: Provider,
  token: Token,
): Promise<string> {
  switch (output) {
    case "token":
      return `${token.accessToken.reveal()}\n`;
    case "header":
      return `Authorization: ${token.tokenType} ${token.accessToken.reveal()}`;
    case "json":
      return raw && token.reply !== undefined
        ? `${token.reply}\n`
        : json(token, provider, host.now());
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
  // Repeated at the end, so that a public member replaces none of these.
  return JSON.stringify({ ...own, ...token.publicMembers, ...own }) + "\n";
}
