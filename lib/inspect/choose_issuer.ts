/**
 * Chooses the issuer whose keys a token is verified with.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { checkFormat } from "../contract/formats.ts";
import { printable } from "../core/text.ts";
import type { RecognisedProvider } from "./recognise_provider.ts";

/**
 * The issuer to ask: the one that the user names, else that of the token, if it is at the host of
 * a vendor. A token can name any issuer, and the one that it names would always confirm it.
 *
 * @param named The option `--issuer`.
 * @param claimed What the token says.
 * @throws {GettokenError} `usage` if what is named is no address; `setting_missing` if nothing is.
 */
export function chooseIssuer(
  named: string | undefined,
  claimed: string | undefined,
  recognised: RecognisedProvider | undefined,
): string {
  if (named !== undefined) {
    const checked = checkFormat(named, "url");
    if ("value" in checked) return checked.value;
    throw new GettokenError("usage", `--issuer ${checked.problem}`);
  }
  if (claimed !== undefined && recognised?.isAtVendor) return claimed;
  const issuer = printable(claimed ?? "", 200);
  throw new GettokenError("setting_missing", "--verify needs to know which issuer you trust", {
    details: [
      issuer === "" ? "The token names none." : `The token names ${issuer}, as anyone can.`,
    ],
    hint: issuer === ""
      ? "Name it with --issuer"
      : `If that is the one that you mean, confirm it: --issuer ${issuer}`,
  });
}
