import { assertEquals } from "@std/assert";
import { incomplete } from "../../lib/incomplete_settings.ts";
import type { Setting } from "../../lib/provider.ts";
import { acme, forEachCase } from "./helpers.ts";

const declared: readonly (readonly [string, Setting])[] = [
  ["domain", { required: true, env: ["ACME_DOMAIN"], example: "id.acme.example" }],
  ["clientSecret", { required: { unless: ["privateKey", "tokenFile"] }, secret: true }],
  ["privateKey", { secret: true, multiline: true }],
  ["tokenFile", {}],
];

function missing(...names: string[]) {
  return declared.filter(([name]) => names.includes(name));
}

Deno.test("incomplete() names all ways to give what is missing, and what would do instead", () => {
  const failure = incomplete(acme, [], missing("domain", "clientSecret"), declared);
  assertEquals(failure.code, "setting_missing");
  assertEquals(failure.message, "2 settings are missing for Acme ID");
  assertEquals(failure.details, [
    "domain is missing: set --domain, ACME_DOMAIN or GETTOKEN_DOMAIN, for example id.acme.example",
    "client secret is missing: set --client-secret, GETTOKEN_CLIENT_SECRET or " +
    "--client-secret-file; or instead --private-key-file or --token-file",
  ]);
});

Deno.test("incomplete() says whether settings are missing, wrong or both", async () => {
  await forEachCase<readonly [problems: string[], names: string[], state: string]>({
    "missing": [[], ["domain"], "One setting is missing"],
    "wrong": [["--domain is empty"], [], "One setting is not valid"],
    "both": [["--domain is empty"], ["clientSecret"], "2 settings are missing or not valid"],
  }, ([problems, names, state]) => {
    const { code, message } = incomplete(acme, problems, missing(...names), declared);
    assertEquals(code, problems.length > 0 ? "setting_invalid" : "setting_missing");
    assertEquals(message, `${state} for Acme ID`);
  });
});

const withDocument: typeof declared = [
  ["robotKey", {
    secret: true,
    multiline: true,
    fileEnv: ["ACME_KEY_PATH"],
    members: { domain: "d", clientId: "id", privateKey: "pem" },
  }],
  ["clientId", { required: true }],
  ...declared,
];

/** What is said when these are missing, and a document could have them. */
function toldWithDocument(...names: string[]): readonly string[] {
  const missing = withDocument.filter(([name]) => names.includes(name));
  return incomplete(acme, [], missing, withDocument).details;
}

Deno.test("incomplete() names a document before all that it can have", () => {
  assertEquals(toldWithDocument("domain", "clientId", "clientSecret"), [
    "robot key is missing: set --robot-key-file, ACME_KEY_PATH, GETTOKEN_ROBOT_KEY_FILE or " +
    "GETTOKEN_ROBOT_KEY; or instead --client-id, --domain and --client-secret-file",
  ]);
});

Deno.test("incomplete() names a document after what alone is missing of it", () => {
  assertEquals(toldWithDocument("clientId"), [
    "client id is missing: set --client-id or GETTOKEN_CLIENT_ID; or instead --robot-key-file",
  ]);
});
