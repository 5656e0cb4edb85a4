import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { ProgramRun } from "../../../lib/net/http.ts";
import { type Inspection, inspectToken } from "../../../lib/inspect/inspect_token.ts";
import { Log } from "../../../lib/core/log.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../../fake_host.ts";
import { acme, failureOf, jsonReply } from "../helpers.ts";
import { encrypted, issuer, madeUp, newSigner, signed } from "./tokens.ts";

const plain: Inspection = {
  token: undefined,
  json: false,
  signature: false,
  verify: false,
  issuer: undefined,
  audience: undefined,
  caFile: undefined,
};

const catalog = {
  acme: {
    aliases: [],
    issuers: { patterns: [String.raw`https://id\.example/.*`] },
    load: () => Promise.resolve(acme),
  },
};

/** Inspects a token on a fake machine. */
async function inspect(
  world: FakeWorld,
  given: Partial<Inspection> = {},
  { vendors = catalog, verbosity = "normal" as Log["verbosity"] } = {},
): Promise<FakeHost> {
  const host = fakeHost(world);
  const log = new Log(host);
  log.verbosity = verbosity;
  const run: ProgramRun = { host, log, timeout: 30, retries: 0, userAgent: "gettoken/1.2.3" };
  try {
    await inspectToken(run, vendors, { ...plain, ...given });
  } catch (error) {
    assertEquals(host.stdout, "");
    throw error;
  }
  return host;
}

const signer = await newSigner("k");
const token = (await signed(signer, { aud: "a" })).reveal();

/** An issuer that publishes its key. */
function answer({ url }: Request): Response {
  return url.endsWith("/jwks")
    ? jsonReply({ keys: [signer.jwk] })
    : jsonReply({ issuer, jwks_uri: `${issuer}/jwks` });
}

Deno.test("inspectToken() prints a token without a request", async () => {
  const host = await inspect({ stdin: `Bearer ${token}\n` });
  assertStringIncludes(host.stdout, "Not verified");
  assertMatch(host.stdout, /Provider +Acme ID/);
  assertEquals([host.stderr, host.requests.length], ["", 0]);
});

Deno.test("inspectToken(), --json: prints JSON", async () => {
  const { stdout } = await inspect({}, { token, json: true, signature: true });
  const { kind, provider, verified, signature } = JSON.parse(stdout);
  assertEquals([kind, provider, verified], ["signed", "acme", null]);
  assertEquals(signature, token.split(".")[2]);
});

Deno.test("inspectToken() never prints the token", async () => {
  const opaque = "2YotnFZFEjr1zCsicMWpAA";
  const jwe = (await encrypted()).reveal();
  const nested = madeUp({ alg: "none" }, { sub: "x" }).reveal();
  for (const token of [opaque, jwe, nested, opaque.slice(0, 8), nested.slice(0, 20)]) {
    for (const json of [false, true]) {
      const { stdout, stderr } = await inspect({}, { token, json }, { verbosity: "verbose" });
      assertEquals((stdout + stderr).includes(token), false);
    }
  }
});

Deno.test("inspectToken() redacts the token in the log", async () => {
  const host = fakeHost();
  const log = new Log(host);
  const run = { host, log, timeout: 30, retries: 0, userAgent: "" };
  await inspectToken(run, catalog, { ...plain, token });
  assertEquals(log.redacted(`./${token} is no file`), "./*** is no file");
});

Deno.test("inspectToken(), -v: notes that an argument is visible", async () => {
  const said = async (stdin: string, token?: string) =>
    (await inspect({ stdin }, { token }, { verbosity: "verbose" })).stderr;
  assertMatch(await said("", token), /process list/);
  assertEquals(await said(token), "");
  assertEquals(await said(token, "-"), "");
});

Deno.test("inspectToken() verifies with --issuer, or the issuer at a vendor's host", async () => {
  for (const [vendors, named] of [[catalog, undefined], [{}, issuer]] as const) {
    const host = await inspect(
      { fetch: answer },
      { token, verify: true, issuer: named, audience: "a", json: true },
      { vendors: vendors as typeof catalog },
    );
    assertEquals(JSON.parse(host.stdout).verified, {
      issuer,
      keys: `${issuer}/jwks`,
      audience: "a",
    });
    assertEquals(host.requests.length, 2);
  }
});

Deno.test("inspectToken(), issuer only in the token: no request", async () => {
  const given = { token, verify: true };
  await failureOf("setting_missing", () => inspect({}, given, { vendors: {} as typeof catalog }));
});

Deno.test("inspectToken(), unverifiable token: refused before a request", async () => {
  for (const token of ["opaque", madeUp({ alg: "none" }, { iss: issuer }, "").reveal()]) {
    await failureOf("not_verified", () => inspect({}, { token, verify: true }));
  }
});

Deno.test("inspectToken(), verification fails: nothing on stdout", async () => {
  await failureOf(
    "not_verified",
    () => inspect({ fetch: answer }, { token, verify: true, audience: "b" }),
  );
});

Deno.test("inspectToken() trusts the certificates in --ca-file", async () => {
  const ways: readonly (readonly [FakeWorld["env"], string | undefined, RegExp])[] = [
    [{}, "none.pem", /^--ca-file names/],
    [{ GETTOKEN_CA_FILE: "none.pem" }, undefined, /^GETTOKEN_CA_FILE in the environment names/],
    [{ GETTOKEN_CA_FILE: "other.pem" }, "none.pem", /^--ca-file names/],
  ];
  for (const [env = {}, caFile, says] of ways) {
    const { message } = await failureOf(
      "setting_invalid",
      () => inspect({ env }, { token, verify: true, caFile }),
    );
    assertMatch(message, says);
  }
});
