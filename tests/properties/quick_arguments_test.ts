/**
 * The quick parser and the whole command understand each command line alike.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Arguments } from "../../lib/cli/arguments.ts";
import { type CommandOption, commandOptions, partsOf } from "../../lib/cli/command_options.ts";
import { quickArguments } from "../../lib/cli/quick_arguments.ts";
import { parseProviderArguments } from "../../lib/commands/root.ts";
import { switchValues } from "../../lib/contract/credential_settings.ts";
import { settingsOf } from "../../lib/contract/declared_settings.ts";
import type { Provider } from "../../lib/contract/provider.ts";
import { GettokenError } from "../../lib/core/errors.ts";
import { builtIn } from "../../providers/mod.ts";
import { fakeHost } from "../fake_host.ts";
import { acme, contextOf } from "../lib/helpers.ts";
import { property } from "./run.ts";
import { anyText } from "./texts.ts";

/** A module's provider, with odd names and a setting of each kind. */
const odd: Provider = {
  ...acme,
  settings: {
    aBC: { required: true },
    nothing: {},
    x2y: { list: "&" },
    dryRunner: { values: ["a", "b"] },
    keepIt: { values: switchValues },
    apiKey: { secret: true },
    apiKeys: { multiline: true },
  },
};

const providers = [
  odd,
  ...await Promise.all(Object.values(builtIn).map(({ load }) => load())),
];

function optionsOf(provider: Provider): CommandOption[] {
  return commandOptions(Object.entries(settingsOf(provider))).map(([, option]) => option);
}

/** What the whole command understands, or the failure. */
async function wholeArguments(
  provider: Provider,
  args: readonly string[],
): Promise<Arguments | GettokenError | undefined> {
  using host = fakeHost();
  const run = { ...contextOf(host), name: "acme", provider };
  try {
    return await parseProviderArguments(run, args);
  } catch (error) {
    assert(error instanceof GettokenError, String(error));
    return error;
  }
}

/** A value that an option takes. */
function rightValue({ parse }: CommandOption): string {
  const values = ["a b", "json", "5", "NAME"];
  return values.find((value) => parse === undefined || "value" in parse(value)) ?? "";
}

/** One or two words that set an option. */
function spellings(option: CommandOption): string[][] {
  const { forms, placeholder } = partsOf(option);
  const value = rightValue(option);
  return forms.flatMap((form) => {
    if (placeholder === undefined) return [[form]];
    const joined = form.startsWith("--") ? [[`${form}=${value}`]] : [];
    return [[form, value], ...joined, ...(placeholder.startsWith("[") ? [[form]] : [])];
  });
}

const oddValue = fc.oneof(
  fc.constantFrom("", "-", "--", "-q", "-x", "-o", "--scope", "--cache=1", "--nope", "--no-input"),
  fc.constantFrom("=", "a=b", " ", "0", "-1", "\u2013\u2013cache", "help", "json", "true", "a  b"),
  anyText,
);

/** Words that are wrong, or seldom typed. */
function oddWords(options: readonly CommandOption[]): fc.Arbitrary<string[]> {
  const form = fc.constantFrom(...options.flatMap((option) => partsOf(option).forms));
  return fc.oneof(
    form.map((form) => [form]),
    fc.tuple(form, oddValue).map((words) => [...words]),
    fc.tuple(form, oddValue).map(([form, value]) => [`${form}=${value}`]),
    fc.tuple(form, fc.nat(12)).map(([form, length]) => [form.slice(0, length)]),
    form.map((form) => [form.replace("--", "--no-")]),
    form.map((form) => [form.replace("--", "-"), "a"]),
    form.map((form) => [`${form}x`]),
    fc.constantFrom("-qv", "-qo json", "-ojson", "-o=json", "-qp", "-v=1", "-vp prod")
      .map((line) => line.split(" ")),
    oddValue.map((word) => [word]),
  );
}

const line = fc.constantFrom(...providers).chain((provider) => {
  const options = optionsOf(provider);
  const words = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...options.flatMap(spellings)) },
    { weight: 1, arbitrary: oddWords(options) },
  );
  return fc.array(words, { maxLength: 5 })
    .map((list) => ({ provider, args: list.flat() }));
});

/** Whether a word that begins with a hyphen is not an option, or follows one. */
function isUnusual(provider: Provider, args: readonly string[]): boolean {
  const forms = optionsOf(provider).flatMap((option) => partsOf(option).forms);
  return args.some((arg, index) =>
    arg.startsWith("-") && arg !== "-" &&
    (!forms.includes(arg.startsWith("--") ? arg.split("=")[0] ?? "" : arg) ||
      (!arg.startsWith("--") && args[index - 1]?.startsWith("-")))
  );
}

property(
  "any command line: the quick parser understands it like the command, or leaves it to the command",
  line,
  async ({ provider, args }) => {
    const quick = quickArguments(settingsOf(provider), args);
    const whole = await wholeArguments(provider, args);
    if (quick !== undefined) return assertEquals(whole, quick);
    const isWrong = whole === undefined || whole instanceof GettokenError;
    assert(isWrong || isUnusual(provider, args), "a usual command line is not understood");
  },
  { runs: 500 },
);

Deno.test("every option of every provider, each way to write it: both parsers understand the same", async () => {
  for (const provider of providers) {
    const options = optionsOf(provider).filter(({ conflicts }) => conflicts === undefined);
    for (const way of [0, 1, 2]) {
      const args = options.flatMap((option) => {
        const ways = spellings(option);
        return ways[way % ways.length] ?? [];
      });
      const quick = quickArguments(settingsOf(provider), args);
      assert(quick !== undefined, args.join(" "));
      assertEquals(await wholeArguments(provider, args), quick);
    }
  }
});
