import { assertEquals } from "@std/assert";
import { keepOneCredential } from "../../../lib/settings/choose_credential.ts";
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
  const both = { clientCert: environment, clientKey: environment };
  assertEquals(chooseWithKey({ clientSecret: option, ...both }), {
    left: ["clientSecret"],
    setAside: [
      "not used, another credential wins: client cert (X in the environment)",
      "not used, another credential wins: client key (X in the environment)",
    ],
  });
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
