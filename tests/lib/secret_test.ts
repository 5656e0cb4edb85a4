import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import { format, inspect } from "node:util";
import { base64, formEncode, redact, Secret } from "../../lib/secret.ts";
import { awkwardSecret, forEachCase } from "./helpers.ts";

Deno.test("reveal() gives the value away", () => {
  assertEquals(new Secret(awkwardSecret).reveal(), awkwardSecret);
});

Deno.test("Secret shows nothing of its value when it is made into text", async () => {
  const ways: Readonly<Record<string, (secret: Secret) => string>> = {
    "a template": (secret) => `${secret}`,
    "a concatenation": (secret) => "" + secret,
    "String()": String,
    "JSON": (secret) => JSON.stringify({ in: [secret] }),
    "Deno.inspect()": (secret) => Deno.inspect({ in: [secret] }, { showHidden: true, depth: 9 }),
    "inspect() of Node": (secret) => inspect({ in: [secret] }, { showHidden: true, depth: 9 }),
    "format() of Node": (secret) => format("%s %o %O %j", secret, secret, secret, secret),
    "the cause of an error": (secret) => Deno.inspect(new Error("x", { cause: { secret } })),
    "a structured clone": (secret) => JSON.stringify(structuredClone({ secret })),
    "a spread": (secret) => JSON.stringify({ ...secret }),
    "its keys": (secret) => Reflect.ownKeys(secret).map(String).join(),
    "a URL": (secret) => new URL(`https://a.example/?q=${secret}`).href,
  };
  await forEachCase(ways, (way) => assertNotMatch(way(new Secret("canary-5527")), /canary|5527/));
});

Deno.test("Secret shows *** where its value would stand", () => {
  const secret = new Secret("canary-5527");
  assertEquals(`${secret}`, "***");
  assertEquals(JSON.stringify([secret]), '["***"]');
  assertEquals(Deno.inspect(secret), "***");
  assertEquals(inspect(secret), "***");
});

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

Deno.test("base64() agrees with the vectors of RFC 4648 and encodes as UTF-8", () => {
  const vectors = {
    "": "",
    f: "Zg==",
    fo: "Zm8=",
    foo: "Zm9v",
    foobar: "Zm9vYmFy",
    "é€😀": "w6nigqzwn5iA",
  };
  assertEquals(Object.keys(vectors).map(base64), Object.values(vectors));
});

Deno.test("formEncode() encodes as a form does", () => {
  assertEquals(formEncode("aZ09*-._"), "aZ09*-._");
  assertEquals(formEncode("a b+c:d%e&f=g/é~"), "a+b%2Bc%3Ad%25e%26f%3Dg%2F%C3%A9%7E");
});

Deno.test("formEncode() can be undone by every server", () => {
  const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join("");
  assertEquals(new URLSearchParams(`v=${formEncode(ascii)}`).get("v"), ascii);
  assert(!/[\s:]/.test(formEncode(ascii)));
});
