import { assertEquals } from "@std/assert";
import { sampleOf, tryValue } from "../../../lib/check/sample_values.ts";
import { checkFormat } from "../../../lib/contract/formats.ts";
import type { Setting, SettingFormat } from "../../../lib/contract/provider.ts";
import { forEachCase } from "../helpers.ts";

const formats: readonly SettingFormat[] = ["text", "origin", "url", "guid", "scope"];

Deno.test("tryValue() gives a value as the provider will see it, and the warnings", async () => {
  const warn = [{ pattern: /evil/, text: "looks evil" }];
  assertEquals(await tryValue("domain", { format: "origin", warn }, "evil.example/"), {
    value: "https://evil.example",
    warnings: ["--domain looks evil"],
  });
});

Deno.test("tryValue() says why a run would refuse a value", async () => {
  const check = () => "must be better";
  await forEachCase<readonly [Setting, problem: string]>({
    "its form": [
      { format: "guid" },
      "--some-name must be a GUID such as 11111111-2222-3333-4444-555555555555",
    ],
    "its list": [{ values: ["a", "b"] }, "--some-name must be a or b"],
    "its check": [{ check }, "--some-name must be better"],
  }, async ([setting, problem]) => {
    assertEquals(await tryValue("someName", setting, "x"), { problem });
  });
});

Deno.test("tryValue() tries a setting by itself, required or not", async () => {
  for (const required of [true, { unless: "other" }]) {
    const setting = { required, default: "unused" };
    assertEquals(await tryValue("name", setting, "x"), { value: "x", warnings: [] });
  }
  const common = await tryValue("clientId", { required: true }, "x");
  assertEquals(common, { value: "x", warnings: [] });
});

Deno.test("sampleOf() takes the first value that the setting accepts", async () => {
  const full = { example: "example", default: "default", values: ["default", "example", "known"] };
  const check = (...wrong: string[]) => (value: string) => wrong.includes(value) ? "no" : undefined;
  await forEachCase<readonly [Setting, value: string]>({
    "example": [full, "example"],
    "default": [{ ...full, check: check("example") }, "default"],
    "values": [{ values: ["one", "two"] }, "one"],
    "known": [{ ...full, check: check("example", "default") }, "known"],
  }, async ([setting, value]) => {
    assertEquals(await sampleOf("name", setting, "known"), { value });
  });
});

Deno.test("sampleOf() has a value of each form", async () => {
  for (const format of formats) {
    const sample = await sampleOf("name", { format });
    assertEquals("value" in sample && "value" in checkFormat(sample.value, format), true, format);
  }
});

Deno.test("sampleOf() tries several shapes of a text", async () => {
  for (
    const shape of [/^[a-z]+$/, /^[0-9]+$/, /-/, /^https:/, /^[a-z]+\.[a-z]+$/, /^.{36}$/, /=/]
  ) {
    const check = (value: string) => shape.test(value) ? undefined : "must be different";
    assertEquals("value" in await sampleOf("name", { check }), true, shape.source);
  }
});

Deno.test("sampleOf() says why nothing is accepted", async () => {
  const sample = await sampleOf("name", { example: "a", check: (value) => `must not be ${value}` });
  assertEquals(sample, { problem: "--name must not be a" });
});
