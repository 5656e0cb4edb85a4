import { assertEquals } from "@std/assert";
import { sampleSettings } from "../../../lib/check/samples.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { checkExample, checkOptions, readExample } from "../../../lib/check/command_line.ts";
import { problemsOf, sound, without, withSetting } from "./helpers.ts";
import { forEachCase } from "../helpers.ts";

const complete = "--domain id.sound.example --workspace orders --client-id svc-1";

/** The result of checking an example of the sound provider. */
async function check(example: string) {
  const provider = { ...sound, example };
  return await checkExample(provider, await readExample(provider));
}

Deno.test("readExample() reads the settings as the program does", async () => {
  const example = "--domain a.example --scope 'a b' --scope c -o json";
  const read = await readExample({ ...sound, example });
  const settings = read && "settings" in read ? read.settings : {};
  assertEquals(JSON.parse(JSON.stringify(settings)), { domain: "a.example", scope: "a b c" });
  assertEquals(await readExample(without(sound, "example")), undefined);
});

Deno.test("checkExample() accepts a complete command line", async () => {
  for (const more of ["", " --scope 'a b'", " -o json", " --timeout 10 --audience 'x|y!'"]) {
    const { problems, notes } = await check(complete + more);
    assertEquals([problems, notes], [[], []]);
  }
});

Deno.test("checkExample() with a wrong example: problem named", async () => {
  const shell = "a shell changes it: put values in 'single quotes'";
  const help = "it requests help or the version, not a token";
  await forEachCase<readonly [example: string, problem: string]>({
    "the program's name": [
      `gettoken sound ${complete}`,
      "remove gettoken and the name of the provider",
    ],
    "an unknown option": [
      `${complete} --workspac x`,
      'Unknown option "--workspac". Did you mean option "--workspace"?',
    ],
    "an argument": [`${complete} orders`, 'No arguments allowed for command "sound".'],
    "an option without a value": [
      `${complete} --scope`,
      'Missing value for option "--scope".',
    ],
    "help": [`${complete} --help`, help],
    "help in short": [`-h`, help],
    "the version": [`${complete} -V`, help],
    "a variable": [`${complete} --audience $HOME`, shell],
    "a pipe": [`${complete} | cat`, shell],
    "double quotes": [`${complete} --audience "x y"`, shell],
    "an open quote": [`${complete} --audience 'x y`, shell],
    "a secret": [
      `${complete} --client-secret x`,
      "remove --client-secret: secrets do not belong on a command line",
    ],
    "too little": [
      "--workspace orders --client-id svc-1",
      "One setting is missing for Sound ID; domain is missing: " +
      "set --domain, SOUND_DOMAIN or GETTOKEN_DOMAIN, for example id.sound.example",
    ],
    "a wrong value": [
      `${complete} --edition three`,
      "One setting is invalid for Sound ID; --edition must be one or two",
    ],
    "values that conflict": [
      `${complete} --audience orders`,
      "Conflicting settings for Sound ID; workspace and audience are the same",
    ],
  }, async ([example, problem]) => {
    const { problems } = await check(example);
    assertEquals(problems.map((text) => text.replace(/; domain: .*/, "")), [`example: ${problem}`]);
  });
});

Deno.test("checkExample() with warnings, or no example: note", async () => {
  const warned = await check(complete.replace("orders", "test-1"));
  assertEquals(warned.notes, ["example: --workspace is for tests"]);
  const none = await checkExample(without(sound, "example"), undefined);
  assertEquals([none.problems, none.notes.length], [[], 1]);
});

/** The result of checking the options of a provider. */
async function optionProblems(provider: Provider): Promise<readonly string[]> {
  const { samples } = await sampleSettings(provider);
  return await problemsOf(checkOptions(provider, samples));
}

Deno.test("checkOptions() with options that are read back unchanged: passes", async () => {
  assertEquals(await optionProblems(sound), []);
  assertEquals(
    await optionProblems(withSetting("authMethod", { example: "client_secret_post" })),
    [],
  );
  assertEquals(await optionProblems(withSetting("query", { example: "a=b&c=--d", list: "&" })), []);
});

Deno.test("checkOptions() with a setting that has no working option: problem", async () => {
  const taken = "there is already an option of this name: rename the setting";
  await forEachCase({
    noInput: taken,
    o: taken,
    noProxy: "is lost on the command line: rename it",
    noAudience: "is lost on the command line: rename it",
  }, async (problem, name) => {
    const [found = "", ...others] = await optionProblems(withSetting(name, {}));
    assertEquals([found.replace(/^settings\.(\w+):? /, "$1 "), others], [`${name} ${problem}`, []]);
  });
});
