/**
 * What the workflows say agrees with the project, and gives a stranger no way in.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { targets } from "../../tools/release/targets.ts";
import { LEAST_DENO } from "../../tools/tool.ts";

const folder = new URL("../../.github/workflows/", import.meta.url);
const workflows = await Promise.all(["ci", "build", "release"].map(async (name) => ({
  name,
  text: await Deno.readTextFile(new URL(`${name}.yml`, folder)),
})));
const textOf = (name: string) => workflows.find((workflow) => workflow.name === name)?.text ?? "";

/** What a pattern captures, each time. */
const captures = (text: string, pattern: RegExp) =>
  Array.from(text.matchAll(pattern), ([, capture = ""]) => capture);

Deno.test("every workflow is one of those tested here", async () => {
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  assertEquals(names.sort(), workflows.map(({ name }) => `${name}.yml`).sort());
});

for (const { name, text } of workflows) {
  Deno.test(`${name}.yml: every task is in deno.json`, () => {
    const used = captures(text, /deno task (?:--quiet )?([a-z-]+)/g);
    assert(used.length > 1);
    assertEquals(used.filter((task) => !(task in config.tasks)), []);
  });

  Deno.test(`${name}.yml: every action is pinned to a commit, with its version beside it`, () => {
    const uses = captures(text, /uses: (.*)/g).filter((use) => !use.startsWith("./"));
    assert(uses.length > 1);
    assertEquals(uses.filter((use) => !/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(use)), []);
  });

  Deno.test(`${name}.yml: a command contains no expression, and no stored secret is used`, () => {
    const commands = captures(text, /run: (.*)/g);
    assert(commands.length > 1);
    // A block of several lines would not be seen here.
    assertEquals(commands.filter((command) => /\$\{\{|^[|>]/.test(command)), []);
    assertEquals(captures(text, /(secrets\b.*)/g), []);
  });
}

Deno.test("an action has the same commit everywhere", () => {
  const commits = new Map<string, Set<string>>();
  for (const use of captures(workflows.map(({ text }) => text).join(), /uses: ([^.].*)/g)) {
    const [action = ""] = use.split("@");
    commits.set(action, (commits.get(action) ?? new Set()).add(use));
  }
  assertEquals([...commits.values()].filter(({ size }) => size > 1), []);
});

Deno.test("the archive of every target is tried", () => {
  assertEquals(
    captures(textOf("build"), /archive: (\S+)/g).sort(),
    targets.map(({ archive }) => archive).sort(),
  );
});

Deno.test("a release is built and published with the same Deno", () => {
  const [built] = captures(textOf("build"), /^ {2}DENO: (.*)$/gm);
  assertEquals(captures(textOf("release"), /^ {2}DENO: (.*)$/gm), [built]);
});

Deno.test("the tests run with the newest Deno and the least one", () => {
  const versions = captures(textOf("ci"), /^ +deno: (\[.*\])$/gm);
  assertEquals(versions.length, 2);
  assertEquals(versions.filter((both) => both !== `[v2.x, v${LEAST_DENO}]`), []);
});

// A package that floats could take over a job that publishes.
Deno.test("every task that a workflow runs compares its packages with deno.lock", () => {
  const used = new Set(
    captures(workflows.map(({ text }) => text).join(), /deno task (?:--quiet )?([a-z-]+)/g),
  );
  const unlocked = [...used].filter((task) => {
    const { command } = config.tasks[task as keyof typeof config.tasks];
    // The tool prints the flags.
    return captures(command, /deno (?:run|test|check) (?!-A -q tools\/mirror\.ts)([^&]*)/g)
      .some((args) => !/--frozen|\$\(deno run -A -q tools\/mirror\.ts\)/.test(args));
  });
  assertEquals(unlocked, []);
});

Deno.test("attestations are made by the workflow that the installers and docs/verify.md ask for", async () => {
  const attests = workflows.filter(({ text }) => /uses: actions\/attest/.test(text));
  assertEquals(attests.map(({ name }) => name), ["release"]);
  for (const path of ["packaging/install.sh", "packaging/install.ps1", "docs/verify.md"]) {
    const text = await Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
    assert(text.includes("--cert-identity"), path);
    assert(/github\/workflows\/release(\[\.\]|\.)yml@refs\/tags\/v/.test(text), path);
  }
});

Deno.test("what is published was compared, tried and attested before", () => {
  const artifact = "release-ubuntu-24.04";
  const used = captures(textOf("build") + textOf("release"), /^ +name: (release-[\w.-]+)$/gm);
  assertEquals([...new Set(used)], [artifact]);
  assert(textOf("build").includes(`diff --recursive ${artifact} ${artifact}-arm\n`));
  assert(
    /run: deno task release\n(.*\n){2} +run: deno task release-genuine\n/.test(textOf("build")),
  );
  // A job that needs another waits for those that this one needs.
  const needs = captures(textOf("release"), /^ {2}(\w+:\n {4}name: .*\n {4}needs: \w+)$/gm)
    .map((job) => job.replace(/:\n.*\n +needs:/, " after"));
  assertEquals(needs, [
    "build after check",
    "attest after build",
    "draft after attest",
    ...["npm after draft", "jsr after draft", "container after draft"],
  ]);
});
