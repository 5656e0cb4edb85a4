import { assert } from "@std/assert";
import { leaks } from "./leaks.ts";

const secrets = ["canary-0123456789ABCdef", 'canary+/=%&:"\\ é-0123456789ABC'];

const encodings: Readonly<Record<string, (secret: string) => string>> = {
  plainly: (secret) => secret,
  "percent-encoded": encodeURIComponent,
  "percent-encoded in lower case": (secret) =>
    encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
  "form-encoded": formEncode,
  "in JSON": JSON.stringify,
  "in JSON of ASCII only": (secret) => JSON.stringify(secret).replaceAll("é", "\\u00e9"),
  "in Base64": base64,
  "in Base64 for URLs": (secret) => urlAlphabet(base64(secret)),
  "in Base64 after other letters": (secret) => `xyz${base64(secret)}`,
  "in Base64 with an ID": (secret) => base64(`some-id:${secret}`),
  "in the header field of Basic authentication": (secret) =>
    `Basic ${base64(`some%20id:${formEncode(secret)}`)}`,
  "in the same for URLs": (secret) => urlAlphabet(base64(`some%20id:${formEncode(secret)}`)),
  "in hexadecimal digits": (secret) => hexDump(secret, ""),
  "as a hex dump with colons": (secret) => hexDump(secret, "", ":").toUpperCase(),
  "as a hex dump with spaces": (secret) => hexDump(secret, "", " "),
  "as a hex dump of numbers": (secret) => hexDump(secret, "0x", ", "),
  "as a hex dump of a string literal": (secret) => hexDump(secret, "\\x"),
  "in quoted-printable": (secret) =>
    hexDump(secret, "=").toUpperCase().replace(/.{30}/g, "$&=\r\n"),
  "in HTML by numbers": (secret) => Array.from(secret, (c) => `&#${c.codePointAt(0)};`).join(""),
  "in HTML by hexadecimal numbers": (secret) =>
    Array.from(secret, (c) => `&#x${c.codePointAt(0)?.toString(16)};`).join(""),
  "in JSON with all characters escaped": (secret) =>
    secret.replace(/[^]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`),
  "percent-encoded twice": (secret) => encodeURIComponent(encodeURIComponent(secret)),
  "in Base64 of Base64": (secret) => base64(base64(`id:${formEncode(secret)}`)),
  "in Base64 of hexadecimal": (secret) => base64(hexDump(secret, "")),
  "in hexadecimal of Base64": (secret) => hexDump(base64(secret), ""),
  "in Base64 on several lines": (secret) => base64(secret).replace(/.{8}/g, "$&\r\n"),
  "as a claim of a JWT": (secret) =>
    `e30.${urlAlphabet(base64(JSON.stringify({ sub: secret })))}.x`,
  "in capitals": (secret) => secret.toUpperCase(),
  "in small letters": (secret) => secret.toLowerCase(),
  "with white space": (secret) => secret.replace(/.{5}/g, "$&\n "),
  "with invisible characters": (secret) => secret.replace(/.{5}/g, "$&\u200b"),
  "with escape sequences": (secret) => secret.replace(/.{5}/g, "$&\x1b[1;31m"),
  "in Base64, percent-encoded": (secret) => encodeURIComponent(base64(secret)),
};

for (const [how, encode] of Object.entries(encodings)) {
  Deno.test(`leaks() finds a secret ${how}`, () => {
    for (const secret of secrets) {
      assert(leaks(`gettoken: said ${encode(secret)}, and more`, secret), secret);
    }
  });
}

Deno.test("leaks() finds nothing where there is no secret", () => {
  const text = "gettoken: a+b%20c%zz \\u00 \\ YWJjZGVmZ2hpamts ***, 100 % +++ ====";
  for (const secret of secrets) assert(!leaks(text, secret));
});

function hexDump(text: string, prefix: string, separator = ""): string {
  return Array.from(
    new TextEncoder().encode(text),
    (byte) => prefix + byte.toString(16).padStart(2, "0"),
  ).join(separator);
}

function formEncode(value: string): string {
  return new URLSearchParams([["", value]]).toString().slice(1);
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function urlAlphabet(text: string): string {
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
