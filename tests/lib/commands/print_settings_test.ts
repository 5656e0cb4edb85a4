import { assertEquals } from "@std/assert";
import type { ExplainedSetting } from "../../../lib/settings/explained_settings.ts";
import { settingJson, settingLines } from "../../../lib/commands/print_settings.ts";

const used: ExplainedSetting = {
  name: "clientId",
  state: "used",
  secret: false,
  value: "svc",
  size: undefined,
  provenance: { kind: "environment", name: "ACME_ID" },
  insteadOf: [],
};
const unset: ExplainedSetting = {
  ...used,
  state: "unset",
  value: undefined,
  provenance: undefined,
};

Deno.test("settingLines() has a line for each setting, and one for all that are not set", () => {
  assertEquals(
    settingLines(([
      { ...used, insteadOf: [{ kind: "option", name: "--x" }, { kind: "default" }] },
      { ...used, name: "aSecret", secret: true, value: undefined, size: "8 to 15 characters" },
      { ...used, name: "other", secret: true, value: undefined, state: "set_aside" },
      { ...used, name: "wrong", state: "invalid", value: undefined },
      { ...unset, name: "needed", state: "missing" },
      { ...unset, name: "typed", state: "asked" },
      { ...unset, name: "caFile" },
      { ...unset, name: "scope" },
    ] as const).map(settingJson)),
    [
      "  client id = svc  (ACME_ID in the environment)",
      "      overrides --x",
      "      overrides default",
      "  a secret = *** (8 to 15 characters)  (ACME_ID in the environment)",
      "  other = ***  (ACME_ID in the environment), overridden by another credential",
      "  wrong = (not shown)  (ACME_ID in the environment), invalid",
      "  needed: missing",
      "  typed: prompted for on the terminal",
      "  not set: ca file, scope",
    ],
  );
});

Deno.test("settingJson() has the option, the source and what lost, and no secret", () => {
  const secret: ExplainedSetting = {
    ...unset,
    name: "clientSecret",
    state: "used",
    secret: true,
    size: "8 to 15 characters",
    provenance: { kind: "environment", name: "ACME_SECRET" },
    insteadOf: [{ kind: "option", name: "--x" }],
  };
  assertEquals(settingJson(secret), {
    option: "--client-secret",
    state: "used",
    secret: true,
    value: null,
    size: "8 to 15 characters",
    source: "ACME_SECRET in the environment",
    instead_of: ["--x"],
  });
  assertEquals(settingJson({ ...secret, provenance: undefined }).source, null);
});
