import { assert, assertEquals } from "@std/assert";
import { openDocuments } from "../../../lib/settings/json_documents.ts";
import { describeProvenance } from "../../../lib/settings/provenance.ts";
import type { Setting } from "../../../lib/contract/provider.ts";
import type { Candidate } from "../../../lib/settings/provenance.ts";
import { failureOf, forEachCase, sourcesOf, toldBy } from "../helpers.ts";

const key: Setting = {
  secret: true,
  multiline: true,
  kind: { member: "type", value: "robot", otherwise: "it must be robot" },
  members: { clientId: "id", privateKey: ["key", "pem"], stranger: "id" },
};
const declared = Object.entries(
  {
    key,
    clientId: {},
    privateKey: { secret: true, multiline: true },
  } satisfies Record<string, Setting>,
);

const robot = { type: "robot", id: "r2", key: { pem: "PEM" } };
const { files } = sourcesOf({ named: [{}], found: {} });
const [named, found] = files;
assert(named && found);

/** Where a value can be, the source that wins first. */
const places = {
  option: { kind: "option", name: "--key-file" },
  environment: { kind: "environment", name: "ROBOT_KEY" },
  named: { kind: "file", name: "ROBOT_KEY", file: named },
  found: { kind: "file", name: "ROBOT_KEY", file: found },
  default: { kind: "default" },
} as const;

function given(value: unknown, provenance: Candidate["provenance"], isPath = false): Candidate {
  return { value: typeof value === "string" ? value : JSON.stringify(value), provenance, isPath };
}

/** Opens a document in a file that an option names. */
function open(value: unknown): { all: Map<string, Candidate>; gaps: ReadonlyMap<string, string> } {
  const all = new Map([["key", given(value, places.option, true)]]);
  return { all, gaps: openDocuments(declared, all, files) };
}

Deno.test("openDocuments(): settings from members, with their source", () => {
  const { all, gaps } = open(robot);
  assertEquals(all.get("clientId")?.value, "r2");
  assertEquals(all.get("privateKey")?.value, "PEM");
  assertEquals([...all.values()].map(({ provenance }) => describeProvenance(provenance)), [
    "--key-file",
    "id in the file of --key-file",
    "key.pem in the file of --key-file",
  ]);
  assertEquals([...all.values()].map(({ isPath }) => isPath), [true, false, false]);
  assertEquals(gaps.size, 0);
});

Deno.test("openDocuments(): members of other settings: ignored", () => {
  assertEquals([...open(robot).all.keys()], ["key", "clientId", "privateKey"]);
});

Deno.test("openDocuments(): a setting in the same source or a higher one: overrides the document", () => {
  const ranked = Object.entries(places);
  for (const [rank, [where, provenance]] of ranked.slice(0, -1).entries()) {
    for (const [ownRank, [ownWhere, own]] of ranked.entries()) {
      const all = new Map([["key", given(robot, provenance)], ["clientId", given("own", own)]]);
      openDocuments(declared, all, files);
      const expected = ownRank <= rank ? "own" : "r2";
      assertEquals(all.get("clientId")?.value, expected, `${where}, and ${ownWhere}`);
    }
  }
});

Deno.test("openDocuments(): missing members: listed", () => {
  const { all, gaps } = open({ type: "robot", key: {} });
  assertEquals([...all.keys()], ["key"]);
  assertEquals(Object.fromEntries(gaps), {
    clientId: "id in the file of --key-file",
    privateKey: "key.pem in the file of --key-file",
    stranger: "id in the file of --key-file",
  });
  const inherited = { ...key, members: { clientId: "toString" } };
  const everything = new Map([["key", given(robot, places.option)]]);
  assertEquals(openDocuments([["key", inherited], ["clientId", {}]], everything, files).size, 1);
});

Deno.test("openDocuments(): invalid or wrong document: setting_invalid, content not shown", async () => {
  const noObject = "--key-file: it is not a JSON object";
  await forEachCase<readonly [content: unknown, message: string]>({
    "no JSON": ["canary", noObject],
    "cut short": ['{"type":"robot","id":"canary', noObject],
    "a text": ['"canary"', noObject],
    "a list": ['["canary"]', noObject],
    "nothing": ["null", noObject],
    "another kind": [
      { ...robot, type: "canary" },
      "type in the file of --key-file: it must be robot",
    ],
    "no kind": [{ id: "canary" }, "type in the file of --key-file: it must be robot"],
    "a kind that is a number": [{ type: 5 }, "type in the file of --key-file: it is not a string"],
    "a number": [{ ...robot, id: 42 }, "id in the file of --key-file: it is not a string"],
    "an object": [
      { ...robot, key: { pem: { canary: 1 } } },
      "key.pem in the file of --key-file: it is not a string",
    ],
  }, async ([content, message]) => {
    const failure = await failureOf("setting_invalid", () => open(content));
    assertEquals(failure.message, message);
    assert(!toldBy(failure).includes("canary"));
  });
});

Deno.test("openDocuments(): member null or empty: missing, not an error", () => {
  for (const id of [null, ""]) {
    const { all, gaps } = open({ ...robot, id });
    assertEquals(all.get("clientId"), undefined);
    assertEquals(gaps.get("clientId"), "id in the file of --key-file");
  }
});

Deno.test("openDocuments(): a private key for a setting that is not secret: setting_invalid", async () => {
  const pem = "-----BEGIN PRIVATE KEY-----\\ncanary";
  const failure = await failureOf("setting_invalid", () => open({ ...robot, id: pem }));
  assertEquals(
    failure.message,
    "id in the file of --key-file: it is a private key, but the provider does not declare it as a secret",
  );
  assertEquals(open({ ...robot, key: { pem } }).all.get("privateKey")?.value, pem);
});

Deno.test("openDocuments(): a path instead of a document: hint with the option", async () => {
  const all = new Map([["key", given("./key.json", places.environment)]]);
  const { message, hint } = await failureOf(
    "setting_invalid",
    () => openDocuments(declared, all, files),
  );
  assertEquals(message, "ROBOT_KEY in the environment: it is not a JSON object");
  assertEquals(hint, "To name a file, use --key-file.");
});
