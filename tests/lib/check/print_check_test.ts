import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { attempt } from "../../../lib/check/check_result.ts";
import { printCheck, printResults } from "../../../lib/check/print_check.ts";
import { GettokenError } from "../../../lib/core/errors.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { type FakeHost, fakeHost } from "../../fake_host.ts";
import { sound, withSetting } from "./helpers.ts";
import { contextOf, failureOf } from "../helpers.ts";

/** The output for a module that loads as this provider, or fails to load. */
async function print(
  loaded: Provider | GettokenError,
  json = false,
  path = "./sound.ts",
): Promise<{ readonly host: FakeHost; readonly failure: GettokenError | undefined }> {
  const host = fakeHost();
  const attempted = loaded instanceof GettokenError ? { failure: loaded } : { value: loaded };
  const outcome = await attempt(() => printResults(host, path, attempted, json));
  return { host, failure: outcome.failure };
}

const notLoaded = new GettokenError("provider_module", "./sound.ts is not a provider", {
  details: ["name must be a string", "docs must be an https address\x1b[2J"],
  hint: "See examples/acme.ts.",
});

Deno.test("printResults() with passed checks: the checks and the next command", async () => {
  const { host, failure } = await print(sound);
  assertEquals(failure, undefined);
  assertEquals(host.stdout.split("\n"), [
    "Sound ID (sound), ./sound.ts",
    "",
    "ok    The module loads in the sandbox and matches the contract",
    "ok    Each setting has a description",
    "ok    Alternatives to a required setting are settings of the provider",
    "ok    Each variable has a valid name and belongs to one setting",
    "ok    Examples, defaults and values are valid",
    "ok    The settings of every provider are unchanged",
    "ok    There are sample values to try it with",
    "ok    Each setting can be set with an option",
    "ok    The example is complete except for the secret",
    "ok    Each {placeholder} in a hint names a setting",
    "ok    errorCode has a group, which extracts the codes in explain",
    "ok    endpoint() returns a URL that may receive the secret",
    "ok    parameters() adds only form fields that a provider may set",
    "ok    A token is returned with each client authentication method",
    "ok    Lifetime and public members are printed as declared",
    "ok    Each explanation is shown for its error",
    "ok    No secret reaches the module",
    "",
    "All 17 checks passed. Next: gettoken ./sound.ts --help",
    "",
  ]);
  assertEquals(host.stderr, "");
});

Deno.test("printResults() quotes the path in the next command", async () => {
  const { host } = await print(sound, false, "my dir\\sound.ts");
  assertMatch(host.stdout, /Next: gettoken "my dir\\sound\.ts" --help$/m);
});

Deno.test("printResults() with problems: the problems, then an error", async () => {
  const provider = withSetting("audience", { env: ["SOUND-AUDIENCE", "aud"], example: "" });
  const { host, failure } = await print(provider);
  assertEquals(failure?.code, "provider_module");
  assertEquals(failure?.message, "./sound.ts: 2 of 17 checks failed");
  const [, ...told] = /FAIL {2}Each variable[^]*?(?=\nok)/.exec(host.stdout)?.[0].split("\n") ?? [];
  assertEquals(told, [
    "      - settings.audience.env: SOUND-AUDIENCE is not a valid name: use letters,",
    "        digits and _, no digit first",
    "      - Note: settings.audience.env: aud has lower-case letters, which is",
    "        unusual",
    "FAIL  Examples, defaults and values are valid",
    "      - settings.audience.example is refused: --audience is empty",
  ]);
  assertEquals(host.stdout.split("\n").at(-2), "2 of 17 checks failed.");
  assertEquals(host.stderr, "");
});

Deno.test("printResults() with notes: the notes, no error", async () => {
  const { host, failure } = await print(withSetting("audience", { description: "Audience." }));
  assertEquals(failure, undefined);
  assertStringIncludes(
    host.stdout,
    [
      "note  Each setting has a description",
      "      - settings.audience.description ends with a full stop; descriptions in the",
      "        help have none",
      "ok  ",
    ].join("\n"),
  );
  assertStringIncludes(host.stdout, "All 17 checks passed.");
});

Deno.test("printResults() with checks that were not run: says so", async () => {
  const { host, failure } = await print({
    ...sound,
    endpoint: () => ({ issuer: "http://a.example" }),
  });
  const count = "1 of 13 checks failed";
  assertEquals(failure?.message, `./sound.ts: ${count}`);
  assertEquals(host.stdout.split("\n").at(-2), `${count}. More checks run once these pass.`);
});

