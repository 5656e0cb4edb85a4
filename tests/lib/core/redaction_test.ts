import {
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import { Redactor } from "../../../lib/core/redaction.ts";
import { base64, formEncode } from "../../../lib/core/encodings.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { withinMoment } from "../../properties/moment.ts";
import { leakedParts } from "../../properties/secrets.ts";
import { awkwardSecret, forEachCase } from "../helpers.ts";

function redact(text: string, secrets: readonly Secret[]): string {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor.redact(text);
}

function utf16Of(text: string, isBigEndian = false): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at++) {
    view.setUint16(at * 2, text.charCodeAt(at), !isBigEndian);
  }
  return new Uint8Array(view.buffer);
}

Deno.test("redact(), after a string too short for a secret: longer and cut ones redacted", async () => {
  await forEachCase({
    "plain": ["kJ8f9aLq2ZxC7vB1", "kJ8f9aLq2ZxC7vB1"],
    "its signature": ["eyJhbGciOiJub25lIn0.e30.c2lnbmF0dXJl", "c2lnbmF0dXJl"],
    "with escapes, decoded": ["%6bJ8%669a%4cq2", "kJ8f9aLq2"],
    "as a prefix": ["kJ8f9aLq2ZxC7vB1", "kJ8f9aLq…"],
    "as a prefix before dots": ["kJ8f9aLq2ZxC7vB1", "kJ8f9aLq..."],
    "in hexadecimal": ["kJ8f9a", "6b4a38663961"],
    "in Base64": ["kJ8f9a", "a0o4Zjlh"],
  }, ([secret = "", shown = ""]) => {
    const redactor = new Redactor();
    redactor.add(new Secret(secret));
    assertEquals(redactor.redact("a.read"), "a.read");
    const redacted = redactor.redact(shown);
    assertEquals([redacted.slice(0, 3), redacted.length <= 6], ["***", true]);
  });
});

Deno.test("redact(): Base64 of UTF-16: redacted", () => {
  for (const id of ["", "a", "ab"]) {
    for (const isBigEndian of [false, true]) {
      const echo = utf16Of(`${id}:p1q2r3s4t5u6v7w8!`, isBigEndian).toBase64();
      const clean = redact(echo, [new Secret("p1q2r3s4t5u6v7w8")]);
      assertStringIncludes(clean, "***");
      assertEquals(clean.length < echo.length - 38, true, clean);
    }
  }
});

Deno.test("redact(): JWT in two parts: its signature redacted", () => {
  const [header, claims, signature] = ["eyJhbGciOiJIUzI1NiJ9", "eyJpc3MiOiJhIn0", "b0AKkHhK-9"];
  const jwt = new Secret(`${header}.${claims}.${signature}`);
  assertEquals(
    redact(`${header}.${claims} and ${signature}`, [jwt]),
    `${header}.${claims} and ***`,
  );
  // A header with white space: "{\n".
  const spaced = new Secret(`ewogImFsZyI6IkhTMjU2In0.${claims}.${signature}`);
  assertEquals(redact(signature, [spaced]), "***");
});

Deno.test("redact(): a secret in any encoding of a server: redacted", async () => {
  const hex = new TextEncoder().encode(awkwardSecret).toHex();
  const forms = {
    "as it is": awkwardSecret,
    "in capitals": awkwardSecret.toUpperCase(),
    "in small letters": awkwardSecret.toLowerCase(),
    "in hexadecimal": hex,
    "in hexadecimal with capitals": hex.toUpperCase(),
    "as a hex dump with colons": hex.replace(/..(?!$)/g, "$&:"),
    "as a hex dump in groups": hex.replace(/.{8}(?!$)/g, "$&-"),
    "as a hex dump with spaces": hex.replace(/..(?!$)/g, "$& "),
    "as a hex dump of a string literal": hex.replace(/../g, "\\x$&"),
    "in quoted-printable": hex.toUpperCase().replace(/../g, "=$&"),
    "percent-encoded": encodeURIComponent(awkwardSecret),
    "form-encoded": `${new URLSearchParams({ s: awkwardSecret })}`.slice("s=".length),
    "percent-encoded in small letters": encodeURIComponent(awkwardSecret)
      .replace(/%../g, (code) => code.toLowerCase()),
    "in JSON": JSON.stringify(awkwardSecret).slice(1, -1),
    "in hexadecimal of UTF-16": utf16Of(awkwardSecret).toHex(),
    "in hexadecimal of UTF-16, the other order": utf16Of(awkwardSecret, true).toHex(),
  };
  await forEachCase(forms, (form) => {
    const clean = redact(`<${form}> and again <${form}>`, [new Secret(awkwardSecret)]);
    assertEquals(clean, "<***> and again <***>");
  });
});

