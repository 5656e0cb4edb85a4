/**
 * Random strings of a server that got a secret, with placeholders for the secret and the token.
 *
 * @module
 */

import fc from "fast-check";
import { encode, encoding } from "./encodings.ts";
import { anyText, withPadding } from "./texts.ts";

/** Values that a server knows and may return. */
export interface Known {
  readonly secret: string;
  readonly token: string;
}

/** Placeholder for the access token. */
export const tokenMark = "⟦token⟧";

/** Placeholder for the secret in the encoding of this name. */
export const secretMark = encoding.map((name) => `⟦secret ${name}⟧`);

/** A number that JSON can express and JavaScript cannot. */
export const numberMark = fc.constantFrom("1e400", "-1e400", "-0", "3599.5", "1" + "0".repeat(400))
  .map((number) => `⟦number ${number}⟧`);

/** A string of a server, sometimes with a secret. */
function serverText(...marks: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  const text = fc.array(
    fc.oneof(
      anyText,
      ...marks,
      fc.constantFrom("AADSTS700016: ", "Unauthorized", "Bearer", "DPoP", "\n::error::", "scope"),
    ),
    { minLength: 1, maxLength: 4 },
  ).map((pieces) => pieces.join(""));
  return fc.oneof(
    { weight: 4, arbitrary: text },
    { weight: 1, arbitrary: withPadding(text, 600) },
  );
}

/** A string in a body. Clients recognise a token only by its member. */
export const bodyText = serverText(secretMark, secretMark, fc.constant(tokenMark));

/** A string in a header field. */
export const headerText = serverText(secretMark);

/**
 * Replaces the placeholders in a string.
 *
 * @param write escapes a value for its context
 */
export function fill(
  text: string,
  { secret, token }: Known,
  write: (text: string) => string,
): string {
  return text
    .replace(/"⟦number ([^⟧]*)⟧"/g, "$1")
    .replaceAll(tokenMark, () => write(token))
    .replace(/⟦secret ([^⟧]*)⟧/g, (_, name) => write(encode(secret, name)));
}
