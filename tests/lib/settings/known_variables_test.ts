import { assertEquals } from "@std/assert";
import {
  allVariables,
  knownVariables,
  unknownVariables,
} from "../../../lib/settings/known_variables.ts";
import { acme, sourcesOf } from "../helpers.ts";

Deno.test("knownVariables(): settings, secret files and run options", () => {
  const known = knownVariables(acme);
  for (
    const name of [
      ...["GETTOKEN_CLIENT_ID", "GETTOKEN_CLIENT_SECRET_FILE", "ACME_SECRET", "GETTOKEN_CA_FILE"],
      ...["GETTOKEN_PROVIDER", "GETTOKEN_PROFILE", "GETTOKEN_ENV_FILE", "GETTOKEN_TIMEOUT"],
    ]
  ) {
    assertEquals(known.has(name), true, name);
  }
  assertEquals(knownVariables(undefined).has("GETTOKEN_CLIENT_ID"), false);
});

Deno.test("allVariables(): file variables only for settings that can be in a file", () => {
  assertEquals(allVariables(["note", {}]), ["GETTOKEN_NOTE"]);
  assertEquals(allVariables(["note", { secret: true, env: ["A"], fileEnv: ["B"] }]), [
    ...["GETTOKEN_NOTE", "A"],
    ...["GETTOKEN_NOTE_FILE", "B"],
  ]);
});

Deno.test("unknownVariables(): environment and named files, not ./.env; each once", () => {
  const sources = sourcesOf({
    env: { GETTOKEN_ODD: "x", GETTOKEN_CLIENT_ID: "x", OTHER: "x" },
    named: [{ GETTOKEN_ODD: "x", GETTOKEN_STRANGE: "x", GETTOKEN_TIMEOUT: "x" }],
    found: { GETTOKEN_WEIRD: "x" },
  });
  assertEquals(unknownVariables(acme, sources), [
    { name: "GETTOKEN_ODD", place: "the environment" },
    { name: "GETTOKEN_STRANGE", place: "1.env" },
  ]);
});
