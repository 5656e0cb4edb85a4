import { Command } from "@cliffy/command";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { profileCommand } from "../../../lib/commands/profile.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../../fake_host.ts";
import { acme, contextOf, failureOf } from "../helpers.ts";

const folder = "/me/.config/gettoken/profiles";

function machine(world: FakeWorld = {}): FakeHost {
  return fakeHost({
    env: { HOME: "/me" },
    files: { [`${folder}/prod.env`]: "GETTOKEN_PROVIDER=acme\n", [`${folder}/b.env`]: "" },
    ...world,
  });
}

/** Runs a command, and gives what it prints on stdout. */
async function run(host: FakeHost, ...args: string[]): Promise<string> {
  const catalog = { acme: { aliases: [], load: () => Promise.resolve(acme) } };
  const world = contextOf(host, catalog);
  const root = new Command().name("gettoken").help({ colors: false }).throwErrors().noExit();
  await root.command("profile", profileCommand(world)).parse(["profile", ...args]);
  return host.stdout;
}

Deno.test("profile: no subcommand: its help lists the subcommands", async () => {
  const overview = await run(machine());
  for (const name of ["list", "show", "path", "new"]) {
    assertMatch(overview, new RegExp(`^ +${name} `, "m"));
  }
});

Deno.test("gettoken profile list names the provider of each, also as JSON", async () => {
  assertEquals(await run(machine(), "list"), "b     (does not set a provider)\nprod  acme\n");
  assertEquals(JSON.parse(await run(machine(), "list", "--json")).length, 2);
  assertStringIncludes(await run(machine({ files: {} }), "list"), "There are no profiles yet.");
  const broken = { [`${folder}/prod.env`]: "canary\n" };
  assertMatch(
    await run(machine({ files: broken }), "list"),
    /^prod {2}\(.*line 1: missing =\)/,
  );
});

Deno.test("gettoken profile path prints the path of a profile, be there one or not", async () => {
  assertEquals(await run(machine(), "path"), `${folder}\n`);
  assertEquals(await run(machine(), "path", "none"), `${folder}/none.env\n`);
  await failureOf("usage", () => run(machine(), "path", "../x"));
});

Deno.test("gettoken profile list, show and path give up writing", async () => {
  for (const args of [["list"], ["show", "prod"], ["path"], ["path", "prod"]]) {
    const host = machine();
    await run(host, ...args);
    assertEquals(host.mayWrite, false);
  }
});

Deno.test("gettoken profile new: path of the file, and what it omits", async () => {
  const host = machine({
    terminals: ["stdin", "stderr"],
    answers: ["a.example", "svc", "", "no", "(skip)"],
  });
  const said = await run(host, "new", "stage", "acme");
  assertStringIncludes(said, `Wrote ${folder}/stage.env\n`);
  assertStringIncludes(said, "does not contain ACME_SECRET;");
  assertStringIncludes(said, "gettoken -p stage\n");
  const withSecret = machine({
    terminals: ["stdin", "stderr"],
    answers: ["a.example", "svc", "", "(skip)"],
    typed: "canary",
  });
  const told = await run(withSecret, "new", "stage", "acme", "--with-secret");
  assert(!told.includes("does not contain") && !told.includes("canary"), told);
});

Deno.test("gettoken profile new with conflicting settings: warning", async () => {
  const host = machine({
    terminals: ["stdin", "stderr"],
    answers: ["a.example", "svc", "", "no", "(skip)"],
  });
  const catalog = {
    acme: {
      aliases: [],
      load: () => Promise.resolve({ ...acme, check: () => "it is the wrong day" }),
    },
  };
  const root = new Command().throwErrors().noExit();
  const world = contextOf(host, catalog);
  await root.command("profile", profileCommand(world)).parse(["profile", "new", "x", "acme"]);
  assertStringIncludes(host.stderr, "the settings conflict: it is the wrong day");
});
