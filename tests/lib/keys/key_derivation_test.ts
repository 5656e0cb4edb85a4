import { assertEquals, assertRejects } from "@std/assert";
import {
  CannotDecrypt,
  derivePbkdf1,
  derivePbkdf2,
  derivePkcs12,
  deriveScrypt,
} from "../../../lib/keys/key_derivation.ts";
import { forEachCase } from "../helpers.ts";

const ascii = (text: string) => new TextEncoder().encode(text);

Deno.test("derivePbkdf2(): the test vectors of RFC 6070 and RFC 7914", async () => {
  const sha1 = { salt: ascii("salt"), iterations: 4096, length: 20 };
  assertEquals(
    (await derivePbkdf2("password", "SHA-1", sha1)).toHex(),
    "4b007901b765489abead49d926f721d065a429c1",
  );
  const sha256 = { salt: ascii("NaCl"), iterations: 80_000, length: 16 };
  assertEquals(
    (await derivePbkdf2("Password", "SHA-256", sha256)).toHex(),
    "4ddcd8f60b98be21830cee5ef22701f9",
  );
});

Deno.test("derivePbkdf1(): repeated hashes", async () => {
  // openssl kdf -kdfopt digest:SHA1 -kdfopt pass:password -kdfopt hexsalt:78578E5A5D63CB06 PBKDF1
  const given = { salt: Uint8Array.fromHex("78578e5a5d63cb06"), iterations: 1000, length: 16 };
  const key = await derivePbkdf1("password", "sha1", given);
  assertEquals(key.toHex(), "dc19847e05c64d2faf10ebfb4a3d2a20");
});

Deno.test("derivePkcs12(): known keys and initialization vectors", async () => {
  const smeg = { salt: Uint8Array.fromHex("0a58cf64530d823f"), iterations: 1 };
  const queeg = { salt: Uint8Array.fromHex("05dec959acff72f7"), iterations: 1000 };
  const found = [
    await derivePkcs12("smeg", 1, { ...smeg, length: 24 }),
    await derivePkcs12("smeg", 2, { ...smeg, length: 8 }),
    await derivePkcs12("queeg", 1, { ...queeg, length: 24 }),
    await derivePkcs12("queeg", 2, { ...queeg, length: 8 }),
  ];
  assertEquals(found.map((bytes) => bytes.toHex()), [
    "8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3",
    "79993dfe048d3b76",
    "ed2034e36328830ff09df1e1a07dd357185dac0d4f9eb3d4",
    "11dedad7758d4860",
  ]);
});

Deno.test("derivePkcs12(): no passphrase differs from an empty one", async () => {
  const given = { salt: ascii("saltsalt"), iterations: 3, length: 40 };
  const [none, empty] = [
    await derivePkcs12(undefined, 1, given),
    await derivePkcs12("", 1, given),
  ];
  assertEquals(none?.length, 40);
  assertEquals(none?.toHex() === empty?.toHex(), false);
});

Deno.test("deriveScrypt(): the test vector of RFC 7914", async () => {
  const given = { salt: ascii("NaCl"), length: 16 };
  const key = await deriveScrypt("password", { N: 1024, r: 8, p: 16 }, given);
  assertEquals(key.toHex(), "fdbabe1c9d3472007856e7190d01e9fe");
});

Deno.test("a slow derivation: signals and timers are handled meanwhile", async () => {
  const salt = new Uint8Array(8);
  await derivePbkdf1("a", "sha1", { salt, iterations: 1, length: 16 });
  await forEachCase({
    PBKDF1: () => derivePbkdf1("a", "sha1", { salt, iterations: 100_001, length: 16 }),
    scrypt: () => deriveScrypt("a", { N: 2 ** 15, r: 8, p: 1 }, { salt, length: 16 }),
  }, async (derive) => {
    let turns = 0;
    const timer = setInterval(() => turns++);
    await derive();
    clearInterval(timer);
    assertEquals(turns >= 3, true, `${turns} turns`);
  });
});

Deno.test("more work than allowed, or invalid costs: CannotDecrypt at once", async () => {
  const given = (iterations: number) => ({ salt: ascii("salt"), iterations, length: 8 });
  for (
    const work of [
      () => derivePbkdf2("a", "SHA-256", given(10_000_001)),
      () => derivePbkdf1("a", "md5", given(1_000_001)),
      () => derivePbkdf1("a", "sha1", given(2_000_001)),
      () => derivePkcs12("a", 1, given(2_000_001)),
      () => derivePkcs12("a", 1, given(0)),
      () => deriveScrypt("a", { N: 2 ** 30, r: 8, p: 1 }, given(1)),
      () => deriveScrypt("a", { N: 1000, r: 8, p: 1 }, given(1)),
      () => deriveScrypt("a", { N: 0, r: 8, p: 1 }, given(1)),
      () => deriveScrypt("a", { N: 2, r: 0, p: 1 }, given(1)),
    ]
  ) {
    await assertRejects(work, CannotDecrypt);
  }
});
