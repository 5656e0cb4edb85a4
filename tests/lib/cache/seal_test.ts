import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { isSealName, type Seal, sealFor } from "../../../lib/cache/seal.ts";
import { awkwardSecret, forEachCase, secretsOf } from "../helpers.ts";

const content = 'the token "éa" and more';

function seal(secrets: Readonly<Record<string, string>>, purpose = "a purpose"): Promise<Seal> {
  return sealFor(secretsOf(secrets), purpose);
}

const own = { clientSecret: awkwardSecret };

Deno.test("sealFor() opens what the same credential sealed, in this or another run", async () => {
  const one = await seal(own);
  const other = await seal(own);
  assertEquals(one.name, other.name);
  assertEquals(isSealName(one.name), true);
  assertEquals(await other.open(await one.seal(content)), content);
  const large = "x".repeat(300_000);
  assertEquals(await one.open(await one.seal(large)), large);
});

Deno.test("sealFor() does not depend on the order of secrets", async () => {
  const { name } = await seal({ privateKey: "a", keyPassphrase: "b" });
  assertEquals((await seal({ keyPassphrase: "b", privateKey: "a" })).name, name);
});

Deno.test("sealFor(), other credential or cache key: another name and key", async () => {
  const one = await seal(own);
  await forEachCase({
    "another secret": await seal({ clientSecret: `${awkwardSecret} ` }),
    "the same as another kind": await seal({ privateKey: awkwardSecret }),
    "one more secret": await seal({ ...own, keyPassphrase: "" }),
    "another purpose": await seal(own, "another purpose"),
    "a longer purpose": await seal(own, "a purpose".repeat(50_000)),
  }, async (other) => {
    assertNotEquals(other.name, one.name);
    assertEquals(await other.open(await one.seal(content)), undefined);
  });
});

Deno.test("sealFor(), entry of another cache key: not opened", async () => {
  const [one, other] = [await seal(own, "one"), await seal(own, "other")];
  assertEquals(await other.open(await one.seal(content)), undefined);
});

Deno.test("sealFor() never writes the same bytes twice", async () => {
  const { seal: sealed } = await seal(own);
  const salts = new Set<string>();
  const nonces = new Set<string>();
  for (let round = 0; round < 20; round++) {
    const bytes = await sealed(content);
    salts.add(bytes.slice(1, 33).toHex());
    nonces.add(bytes.slice(33, 45).toHex());
  }
  assertEquals([salts.size, nonces.size], [20, 20]);
});

Deno.test("sealFor(), truncated entry: not opened", async () => {
  const { seal: sealed, open } = await seal(own);
  const bytes = await sealed(content);
  for (let length = 0; length < bytes.length; length++) {
    assertEquals(await open(bytes.slice(0, length)), undefined, `${length} bytes`);
  }
  assertEquals(await open(Uint8Array.from([...bytes, 0])), undefined);
});

Deno.test("sealFor(), one bit changed: not opened", async () => {
  const { seal: sealed, open } = await seal(own);
  const bytes = await sealed(content);
  for (let bit = 0; bit < bytes.length * 8; bit += 3) {
    const changed = bytes.slice();
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    assertEquals(await open(changed), undefined, `bit ${bit}`);
  }
});

Deno.test("sealFor() writes no content, secret or cache key in plain form", async () => {
  const { name, seal: sealed } = await seal(own, "purpose purpose");
  const text = new TextDecoder("latin1").decode(await sealed(content));
  for (const part of ["the token", "and more", "S3cr3t", "purpose"]) {
    assertEquals([text.includes(part), name.includes(part)], [false, false]);
  }
  assertMatch(name, /^[0-9a-f]{64}$/);
});

Deno.test("isSealName() recognises names of entries", () => {
  const name = "0123456789abcdef".repeat(4);
  for (const other of [`${name}.lock`, name.slice(1), name.toUpperCase(), ".env", `a${name}`]) {
    assertEquals(isSealName(other), false, other);
  }
  assertEquals(isSealName(name), true);
});
