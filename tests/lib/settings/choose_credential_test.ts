import { assertEquals } from "@std/assert";
import { chooseCredential } from "../../../lib/settings/choose_credential.ts";
import type { EnvFile } from "../../../lib/settings/env_file.ts";
import type { Origin } from "../../../lib/settings/origin.ts";
import { failureOf, forEachCase } from "../helpers.ts";

const files: readonly EnvFile[] = ["late.env", "early.env", "./.env"]
  .map((path) => ({ path, named: path !== "./.env", values: new Map() }));

const option: Origin = { kind: "option", name: "--x" };
const environment: Origin = { kind: "environment", name: "X" };

function inFile(index: number): Origin {
  const file = files[index];
  if (file === undefined) throw new Error("no such file");
  return { kind: "file", name: "X", file };
}

function choose(secret: Origin | undefined, key: Origin | undefined) {
  const found = new Map([
    ...secret ? [["clientSecret", { value: "s", origin: secret }] as const] : [],
    ...key ? [["privateKey", { value: "k", origin: key }] as const] : [],
    ["clientId", { value: "id", origin: option }],
  ]);
  const setAside = chooseCredential(found, files);
  return { left: [...found.keys()], setAside };
}

Deno.test("chooseCredential() leaves what there is", () => {
  assertEquals(choose(option, undefined), { left: ["clientSecret", "clientId"], setAside: [] });
  assertEquals(choose(undefined, environment), { left: ["privateKey", "clientId"], setAside: [] });
  assertEquals(choose(undefined, undefined), { left: ["clientId"], setAside: [] });
});

Deno.test("chooseCredential() takes the credential of the source that wins", async () => {
  await forEachCase<readonly [secret: Origin, key: Origin, left: string]>({
    "an option before the environment": [environment, option, "privateKey"],
    "the environment before a file": [environment, inFile(0), "clientSecret"],
    "a later file before an earlier one": [inFile(1), inFile(0), "privateKey"],
    "a named file before the found one": [inFile(1), inFile(2), "clientSecret"],
  }, ([secret, key, left]) => {
    const chosen = choose(secret, key);
    assertEquals(chosen.left, [left, "clientId"]);
    assertEquals(chosen.setAside.length, 1);
  });
  assertEquals(choose(environment, option).setAside, [
    "set aside: client secret (X in the environment)",
  ]);
});

Deno.test("chooseCredential() refuses two of one source, and names both", async () => {
  for (const origin of [option, environment, inFile(0), inFile(2)]) {
    const failure = await failureOf("setting_invalid", () => choose(origin, origin));
    assertEquals(failure.message, "Two credentials are given, and one is needed");
    assertEquals(failure.details.length, 2);
  }
  const { details } = await failureOf("setting_invalid", () => choose(option, option));
  assertEquals(details, ["client secret (--x)", "private key (--x)"]);
});

/** What becomes of the key of a certificate beside others. */
function chooseWithKey(given: Readonly<Record<string, Origin>>) {
  const found = new Map(
    Object.entries(given).map(([name, origin]) => [name, { value: "x", origin }]),
  );
  const setAside = chooseCredential(found, files);
  return { left: [...found.keys()], setAside };
}

Deno.test("chooseCredential() leaves a certificate its key, or sets both aside", () => {
  assertEquals(chooseWithKey({ clientCert: option, clientKey: inFile(0) }), {
    left: ["clientCert", "clientKey"],
    setAside: [],
  });
  const both = { clientCert: environment, clientKey: environment };
  assertEquals(chooseWithKey({ clientSecret: option, ...both }), {
    left: ["clientSecret"],
    setAside: [
      "set aside: client cert (X in the environment)",
      "set aside: client key (X in the environment)",
    ],
  });
});

Deno.test("chooseCredential() refuses a key without its certificate, unless something wins over it", async () => {
  const cases: readonly Readonly<Record<string, Origin>>[] = [
    { clientKey: option },
    { clientKey: option, clientSecret: environment },
    { clientKey: option, clientSecret: option },
  ];
  for (const given of cases) {
    const { message, hint } = await failureOf("setting_invalid", () => chooseWithKey(given));
    assertEquals(message, "A key without its certificate: client key (--x)");
    assertEquals(hint?.includes("--client-cert-file"), true);
  }
  const { left, setAside } = chooseWithKey({ clientKey: environment, clientSecret: option });
  assertEquals([left, setAside.length], [["clientSecret"], 1]);
});
