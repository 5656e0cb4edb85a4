/**
 * Servers that return the secret in another encoding, so that it may be shown or logged.
 *
 * @module
 */

import { answers } from "../faults/fault.ts";
import { type Attack, type Attacks, repeating } from "./attack.ts";

const secret = "Canary-AbCdEf-0123456789-xYz";

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** RFC 2045 §6.7, with each byte encoded. */
function quotedPrintable(text: string): string {
  const bytes = [...new TextEncoder().encode(text)];
  return bytes.map((byte) => `=${byte.toString(16).padStart(2, "0").toUpperCase()}`).join("");
}

/** A refusal that contains the secret in this form. */
function echo(form: string, more: Partial<Attack> = {}): Attack {
  return {
    secret,
    server: answers(() =>
      Response.json(
        { error: "invalid_client", error_description: `Wrong: ${form} was sent` },
        { status: 401 },
      )
    ),
    ...{ exit: 4, code: "refused", never: [form, form.slice(0, -2)] },
    says: [/Wrong: \*\*\*/],
    ...more,
  };
}

/** A redirect to a host whose name is the secret, which URLs write in lower case. */
function redirect(location: string): Attack {
  return {
    secret,
    server: answers(() => new Response(null, { status: 302, headers: { location } })),
    ...{ exit: 7, code: "redirected", never: [secret.toLowerCase()] },
    says: [/redirect/],
  };
}

const hex = new TextEncoder().encode(secret).toHex();

/** All attacks by echoes. */
export const echoAttacks: Attacks = repeating(13, {
  "an echo in lower case": echo(secret.toLowerCase()),
  "an echo in upper case": echo(secret.toUpperCase()),
  "an echo in hexadecimal": echo(hex),
  "an echo in hexadecimal capitals": echo(hex.toUpperCase()),
  "an echo in quoted-printable": echo(quotedPrintable(secret)),
  "an echo in quoted-printable, in part": echo(secret.replaceAll("-", "=2D")),
  "an echo in Base64 of Base64": echo(base64(base64(secret))),
  "an echo in Base64 of Base64 of the whole header field": echo(
    base64(base64(`some-client:${secret}`)),
    { says: [/Wrong: .*\*\*\*/] },
  ),
  "an echo in the error code, in lower case": echo(secret.toLowerCase(), {
    server: answers(() => Response.json({ error: secret.toLowerCase() }, { status: 400 })),
    says: [/\*\*\*/],
  }),
  "a redirect to a host": redirect(`https://${secret}.example/`),
  "a redirect to a host below another": redirect(`https://a.${secret}.example/`),
  "a redirect to a host, without a scheme": redirect(`//${secret}.example/`),
});
