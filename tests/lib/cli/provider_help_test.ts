import { assertEquals, assertNotMatch } from "@std/assert";
import {
  describeExplanation,
  describeProvider,
  describeSetting,
  widthBeside,
} from "../../../lib/cli/provider_help.ts";
import { acme } from "../helpers.ts";

Deno.test("describeProvider() says what to do first, and gives an example", () => {
  const setup = ["Create an application", `Grant it ${"a role ".repeat(20).trim()}`];
  const lines = describeProvider("azure", { ...acme, setup, example: "--domain x" }).split("\n");
  assertEquals(lines.slice(0, 4), [
    "Get a token from Acme ID.",
    "",
    "Before the first token:",
    "- Create an application",
  ]);
  assertEquals(lines.filter((line) => /^ {2}\S/.test(line)).map((line) => line.slice(0, 20)), [
    "  role a role a role",
    "  gettoken azure --d",
  ]);
});

Deno.test("describeProvider() leaves out what a provider does not say", () => {
  assertNotMatch(describeProvider("acme", acme), /Before the first token|Example/);
});

Deno.test("describeProvider() breaks a long example as a shell understands it", () => {
  const example = `--domain ${"word ".repeat(30).trim()}`;
  const [, text = ""] = describeProvider("acme", { ...acme, example }).split("Example:\n");
  const lines = text.split("\n\n")[0]?.split("\n") ?? [];
  assertEquals(lines.map((line) => line.endsWith(" \\")), [true, true, false]);
  assertEquals(lines.every((line) => line.startsWith("  ") && line.length <= 76), true);
});

Deno.test("describeProvider() quotes the path of a module for the shell in the example", () => {
  const text = describeProvider("./$(x) y.ts", { ...acme, example: "--domain x" });
  assertEquals(text.includes("  gettoken './$(x) y.ts' --domain x\n"), true);
});

Deno.test("describeExplanation() says that nothing is sent", () => {
  const [first, ...others] = describeExplanation(acme).split("\n");
  assertEquals(first, "Explain how a token of Acme ID would be got.");
  assertEquals(others.join(" ").includes("Nothing is sent."), true);
});

Deno.test("describeSetting() says what to know of a setting", () => {
  assertEquals(
    describeSetting("authorityHost", {}, 50),
    "authority host\n(GETTOKEN_AUTHORITY_HOST)",
  );
  assertEquals(
    describeSetting("tenant", { description: "Tenant", required: true, env: ["T"] }, 50),
    "Tenant\n(required; T)",
  );
  assertEquals(describeSetting("tenant", { required: true, env: ["T"] }, 50, true), "tenant\n(T)");
  assertEquals(
    describeSetting("region", { default: "eu", values: ["eu", "us"], env: ["R"] }, 50),
    "region\n(R; default: eu; eu or us)",
  );
});

Deno.test("widthBeside() leaves room for the longest option, which may be that for a file", () => {
  assertEquals(widthBeside([["a", {}], ["domain", {}]]), 62 - "--domain".length);
  assertEquals(widthBeside([["key", { secret: true }]]), 62 - "--key-file".length);
});