Deno.test("redact(): a secret within longer Base64: redacted", () => {
  const secret = "p1q2r3s4t5u6v7w8";
  for (const id of ["", "a", "ab", "abc", "client-id"]) {
    for (const more of ["", "!", ", and more"]) {
      const clean = redact(base64(`${id}:${secret}${more}`), [new Secret(secret)]);
      assertStringIncludes(clean, "***");
      assertEquals(partsOf(secret).filter((part) => canBeDecodedFrom(clean, part)), [], id + more);
    }
  }
});

Deno.test("redact(): Base64 of form-encoded credentials: redacted", () => {
  const credentials = base64(`${formEncode("my:id")}:${formEncode(awkwardSecret)}`);
  const clean = redact(`Basic ${credentials}`, [new Secret(awkwardSecret)]);
  const parts = partsOf(formEncode(awkwardSecret));
  assertEquals(parts.filter((part) => canBeDecodedFrom(clean, part)), []);
});

Deno.test("redact(): Base64url: redacted", () => {
  const secret = "~~~???~~~???";
  const forUrls = base64(`id:${secret}`).replaceAll("+", "-").replaceAll("/", "_");
  assertMatch(forUrls, /[-_]/);
  assertNotMatch(redact(forUrls, [new Secret(secret)]), /[-_]/);
});

Deno.test("redact(): two nested encodings: redacted", async () => {
  const hex = (text: string) => new TextEncoder().encode(text).toHex();
  const forUrls = (text: string) => base64(text).replaceAll("+", "-").replaceAll("/", "_");
  await forEachCase({
    "Base64 of Base64": base64(base64(`id:${awkwardSecret}!`)),
    "Base64 for URLs, twice": forUrls(forUrls(`a:${awkwardSecret}`)),
    "Base64 of a header": base64(`Basic ${base64(`id:${formEncode(awkwardSecret)}`)}`),
    "Base64 of hexadecimal": base64(hex(awkwardSecret).toUpperCase()),
    "Base64 of JSON": base64(JSON.stringify({ sub: awkwardSecret })),
    "hexadecimal of Base64": hex(base64(`id:${awkwardSecret}`)),
  }, (echo) => {
    assertNotEquals(leakedParts(echo, awkwardSecret), []);
    const shown = redact(`said ${echo}, and more`, [new Secret(awkwardSecret)]);
    assertEquals(leakedParts(shown, awkwardSecret), []);
    assertMatch(shown, /^said .*\*\*\*.*, and more$/);
  });
});

/** All runs of four characters. */
function partsOf(text: string): string[] {
  return Array.from({ length: text.length - 3 }, (_, start) => text.slice(start, start + 4));
}

/** Whether the remaining Base64 can be decoded to part of its original content. */
function canBeDecodedFrom(encoded: string, part: string): boolean {
  const pieces = encoded.split(/[^A-Za-z0-9+/]+/);
  const readings = pieces.flatMap((piece) =>
    [0, 1, 2, 3].map((skipped) => {
      const rest = "A".repeat(skipped) + piece;
      return atob(rest.slice(0, rest.length - rest.length % 4));
    })
  );
  return readings.some((reading) => reading.includes(part));
}

Deno.test("redact(): secrets with a common prefix: redacted completely", () => {
  const secrets = [new Secret("hunter"), new Secret("hunter-and-more")];
  assertEquals(redact("it is hunter-and-more", secrets), "it is ***");
  assertEquals(redact("it is hunter-and-more", secrets.reverse()), "it is ***");
});

