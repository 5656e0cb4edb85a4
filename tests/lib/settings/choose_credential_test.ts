import { assertEquals } from "@std/assert";
import { credentialIn, keepOneCredential } from "../../../lib/settings/choose_credential.ts";
import type { EnvFile } from "../../../lib/settings/env_file.ts";
import type { Provenance } from "../../../lib/settings/provenance.ts";
import { failureOf, forEachCase } from "../helpers.ts";

const files: readonly EnvFile[] = ["late.env", "early.env", "./.env"]
  .map((path) => ({ path, named: path !== "./.env", values: new Map() }));

const option: Provenance = { kind: "option", name: "--x" };
const environment: Provenance = { kind: "environment", name: "X" };

function inFile(index: number): Provenance {
  const file = files[index];
  if (file === undefined) throw new Error("no such file");
  return { kind: "file", name: "X", file };
}

function choose(secret: Provenance | undefined, key: Provenance | undefined) {
  const found = new Map([
    ...secret ? [["clientSecret", { value: "s", provenance: secret }] as const] : [],
    ...key ? [["privateKey", { value: "k", provenance: key }] as const] : [],
    ["clientId", { value: "id", provenance: option }],
  ]);
  const setAside = keepOneCredential(found, files);
  return { left: [...found.keys()], setAside };
}

Deno.test("keepOneCredential(): one credential or none: unchanged", () => {
  assertEquals(choose(option, undefined), { left: ["clientSecret", "clientId"], setAside: [] });
  assertEquals(choose(undefined, environment), { left: ["privateKey", "clientId"], setAside: [] });
  assertEquals(choose(undefined, undefined), { left: ["clientId"], setAside: [] });
});

Deno.test("keepOneCredential(): several sources: the one of the highest precedence", async () => {
  await forEachCase<readonly [secret: Provenance, key: Provenance, left: string]>({
    "an option before the environment": [environment, option, "privateKey"],
    "the environment before a file": [environment, inFile(0), "clientSecret"],
    "a later file before an earlier one": [inFile(1), inFile(0), "privateKey"],
    "a named file before ./.env": [inFile(1), inFile(2), "clientSecret"],
  }, ([secret, key, left]) => {
    const chosen = choose(secret, key);
    assertEquals(chosen.left, [left, "clientId"]);
    assertEquals(chosen.setAside.length, 1);
  });
  assertEquals(choose(environment, option).setAside, [
    "not used, another credential wins: client secret (X in the environment)",
  ]);
});

Deno.test("keepOneCredential(): two in one source: setting_invalid, both named", async () => {
  for (const provenance of [option, environment, inFile(0), inFile(2)]) {
    const failure = await failureOf("setting_invalid", () => choose(provenance, provenance));
    assertEquals(
      failure.message,
      "Conflicting credentials: set only one of client secret and private key",
    );
    assertEquals(failure.details.length, 2);
  }
  const { details } = await failureOf("setting_invalid", () => choose(option, option));
  assertEquals(details, ["client secret (--x)", "private key (--x)"]);
});

/** What becomes of the key of a certificate beside others. */
function chooseWithKey(given: Readonly<Record<string, Provenance>>) {
  const found = new Map(
    Object.entries(given).map(([name, provenance]) => [name, { value: "x", provenance }]),
  );
  const setAside = keepOneCredential(found, files);
  return { left: [...found.keys()], setAside };
}

Deno.test("keepOneCredential(): a certificate and its key: both used or both removed", () => {
  assertEquals(chooseWithKey({ clientCert: option, clientKey: inFile(0) }), {
    left: ["clientCert", "clientKey"],
    setAside: [],
  });
  const both = { clientCert: inFile(2), clientKey: inFile(2) };
  assertEquals(chooseWithKey({ clientSecret: option, ...both }), {
    left: ["clientSecret"],
    setAside: [
      "not used, another credential wins: client cert (X in ./.env)",
      "not used, another credential wins: client key (X in ./.env)",
    ],
  });
});

Deno.test("keepOneCredential(): a certificate stays beside another credential that the user named too", () => {
  const named = [option, environment, inFile(0), inFile(1)];
  const found = inFile(2);
  const left = (other: string, provenance: Provenance, certificate: Provenance) =>
    chooseWithKey({ [other]: provenance, clientCert: certificate, clientKey: certificate }).left;
  for (const other of ["clientSecret", "privateKey", "federatedTokenFile"]) {
    const all = [other, "clientCert", "clientKey"];
    for (const one of named) {
      for (const certificate of named) assertEquals(left(other, one, certificate), all);
      // ./.env must not bind the token of another credential, nor replace the certificate.
      assertEquals(left(other, one, found), [other]);
      assertEquals(left(other, found, one), ["clientCert", "clientKey"]);
    }
    assertEquals(left(other, found, found), all);
  }
});

Deno.test("keepOneCredential(): of two beside a certificate, the one of the higher precedence", async () => {
  const both = { clientCert: option, clientKey: option, clientSecret: environment };
  assertEquals(chooseWithKey({ ...both, privateKey: inFile(0) }).left, [
    ...["clientCert", "clientKey", "clientSecret"],
  ]);
  await failureOf(
    "setting_invalid",
    async () => await chooseWithKey({ ...both, privateKey: environment }),
  );
});

Deno.test("keepOneCredential(): the user's method uses the certificate: all others removed", () => {
  for (const method of ["tls_client_auth", "self_signed_tls_client_auth", "client_secret_post"]) {
    const given = { clientSecret: option, privateKey: environment, clientCert: inFile(0) };
    const found = new Map(
      Object.entries(given).map(([name, provenance]) => [name, { value: "x", provenance }]),
    );
    found.set("authMethod", { value: method, provenance: option });
    keepOneCredential(found, files);
    const isTls = method !== "client_secret_post";
    const left = isTls ? ["clientCert"] : ["clientSecret", "clientCert"];
    assertEquals([...found.keys()], [...left, "authMethod"]);
  }
});

Deno.test("credentialIn(): the certificate only if it is the only one", () => {
  assertEquals(credentialIn(new Set(["clientCert"])), "clientCert");
  for (const other of ["clientSecret", "privateKey", "federatedTokenFile"] as const) {
    assertEquals(credentialIn(new Set(["clientCert", other])), other);
  }
  assertEquals(credentialIn(new Set(["clientId"])), "federatedTokenFile");
});

Deno.test("keepOneCredential(): a key without its certificate: setting_invalid, unless overridden", async () => {
  const cases: readonly Readonly<Record<string, Provenance>>[] = [
    { clientKey: option },
    { clientKey: option, clientSecret: environment },
    { clientKey: option, clientSecret: option },
  ];
  for (const given of cases) {
    const { message, hint } = await failureOf("setting_invalid", () => chooseWithKey(given));
    assertEquals(message, "Client key without a certificate: client key (--x)");
    assertEquals(hint?.includes("--client-cert-file"), true);
  }
  const { left, setAside } = chooseWithKey({ clientKey: environment, clientSecret: option });
  assertEquals([left, setAside.length], [["clientSecret"], 1]);
});
