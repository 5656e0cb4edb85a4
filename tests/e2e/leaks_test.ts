import { assert } from "@std/assert";
import { leaks } from "./leaks.ts";

const secrets = ["canary-0123456789abcdef", 'canary+/=%&:"\\ é-0123456789'];

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
  "in hexadecimal digits": (secret) => new TextEncoder().encode(secret).toHex(),
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

function formEncode(value: string): string {
  return new URLSearchParams([["", value]]).toString().slice(1);
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function urlAlphabet(text: string): string {
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
