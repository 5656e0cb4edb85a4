import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { isSealName, type Seal, sealFor } from "../../../lib/cache/seal.ts";
import { awkwardSecret, forEachCase, secretsOf } from "../helpers.ts";

const content = 'the token "éa" and more';

function seal(secrets: Readonly<Record<string, string>>, purpose = "a purpose"): Promise<Seal> {
  return sealFor(secretsOf(secrets), purpose);
}

const own = { clientSecret: awkwardSecret };

Deno.test("sealFor() opens what it sealed, and what another with the same credential sealed", async () => {
  const one = await seal(own);
  const other = await seal(own);
  assertEquals(one.name, other.name);
  assertEquals(isSealName(one.name), true);
  assertEquals(await other.open(await one.seal(content)), content);
  const large = "x".repeat(300_000);
  assertEquals(await one.open(await one.seal(large)), large);
});

Deno.test("sealFor() takes the secrets in whatever order they come", async () => {
  const { name } = await seal({ privateKey: "a", keyPassphrase: "b" });
  assertEquals((await seal({ keyPassphrase: "b", privateKey: "a" })).name, name);
});

Deno.test("sealFor() has another name and key for another credential or purpose", async () => {
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

Deno.test("sealFor() opens nothing under the name of another purpose, were the key the same", async () => {
  const [one, other] = [await seal(own, "one"), await seal(own, "other")];
  assertEquals(await other.open(await one.seal(content)), undefined);
});

Deno.test("sealFor() never seals twice alike", async () => {
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

Deno.test("sealFor() opens nothing that was cut, however long it still is", async () => {
  const { seal: sealed, open } = await seal(own);
  const bytes = await sealed(content);
  for (let length = 0; length < bytes.length; length++) {
    assertEquals(await open(bytes.slice(0, length)), undefined, `${length} bytes`);
  }
  assertEquals(await open(Uint8Array.from([...bytes, 0])), undefined);
});

Deno.test("sealFor() opens nothing in which a bit was changed", async () => {
  const { seal: sealed, open } = await seal(own);
  const bytes = await sealed(content);
  for (let bit = 0; bit < bytes.length * 8; bit += 3) {
    const changed = bytes.slice();
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    assertEquals(await open(changed), undefined, `bit ${bit}`);
  }
});

Deno.test("sealFor() shows nothing of the content, the secret and the purpose", async () => {
  const { name, seal: sealed } = await seal(own, "purpose purpose");
  const text = new TextDecoder("latin1").decode(await sealed(content));
  for (const part of ["the token", "and more", "S3cr3t", "purpose"]) {
    assertEquals([text.includes(part), name.includes(part)], [false, false]);
  }
  assertMatch(name, /^[0-9a-f]{64}$/);
});

Deno.test("isSealName() knows names of what was sealed", () => {
  const name = "0123456789abcdef".repeat(4);
  for (const other of [`${name}.lock`, name.slice(1), name.toUpperCase(), ".env", `a${name}`]) {
    assertEquals(isSealName(other), false, other);
  }
  assertEquals(isSealName(name), true);
});
