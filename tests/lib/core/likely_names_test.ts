import { assertEquals } from "@std/assert";
import { likelyNames } from "../../../lib/core/likely_names.ts";
import { forEachCase } from "../helpers.ts";

const names = [
  ...["--client-id", "--key-id", "--client-secret", "--scope", "--help", "--a-x", "--b-x"],
  ...["-h", "--issuer", "--retries", "--out", "--audience", "okta", "oidc", "entra", "auth0"],
];

Deno.test("likelyNames() gives the nearest name if it is like what was typed", async () => {
  await forEachCase({
    "--scpoe": "--scope",
    "--SCOPE": "--scope",
    "--scopes": "--scope",
    "--client_id": "--client-id",
    "--clientid": "--client-id",
    "--client": "--client-id",
    "--help-me": "--help",
    "entraid": "entra",
    "auth": "auth0",
  }, (nearest, typed) => assertEquals(likelyNames(typed, names), [nearest]));
});

Deno.test("likelyNames() gives the name that has most letters in common with what was typed", () => {
  assertEquals(likelyNames("--isuer", ["--issuers", "--issuer"]), ["--issuer"]);
});

Deno.test("likelyNames() gives the names that end with what was typed", async () => {
  await forEachCase({
    "--secret": ["--client-secret"],
    "--id": ["--client-id", "--key-id"],
  }, (likely, typed) => assertEquals(likelyNames(typed, names), likely));
});

Deno.test("likelyNames() gives the longest name that something is glued to", () => {
  const names = ["-c", "--client", "--client-secret", "--scope"];
  assertEquals(likelyNames("--client-secretcanary", names), ["--client-secret"]);
  assertEquals(likelyNames("--cxx", names), []);
});

Deno.test("likelyNames() does not list half of what there is", () => {
  const many = ["--a-x", "--b-x", "--c-x", "--d-x"];
  assertEquals(likelyNames("--x", many), []);
});

Deno.test("likelyNames() gives no name that is quite different", () => {
  for (const typed of ["--json", "-k", "--password", "--resource", "token", "list"]) {
    assertEquals(likelyNames(typed, names), [], typed);
  }
});
