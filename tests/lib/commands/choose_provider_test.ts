import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { chosenProvider } from "../../../lib/commands/choose_provider.ts";
import { isImplicitEnvFile } from "../../../lib/settings/provenance.ts";
import { scanArguments } from "../../../lib/cli/scan_arguments.ts";
import { fakeHost, type FakeWorld } from "../../fake_host.ts";
import { failureOf, forEachCase } from "../helpers.ts";

/** A file that names a provider. */
function naming(provider: string): string {
  return `GETTOKEN_PROVIDER=${provider}\n`;
}

/** The name that is chosen, and whether a file decided that nobody named. */
async function choose(world: FakeWorld, args: readonly string[] = []) {
  const choice = await chosenProvider(scanArguments(args).values, fakeHost(world));
  assert(choice, "no provider is named");
  const { name, namedBy } = choice;
  return { name, found: isImplicitEnvFile(namedBy), kind: namedBy.kind };
}

Deno.test("chosenProvider() takes the environment before a named file, and that before ./.env", async () => {
  const environment: FakeWorld = { env: { GETTOKEN_PROVIDER: "environment" } };
  const found = { "/here/.env": naming("found") };
  const named = { ...found, "/here/a.env": naming("named") };
  const args = ["--env-file", "a.env"];
  assertEquals(await choose({ ...environment, files: named }, args), {
    name: "environment",
    found: false,
    kind: "environment",
  });
  assertEquals(await choose({ files: named }, args), { name: "named", found: false, kind: "file" });
  assertEquals(await choose({ files: found }), { name: "found", found: true, kind: "file" });
});

Deno.test("chosenProvider() with two named files: the later one wins", async () => {
  const files = { "/here/a.env": naming("a"), "/here/b.env": naming("b"), "/here/.env": "" };
  for (
    const args of [
      ["--env-file", "a.env", "--env-file", "b.env"],
      ["--env-file=a.env", "-q", "--env-file=b.env"],
      ["--env-file", "a.env", "--env-file=b.env", "--env-file"],
    ]
  ) assertEquals((await choose({ files }, args)).name, "b");
});

Deno.test("chosenProvider() looks further when a file names none", async () => {
  const files = { "/here/a.env": "X=1", "/here/.env": naming("found") };
  assertEquals((await choose({ files }, ["--env-file", "a.env"])).name, "found");
});

Deno.test("chosenProvider() does not read ./.env with --no-env-file", async () => {
  const host = fakeHost({ files: { "/here/.env": naming("found") } });
  assertEquals(await chosenProvider(scanArguments(["--no-env-file"]).values, host), undefined);
});

Deno.test("chosenProvider() finds none when nobody names one", async () => {
  const host = fakeHost({ files: { "/here/.env": "X=1" } });
  assertEquals(await chosenProvider(new Map(), host), undefined);
});

Deno.test("chosenProvider(): empty name: unset, so a lower source counts", async () => {
  const files = { "/here/.env": naming("found") };
  const choice = await choose({ env: { GETTOKEN_PROVIDER: "" }, files });
  assertEquals(choice.name, "found");
  const host = fakeHost({ files: { "/here/.env": naming("") } });
  assertEquals(await chosenProvider(new Map(), host), undefined);
});

Deno.test("chosenProvider() refuses a module that only ./.env names, whatever else is there", async () => {
  const worlds: readonly FakeWorld[] = [
    {},
    { env: { GETTOKEN_CLIENT_SECRET: "y", ACME_SECRET: "y" } },
    { files: { "/here/.env": "GETTOKEN_CLIENT_SECRET=x\nACME_SECRET=x\n" } },
  ];
  for (const module of ["./evil.ts", "/tmp/evil.js", "evil.mjs", "..\\evil"]) {
    for (const { files, env = {} } of worlds) {
      const text = naming(module) + (files?.["/here/.env"] ?? "");
      const failure = await failureOf(
        "untrusted_destination",
        () => choose({ env, files: { "/here/.env": text } }, ["--client-secret=z"]),
      );
      assertStringIncludes(failure.message, "GETTOKEN_PROVIDER in ./.env names a module");
      assertStringIncludes(failure.hint ?? "", "GETTOKEN_ENV_FILE=.env");
    }
  }
});

Deno.test("chosenProvider() takes an added provider from ./.env: it was named when it was added", async () => {
  assertEquals((await choose({ files: { "/here/.env": naming("acme") } })).name, "acme");
});

Deno.test("chosenProvider() takes a module from the environment and from a named file", async () => {
  const module = "./mine.ts";
  assertEquals((await choose({ env: { GETTOKEN_PROVIDER: module } })).name, module);
  const files = { "/here/.env": naming(module) };
  assertEquals((await choose({ files }, ["--env-file", ".env"])).name, module);
  assertEquals((await choose({ files, env: { GETTOKEN_ENV_FILE: ".env" } })).name, module);
});

Deno.test("chosenProvider() fails when a named file cannot be read", async () => {
  await failureOf("env_file_unreadable", () => choose({}, ["--env-file", "nosuch.env"]));
});

Deno.test("chosenProvider() reads the profile that the command line or the environment names", async () => {
  const folder = "/me/.config/gettoken/profiles";
  const files = {
    [`${folder}/a.env`]: naming("from-a"),
    [`${folder}/b.env`]: naming("from-b"),
    "/here/.env": naming("found"),
    "/here/named.env": naming("named"),
  };
  const env = { HOME: "/me" };
  await forEachCase<readonly [args: readonly string[], name: string]>({
    "in two words": [["-p", "a"], "from-a"],
    "in one word": [["--profile=a"], "from-a"],
    "with a short name in one word": [["-p=a"], "from-a"],
    "behind another letter": [["-qp", "a"], "from-a"],
    "twice": [["-p", "a", "--profile", "b"], "from-b"],
    "with a file": [["--env-file", "named.env", "-p", "a"], "named"],
    "not at all": [["-q"], "found"],
  }, async ([args, name]) => {
    const choice = await choose({ files, env }, args);
    assertEquals([choice.name, choice.found], [name, name === "found"]);
  });
  const fromVariable = await choose({ files, env: { ...env, GETTOKEN_PROFILE: "b" } });
  assertEquals(fromVariable.name, "from-b");
});
