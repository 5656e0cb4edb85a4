import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import { redact } from "../../lib/redaction.ts";
import { base64, formEncode, Secret } from "../../lib/secret.ts";
import { awkwardSecret, forEachCase } from "./helpers.ts";

Deno.test("redact() finds a secret in every form in which a server may send it back", async () => {
  const forms = {
    "as it is": awkwardSecret,
    "percent-encoded": encodeURIComponent(awkwardSecret),
    "form-encoded": `${new URLSearchParams({ s: awkwardSecret })}`.slice("s=".length),
    "percent-encoded in small letters": encodeURIComponent(awkwardSecret)
      .replace(/%../g, (code) => code.toLowerCase()),
    "in JSON": JSON.stringify(awkwardSecret).slice(1, -1),
  };
  await forEachCase(forms, (form) => {
    const clean = redact(`<${form}> and again <${form}>`, [new Secret(awkwardSecret)]);
    assertEquals(clean, "<***> and again <***>");
  });
});

Deno.test("redact() finds a secret inside Base64, whatever stands around it", () => {
  const secret = "p1q2r3s4t5u6v7w8";
  for (const id of ["", "a", "ab", "abc", "client-id"]) {
    for (const more of ["", "!", ", and more"]) {
      const clean = redact(base64(`${id}:${secret}${more}`), [new Secret(secret)]);
      assertStringIncludes(clean, "***");
      assertEquals(partsOf(secret).filter((part) => canBeDecodedFrom(clean, part)), [], id + more);
    }
  }
});

Deno.test("redact() finds a secret in the Base64 of form-encoded credentials", () => {
  const credentials = base64(`${formEncode("my:id")}:${formEncode(awkwardSecret)}`);
  const clean = redact(`Basic ${credentials}`, [new Secret(awkwardSecret)]);
  const parts = partsOf(formEncode(awkwardSecret));
  assertEquals(parts.filter((part) => canBeDecodedFrom(clean, part)), []);
});

Deno.test("redact() finds a secret in Base64 for URLs", () => {
  const secret = "~~~???~~~???";
  const forUrls = base64(`id:${secret}`).replaceAll("+", "-").replaceAll("/", "_");
  assertMatch(forUrls, /[-_]/);
  assertNotMatch(redact(forUrls, [new Secret(secret)]), /[-_]/);
});

/** All runs of four characters. */
function partsOf(text: string): string[] {
  return Array.from({ length: text.length - 3 }, (_, start) => text.slice(start, start + 4));
}

/** Whether someone who has what is left of Base64 text can read a part of what it encodes. */
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

Deno.test("redact() leaves nothing of a secret that begins like another", () => {
  const secrets = [new Secret("hunter"), new Secret("hunter-and-more")];
  assertEquals(redact("it is hunter-and-more", secrets), "it is ***");
  assertEquals(redact("it is hunter-and-more", secrets.reverse()), "it is ***");
});

Deno.test("redact() finds a secret of which only the beginning is left", () => {
  for (let length = 6; length < awkwardSecret.length; length++) {
    const cut = `it is ${awkwardSecret.slice(0, length)}…`;
    assertEquals(redact(cut, [new Secret(awkwardSecret)]), "it is ***…");
  }
  assertEquals(redact("it is S3cr3…", [new Secret(awkwardSecret)]), "it is S3cr3…");
});

Deno.test("redact() takes no longer for a secret without end", () => {
  const secret = new Secret("x-".repeat(100_000));
  const start = performance.now();
  assertEquals(
    redact(`${"x-".repeat(255)}… and ${"y…".repeat(500)}`, [secret]).slice(0, 5),
    "***… ",
  );
  // A tenth of this is needed; what grows with the square of the length takes minutes.
  assert(performance.now() - start < 3000);
});

Deno.test("redact() leaves ordinary text as it is", () => {
  const text = "The client 0oa1 is unknown ($& $1)";
  assertEquals(redact(text, [new Secret("not-in-there")]), text);
  assertEquals(redact(text, []), text);
});

Deno.test("redact() leaves very short secrets alone, which would blank out ordinary words", () => {
  assertEquals(
    redact("the cat", ["", "t", "he", "cat"].map((text) => new Secret(text))),
    "the cat",
  );
});

Deno.test("redact() takes a secret literally, not as a pattern", () => {
  assertEquals(redact("a.*b$& and axxb", [new Secret("a.*b$&")]), "*** and axxb");
});

Deno.test("redact() finds a secret by whatever rules it is encoded", async () => {
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

Deno.test("redact() is quick, however long the text and the secret", () => {
  const start = performance.now();
  redact("x".repeat(100_000) + "…", [new Secret("x".repeat(1000) + "y")]);
  for (let count = 0; count < 100_000; count++) redact("", [new Secret("s3cr3t-value")]);
  // It is a fifth of a second.
  assert(performance.now() - start < 5000);
});

Deno.test("redact() is not slowed down by what a server can make up", () => {
  const start = performance.now();
  for (const piece of ["\\", "%25", "&amp;", "&#0", "…", "\\u0", "s3cr3t-valu"]) {
    redact(piece.repeat(100_000 / piece.length), [new Secret("s3cr3t-value")]);
  }
  // It is less than a second; what grows with the square of the length takes much longer.
  assert(performance.now() - start < 10_000);
});