Deno.test("redact(): a truncated secret: redacted", () => {
  for (let length = 6; length < awkwardSecret.length; length++) {
    const cut = `it is ${awkwardSecret.slice(0, length)}…`;
    assertEquals(redact(cut, [new Secret(awkwardSecret)]), "it is ***…");
  }
  assertEquals(redact("it is S3cr3…", [new Secret(awkwardSecret)]), "it is S3cr3…");
  assertEquals(redact('it is "S3cr3t ~..."', [new Secret(awkwardSecret)]), 'it is "***..."');
});

Deno.test("redact(): a very long secret: the rest of the string is redacted", () => {
  const secret = "x-".repeat(1000);
  assertEquals(redact(`it is ${secret}, and more`, [new Secret(secret)]), "it is ***");
  assertEquals(
    redact(`it is ${secret.slice(0, 100)}… and`, [new Secret(secret)]),
    "it is ***… and",
  );
});

Deno.test("redact(): no secret: not changed", () => {
  const text = "The client 0oa1 is unknown ($& $1)";
  assertEquals(redact(text, [new Secret("not-in-there")]), text);
  assertEquals(redact(text, []), text);
});

Deno.test("redact(): a very short secret: not redacted", () => {
  assertEquals(
    redact("the cat", ["", "t", "he", "cat"].map((text) => new Secret(text))),
    "the cat",
  );
});

Deno.test("redact(): a secret with regular expression syntax: matched literally", () => {
  assertEquals(redact("a.*b$& and axxb", [new Secret("a.*b$&")]), "*** and axxb");
});

Deno.test("redact(): escaped by different rules: redacted", async () => {
  const secret = "Ab8+x /Y=z&<'\"\\é q(!)*~";
  const html = (text: string) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
  const inHex = (character: string, prefix: string) =>
    prefix + character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  await forEachCase({
    "every byte percent-encoded": Array.from(
      new TextEncoder().encode(secret),
      (byte) => `%${byte.toString(16).padStart(2, "0")}`,
    ).join(""),
    "percent-encoded but for slashes": encodeURIComponent(secret).replaceAll("%2F", "/"),
    "form-encoded with %20": formEncode(secret).replaceAll("+", "%20"),
    "percent-encoded twice": encodeURIComponent(encodeURIComponent(secret)),
    "in JSON, all that is not a letter": secret.replace(/[^a-z]/gi, (c) => inHex(c, "\\u")),
    "in JSON in JSON": JSON.stringify(JSON.stringify(secret)).slice(3, -3),
    "in JSON with slashes escaped": JSON.stringify(secret).slice(1, -1).replaceAll("/", "\\/"),
    "in HTML": html(secret),
    "in HTML, twice": html(html(secret)),
    "in HTML, by numbers": Array.from(secret, (c) => `&#${c.codePointAt(0)};`).join(""),
    "with line breaks for spaces": secret.replaceAll(" ", "\n"),
    "with invisible characters in it": [...secret].join("\u200b"),
    "in Base64 with line breaks": base64(`id:${secret}`).replace(/.{8}/g, "$&\r\n"),
  }, (form) => {
    const clean = redact(`<${form}> and`, [new Secret(secret)]);
    assertEquals(clean.endsWith("> and"), true, clean);
    assertNotMatch(clean, /Ab8|41%62|q\(|Y=z|Y%3D|YjgreC|&#98;|b\u200b8/, clean);
    assertStringIncludes(clean, "***");
  });
});

Deno.test("redact(): long string similar to the secret: within the time limit", async () => {
  const secrets = [new Secret("x".repeat(1000) + "y"), new Secret("s3cr3t-value")];
  for (const piece of ["x", "\\", "%25", "&amp;", "&#0", "…", "\\u0", "s3cr3t-valu", "s3cr3t…"]) {
    await withinMoment(() => redact(piece.repeat(20_000 / piece.length), secrets));
  }
});
