import { assertEquals } from "@std/assert";
import { givenSettings } from "../../../lib/settings/gather.ts";
import type { Setting } from "../../../lib/contract/provider.ts";
import { failureOf, sourcesOf } from "../helpers.ts";

const key: Setting = { secret: true, multiline: true };
const declared = Object.entries({
  domain: {},
  key,
  document: { ...key, members: { domain: "host" } },
});

async function given(options: Readonly<Record<string, string>>, read = (path: string) => path) {
  const paths: string[] = [];
  const readSecret = (path: string) => (paths.push(path), Promise.resolve(read(path)));
  const { candidates, gaps } = await givenSettings(declared, {
    ...sourcesOf({ options }),
    readSecret,
  });
  const values = Array.from(candidates, ([name, { value }]) => [name, value]);
  return { values: Object.fromEntries(values), gaps: [...gaps.keys()], paths };
}

Deno.test("givenSettings() has what is given, and reads the files that are named", async () => {
  assertEquals(await given({ domain: "a", keyFile: "./key.pem" }, () => "content"), {
    values: { domain: "a", key: "content" },
    gaps: [],
    paths: ["./key.pem"],
  });
});

Deno.test("givenSettings() opens a document, and says what it lacks", async () => {
  const { values } = await given({ documentFile: "a" }, () => '{"host":"id.example"}');
  assertEquals(values.domain, "id.example");
  assertEquals((await given({ documentFile: "a" }, () => "{}")).gaps, ["domain"]);
});

Deno.test("givenSettings() refuses two settings from stdin before it reads one", async () => {
  const paths: string[] = [];
  await failureOf("setting_invalid", () =>
    given({ keyFile: "-", documentFile: "-" }, (path) => {
      paths.push(path);
      return "";
    }));
  assertEquals(paths, []);
});
