import { assertEquals } from "@std/assert";
import type { Declared } from "../../../lib/contract/declared_settings.ts";
import { emptyVariables, nearMisses, variableNotes } from "../../../lib/settings/variable_notes.ts";
import { FileProblem } from "../../../lib/core/host.ts";
import { sourcesOf } from "../helpers.ts";

const wanted: Declared = [
  ["tenant", { env: ["ACME_TENANT"], otherEnv: { OTHER_JSON: "its tenantId" } }],
  ["clientSecret", {
    ...{ secret: true, env: ["ACME_SECRET"] },
    otherEnv: { OTHER_SECRET: "the same value", OTHER_JSON: "its clientSecret" },
  }],
];

Deno.test("emptyVariables(): set to nothing or white space, in each place", () => {
  const sources = sourcesOf({
    env: { A: "", B: "x", C: " \n" },
    named: [{ A: "x", B: "" }],
  });
  assertEquals(emptyVariables(["A", "B", "C", "D"], sources), [
    "A in the environment",
    "B in 1.env",
    "C in the environment",
  ]);
});

Deno.test("emptyVariables(): variable that cannot be read: left out", () => {
  const sources = {
    ...sourcesOf({}),
    env: () => {
      throw new Error("not UTF-8");
    },
  };
  assertEquals(emptyVariables(["A"], sources), []);
});

Deno.test("nearMisses(): empty variables and those of other programs, never their values", () => {
  const sources = sourcesOf({
    env: { ACME_SECRET: "", OTHER_JSON: "canary" },
    found: { OTHER_SECRET: "canary", UNRELATED: "canary" },
  });
  assertEquals(nearMisses(wanted, sources), [
    "ACME_SECRET in the environment is set but empty",
    "OTHER_JSON in the environment is not a variable of gettoken; " +
    "set ACME_TENANT to its tenantId, ACME_SECRET to its clientSecret",
    "OTHER_SECRET in ./.env is not a variable of gettoken; set ACME_SECRET to the same value",
  ]);
});

Deno.test("nearMisses(): lines of ./.env were skipped: numbers", () => {
  const files = [{ path: "./.env", named: false, values: new Map(), skipped: [4, 7] }];
  assertEquals(nearMisses(wanted, { ...sourcesOf({}), files }), [
    "./.env: skipped lines 4, 7, not NAME=value",
  ]);
});

Deno.test("nearMisses(): ./.env was not read: says why", () => {
  const files = [{
    path: "./.env",
    named: false,
    values: new Map(),
    unread: new FileProblem("unreadable"),
  }];
  assertEquals(nearMisses(wanted, { ...sourcesOf({}), files }), [
    "./.env was not read: it cannot be read",
  ]);
});

Deno.test("variableNotes(): empty variables, skipped lines and unread files", () => {
  const file = { path: "./.env", named: false, values: new Map([["A", ""]]) };
  const many = Array.from({ length: 12 }, (_, index) => index + 1);
  const files = [
    { ...file, skipped: [3] },
    { ...file, path: "x", skipped: many },
    { ...file, path: "y", unread: new FileProblem("too_large") },
  ];
  assertEquals(variableNotes(new Set(["A"]), { ...sourcesOf({}), files }).slice(3), [
    "./.env: skipped line 3, not NAME=value",
    "x: skipped lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …, not NAME=value",
    "y was not read: it is larger than 1 MiB",
  ]);
});
