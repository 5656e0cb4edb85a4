/**
 * The forms in which a token is printed.
 *
 * @module
 */

import type { Host } from "./host.ts";
import type { Provider } from "./provider.ts";
import type { Token } from "./token_response.ts";

/** The names of the forms. */
export const outputFormats = ["token", "json", "header"] as const;

/** A form in which a token is printed. */
export type OutputFormat = typeof outputFormats[number];

/**
 * Writes a token to stdout, and nothing else.
 *
 * @throws {GettokenError} `output_failed`
 */
export async function writeToken(
  host: Host,
  format: OutputFormat,
  provider: Provider,
  token: Token,
): Promise<void> {
  const text = formats[format](token, provider, host.now());
  const open = !text.endsWith("\n") && host.isTerminal("stdout");
  await host.writeStdout(open ? text + "\n" : text);
}

const formats: Readonly<
  Record<
    OutputFormat,
    (token: Token, provider: Provider, now: number) => string
  >
> = {
  token: ({ accessToken }) => `${accessToken.reveal()}\n`,
  header: ({ accessToken, tokenType }) => `Authorization: ${tokenType} ${accessToken.reveal()}`,
  json: (token, provider, now) => {
    const own = {
      access_token: token.accessToken.reveal(),
      token_type: token.tokenType,
      expires_in: token.expiresIn ?? null,
      expires_at: token.expiresIn === undefined ? null : utc(now + token.expiresIn * 1000),
      scope: token.scope ?? null,
      provider: provider.name,
    };
    // Again at the end: a public member takes the place of none of these.
    return JSON.stringify({ ...own, ...token.publicMembers, ...own }) + "\n";
  },
};

/** RFC 3339 in UTC, in whole seconds: `2026-01-09T02:02:12Z`. */
function utc(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}
