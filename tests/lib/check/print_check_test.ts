import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { attempt } from "../../../lib/check/check_result.ts";
import { printCheck, printResults } from "../../../lib/check/print_check.ts";
import { GettokenError } from "../../../lib/core/errors.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { type FakeHost, fakeHost } from "../../fake_host.ts";
import { sound, withSetting } from "./helpers.ts";
import { contextOf, failureOf } from "../helpers.ts";

/** What is printed about a module that loads as this provider, or fails to load. */
async function print(
  loaded: Provider | GettokenError,
  json = false,
  path = "./sound.ts",
): Promise<{ readonly host: FakeHost; readonly failure: GettokenError | undefined }> {
  const host = fakeHost();
  const attempted = loaded instanceof GettokenError ? { failure: loaded } : { value: loaded };
  const outcome = await attempt(() => printResults(host, path, attempted, json));
  return { host, failure: "failure" in outcome ? outcome.failure : undefined };
}

const notLoaded = new GettokenError("provider_module", "./sound.ts is not a provider", {
  details: ["name must be a text", "docs must be an https address\x1b[2J"],
  hint: "See examples/acme.ts.",
});

Deno.test("printResults() prints what holds, and what to type next", async () => {
  const { host, failure } = await print(sound);
  assertEquals(failure, undefined);
  assertEquals(host.stdout.split("\n"), [
    "Sound ID (sound), ./sound.ts",
    "",
    "ok    It loads without any permission, and keeps the contract",
    "ok    Each setting is described",
    "ok    What serves instead of a required setting is another setting",
    "ok    Each variable can be set, and belongs to one setting",
    "ok    Examples, defaults and values are right by the setting's own rules",
    "ok    The settings that every provider has stay what they are",
    "ok    There are settings to try it with",
    "ok    Each setting can be given as an option",
    "ok    The example is a command line that lacks nothing but the secret",
    "ok    Each {placeholder} in a hint is a setting",
    "ok    errorCode has a group, which gives codes as explain names them",
    "ok    endpoint() gives an address that a secret may be sent to",
    "ok    parameters() adds only what is the provider's to add",
    "ok    A token comes out, whichever way the client authenticates",
    "ok    Lifetime and public members come out as declared",
    "ok    Each explanation is shown for its refusal",
    "ok    No secret reaches the module",
    "",
    "All 17 checks hold. Next: gettoken ./sound.ts --help",
    "",
  ]);
  assertEquals(host.stderr, "");
});

Deno.test("printResults() prints what does not hold, then fails", async () => {
  const provider = withSetting("audience", { env: ["SOUND-AUDIENCE", "aud"], example: "" });
  const { host, failure } = await print(provider);
  assertEquals(failure?.code, "provider_module");
  assertEquals(failure?.message, "./sound.ts: 2 of 17 checks do not hold");
  const [, ...told] = /FAIL {2}Each variable[^]*?(?=\nok)/.exec(host.stdout)?.[0].split("\n") ?? [];
  assertEquals(told, [
    "      - settings.audience.env: SOUND-AUDIENCE cannot be set: a name has letters,",
    "        digits and _, no digit first",
    "      - Note: settings.audience.env: aud has small letters, which is unusual",
    "FAIL  Examples, defaults and values are right by the setting's own rules",
    "      - settings.audience.example is refused: --audience is empty",
  ]);
  assertEquals(host.stdout.split("\n").at(-2), "2 of 17 checks do not hold.");
  assertEquals(host.stderr, "");
});

Deno.test("printResults() prints what is unusual, and does not fail", async () => {
  const { host, failure } = await print(withSetting("audience", { description: "Audience." }));
  assertEquals(failure, undefined);
  assertStringIncludes(
    host.stdout,
    [
      "note  Each setting is described",
      "      - settings.audience.description ends with a full stop; in the help none",
      "        does",
      "ok  ",
    ].join("\n"),
  );
  assertStringIncludes(host.stdout, "All 17 checks hold.");
});

Deno.test("printResults() says when there is more to check than it could", async () => {
  const { host, failure } = await print({
    ...sound,
    endpoint: () => ({ issuer: "http://a.example" }),
  });
  const count = "1 of 13 checks does not hold";
  assertEquals(failure?.message, `./sound.ts: ${count}`);
  assertEquals(host.stdout.split("\n").at(-2), `${count}. There are more once these do.`);
});

Deno.test("printResults() prints nothing wider than a terminal, unless a word is", async () => {
  const words = "word ".repeat(40);
  const explain = [{ hint: words }, { error: words.trim(), hint: "{nowhere} ".repeat(10) }];
  for (const provider of [{ ...sound, explain }, { ...sound, check: () => words }, notLoaded]) {
    const { host } = await print(provider);
    for (const line of host.stdout.split("\n")) assert(line.length <= 80, line);
  }
});

Deno.test("printResults() prints why a module does not load, as harmless text", async () => {
  const { host, failure } = await print(notLoaded);
  assertEquals(host.stdout.split("\n"), [
    "./sound.ts",
    "",
    "FAIL  It loads without any permission, and keeps the contract",
    "      - ./sound.ts is not a provider",
    "      - name must be a text",
    "      - docs must be an https address [2J",
    "      - Note: See examples/acme.ts.",
    "",
    "1 of 1 checks does not hold. There are more once these do.",
    "",
  ]);
  assertEquals(failure?.message, "./sound.ts: 1 of 1 checks does not hold");
});

Deno.test("printResults() prints one object as JSON", async () => {
  const { host, failure } = await print(withSetting("tenant", { env: ["a", "b-c"] }), true);
  assertEquals(failure?.message, "./sound.ts: 2 of 17 checks do not hold");
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
        "settings.tenant.env: b-c cannot be set: a name has letters, digits and _, no digit first",
      ],
      notes: [
        "settings.tenant.env: a has small letters, which is unusual",
        "settings.tenant.env: b-c has small letters, which is unusual",
      ],
    },
  ]);
});

Deno.test("printResults() says in JSON, too, that all holds", async () => {
  const { host, failure } = await print(sound, true);
  assertEquals(failure, undefined);
  const { ok, checks } = JSON.parse(host.stdout);
  assertEquals([ok, checks.length], [true, 17]);
});

Deno.test("printResults() prints as JSON why a module does not load", async () => {
  const { host, failure } = await print(notLoaded, true, "./a\u202e.ts");
  assertEquals(failure?.message, "./a .ts: 1 of 1 checks does not hold");
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
        "name must be a text",
        "docs must be an https address [2J",
      ],
      notes: ["See examples/acme.ts."],
    }],
  });
});

Deno.test("printCheck() checks a module in its sandbox", async () => {
  const source = await Deno.readTextFile(new URL("../../../examples/acme.ts", import.meta.url));
  using host = fakeHost({ files: { "/here/acme.ts": source, "/here/bad.ts": "throw 1" } });
  const world = contextOf(host);
  await printCheck(world, "./acme.ts", false);
  assertStringIncludes(host.stdout, "Acme ID (acme), ./acme.ts\n");
  assertMatch(host.stdout, /\nAll \d+ checks hold\. /);
  const { message } = await failureOf("provider_module", () => printCheck(world, "bad.ts", true));
  assertEquals(message, "bad.ts: 1 of 1 checks does not hold");
});
