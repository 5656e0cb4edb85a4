/**
 * Random texts of a server that has been sent a secret. They hold marks, to be replaced by the
 * secret and by the token.
 *
 * @module
 */

import fc from "fast-check";
import { encode, encoding } from "./encodings.ts";
import { anyText, withPadding } from "./texts.ts";

/** What a server knows of a run, and may tell. */
export interface Known {
  readonly secret: string;
  readonly token: string;
}

/** Stands for the access token. */
export const tokenMark = "⟦token⟧";

/** Stands for the secret, in the encoding of that name. */
export const secretMark = encoding.map((name) => `⟦secret ${name}⟧`);

/** A number that JSON can write and JavaScript cannot. */
export const numberMark = fc.constantFrom("1e400", "-1e400", "-0", "3599.5", "1" + "0".repeat(400))
  .map((number) => `⟦number ${number}⟧`);

/** Text of a server, with a secret in it now and then. */
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

/** In a body. That a text is the token can be known only beside the member that says so. */
export const bodyText = serverText(secretMark, secretMark, fc.constant(tokenMark));

/** In a header field. */
export const headerText = serverText(secretMark);

/**
 * The text with what its marks stand for.
 *
 * @param write Writes that as it has to be written there.
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