Deno.test("printResults() prints nothing wider than a terminal, unless a word is", async () => {
  const words = "word ".repeat(40);
  const explain = [{ hint: words }, { error: words.trim(), hint: "{nowhere} ".repeat(10) }];
  for (const provider of [{ ...sound, explain }, { ...sound, check: () => words }, notLoaded]) {
    const { host } = await print(provider);
    for (const line of host.stdout.split("\n")) assert(line.length <= 80, line);
  }
  const wide = fakeHost({ terminals: ["stdout"], columns: 100 });
  const loaded = { value: { ...sound, check: () => words } };
  await attempt(() => printResults(wide, "./sound.ts", loaded, false));
  const widest = Math.max(...wide.stdout.split("\n").map((line) => line.length));
  assert(widest > 90 && widest <= 100, `${widest}`);
});

Deno.test("printResults() prints why a module does not load, as a printable line", async () => {
  const { host, failure } = await print(notLoaded);
  assertEquals(host.stdout.split("\n"), [
    "./sound.ts",
    "",
    "FAIL  The module loads in the sandbox and matches the contract",
    "      - ./sound.ts is not a provider",
    "      - name must be a string",
    "      - docs must be an https address [2J",
    "      - Note: See examples/acme.ts.",
    "",
    "1 of 1 checks failed. More checks run once these pass.",
    "",
  ]);
  assertEquals(failure?.message, "./sound.ts: 1 of 1 checks failed");
});

Deno.test("printResults() prints one object as JSON", async () => {
  const { host, failure } = await print(withSetting("tenant", { env: ["a", "b-c"] }), true);
  assertEquals(failure?.message, "./sound.ts: 2 of 17 checks failed");
  assertEquals(host.stdout.split("\n").length, 2);
  const { checks, ...report } = JSON.parse(host.stdout);
  assertEquals(report, { module: "./sound.ts", name: "sound", title: "Sound ID", ok: false });
  assertEquals(checks.slice(0, 4), [
    { check: "module", ok: true, problems: [], notes: [] },
    {
      check: "descriptions",
      ok: false,
      problems: ["settings.tenant has no description"],
      notes: [],
    },
    { check: "required", ok: true, problems: [], notes: [] },
    {
      check: "variables",
      ok: false,
      problems: [
        "settings.tenant.env: b-c is not a valid name: use letters, digits and _, no digit first",
      ],
      notes: [
        "settings.tenant.env: a has lower-case letters, which is unusual",
        "settings.tenant.env: b-c has lower-case letters, which is unusual",
      ],
    },
  ]);
});

Deno.test("printResults() with JSON and passed checks: JSON says so", async () => {
  const { host, failure } = await print(sound, true);
  assertEquals(failure, undefined);
  const { ok, checks } = JSON.parse(host.stdout);
  assertEquals([ok, checks.length], [true, 17]);
});

Deno.test("printResults() prints as JSON why a module does not load", async () => {
  const { host, failure } = await print(notLoaded, true, "./a\u202e.ts");
  assertEquals(failure?.message, "./a .ts: 1 of 1 checks failed");
  assertEquals(JSON.parse(host.stdout), {
    module: "./a .ts",
    name: null,
    title: null,
    ok: false,
    checks: [{
      check: "module",
      ok: false,
      problems: [
        "./sound.ts is not a provider",
        "name must be a string",
        "docs must be an https address [2J",
      ],
      notes: ["See examples/acme.ts."],
    }],
  });
});

Deno.test("printCheck(): the module runs in the sandbox", async () => {
  const source = await Deno.readTextFile(new URL("../../../examples/acme.ts", import.meta.url));
  using host = fakeHost({ files: { "/here/acme.ts": source, "/here/bad.ts": "throw 1" } });
  const world = contextOf(host);
  await printCheck(world, "./acme.ts", false);
  assertStringIncludes(host.stdout, "Acme ID (acme), ./acme.ts\n");
  assertMatch(host.stdout, /\nAll \d+ checks passed\. /);
  const { message } = await failureOf("provider_module", () => printCheck(world, "bad.ts", true));
  assertEquals(message, "bad.ts: 1 of 1 checks failed");
});
