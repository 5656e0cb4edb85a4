import { assertEquals } from "@std/assert";
import { GettokenError, invalidSetting, invalidVariable } from "../../../lib/core/errors.ts";
import { withSettingNames } from "../../../lib/settings/name_settings.ts";
import { acme, acmeWithKey, forEachCase } from "../helpers.ts";

/** The settings of an error, once they have their names. */
function named(error: GettokenError, provider = acme) {
  const result = withSettingNames(error, provider);
  return (result as GettokenError).settings?.map(({ name, option, variables }) => [
    ...[name, option, ...variables ?? []],
  ]);
}

const secret = [
  "clientSecret",
  "--client-secret",
  "GETTOKEN_CLIENT_SECRET",
  "ACME_SECRET",
];

Deno.test("an error names a source: it gets the name, the option and the variables of the setting", async () => {
  await forEachCase<readonly [source: string, setting: readonly (string | undefined)[]]>({
    "an option": ["--client-secret", secret],
    "an option for a file": ["--client-secret-file names ./x", secret],
    "a variable": ["ACME_SECRET in ./.env", secret],
    "a variable for a file": ["GETTOKEN_CLIENT_SECRET_FILE in profile prod names x", secret],
    "a variable of the connection": [
      "GETTOKEN_CA_FILE in the environment",
      ["caFile", "--ca-file", "GETTOKEN_CA_FILE"],
    ],
    "another variable": ["OTHER in the environment", [undefined, undefined]],
    "nothing": ["", [undefined, undefined]],
  }, ([source, setting]) => {
    assertEquals(named(invalidSetting(source, "it is empty")), [setting]);
  });
  const member = invalidSetting("secret in the file of --key-file", "it is not a string");
  assertEquals(named(member, acmeWithKey), [["key", "--key", "GETTOKEN_KEY"]]);
  assertEquals(named(invalidVariable("ACME_SECRET", "is empty")), [secret]);
});

Deno.test("an error is not about settings: it is not changed", () => {
  for (const error of [new GettokenError("usage", "x"), new Error("x"), undefined]) {
    assertEquals(withSettingNames(error, acme), error);
  }
});
