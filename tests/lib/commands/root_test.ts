import type { Context } from "../../../lib/contract/context.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { parseProviderArguments, runGeneralCommand } from "../../../lib/commands/root.ts";
import { GettokenError } from "../../../lib/core/errors.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../../fake_host.ts";
import { acme, addedProviderFiles, contextOf, failureOf } from "../helpers.ts";

function worldWith(given: FakeWorld = {}): Context & { readonly host: FakeHost } {
  const catalog = {
    acme: { aliases: ["acme-id"], load: () => Promise.resolve(acme) },
    other: { aliases: [], load: () => Promise.resolve({ ...acme, title: "Other ID" }) },
  };
  return contextOf(fakeHost(given), catalog);
}

function run(args: readonly string[], world: Context): Promise<void> {
  return runGeneralCommand(args, world);
}

function parse(
  name: string,
  args: readonly string[],
  world: Context,
  purpose?: "explanation",
): ReturnType<typeof parseProviderArguments> {
  return parseProviderArguments({ ...world, name, provider: acme }, args, purpose);
}

/** What a command prints on stdout. */
async function printed(
  args: readonly string[],
  world: ReturnType<typeof worldWith>,
): Promise<string> {
  await run(args, world);
  return world.host.stdout;
}

Deno.test("parseProviderArguments() understands a command line", async () => {
  const given = await parse("./acme.ts", ["--domain", "a.example"], worldWith());
  assertEquals(given?.settings.domain, "a.example");
});

Deno.test("-h or --help: the help is printed, whatever else is on the command line", async () => {
  for (
    const [args, detail] of [
      [["-h"], "gettoken acme --help"],
      [["--help"], "https://acme.example/docs"],
      [["--dry-run", "--help", "-q"], "https://acme.example/docs"],
      [["--nope", "-h"], "gettoken acme --help"],
    ] as const
  ) {
    const world = worldWith();
    assertEquals(await parse("acme", args, world), undefined);
    for (const part of ["Usage: gettoken acme [options]\n", "[env: ACME_DOMAIN]", detail]) {
      assertStringIncludes(world.host.stdout, part);
    }
  }
});

Deno.test("parseProviderArguments() takes any path for a module's", async () => {
  for (const name of ["./my modules/a.ts", "./a,b=c.ts", "./[a].ts", "./ä.ts", "./<a:b>.ts"]) {
    const given = await parse(name, ["--domain", "a"], worldWith());
    assertEquals(given?.settings.domain, "a", name);
    const world = worldWith();
    await parse(name, ["--help"], world);
    assertStringIncludes(world.host.stdout, "--domain");
  }
});

Deno.test("parseProviderArguments() calls a wrong command line wrong usage, and names the help", async () => {
  const failure = await failureOf(
    "usage",
    () => parse("acme", ["--domian", "x"], worldWith()),
  );
  assertMatch(failure.message, /Unknown option "--domian"\. Did you mean option "--domain"\?/);
  assertEquals(failure.hint, "gettoken acme --help shows the usage");
});

Deno.test("parseProviderArguments(): the hint names a module as the user does", async () => {
  for (const name of ["./acme.ts", ".\\acme.ts", "C:\\idp\\acme.ts", "\\\\files\\team\\acme.ts"]) {
    const { hint } = await failureOf("usage", () => parse(name, ["--domian", "x"], worldWith()));
    assertEquals(hint, `gettoken ${name} --help shows the usage`);
  }
});

Deno.test("parseProviderArguments() with an empty option: refused", async () => {
  for (const args of [["--domain="], ["--domain", ""], ["-q", "--domain", "", "-v"]]) {
    const { message } = await failureOf(
      "usage",
      () => parse("acme", args, worldWith()),
    );
    assertEquals(message, 'Missing value for option "--domain"');
  }
});

Deno.test("parseProviderArguments() refuses an argument that is empty", async () => {
  const { message } = await failureOf(
    "usage",
    () => parse("acme", [""], worldWith()),
  );
  assertEquals(message, "Missing value for an argument");
});

Deno.test("runGeneralCommand() knows providers that were added, unless a built-in one has the name", async () => {
  const files = { ...await addedProviderFiles("mine"), ...await addedProviderFiles("acme-id") };
  const world = worldWith({ env: { HOME: "/me" }, files });
  const help = await printed(["--help"], world);
  assertMatch(help, /^ +mine +My ID \[added\]$/m);
  assertNotMatch(help, /^ +acme-id/m);
  const { message } = await failureOf("unknown_provider", () => run(["mime"], world));
  assertMatch(message, /Did you mean provider "mine"/);
});

Deno.test("runGeneralCommand() does not repeat what is too much", async () => {
  const { message } = await failureOf(
    "usage",
    () => run(["providers", "acme", "canary"], worldWith()),
  );
  assertEquals(message, "Too many arguments");
});

Deno.test("runGeneralCommand() with --version and a provider, also by its alias: too many arguments", async () => {
  for (const name of ["acme", "acme-id"]) {
    const { message } = await failureOf("usage", () => run(["--version", name], worldWith()));
    assertEquals(message, "Too many arguments", name);
  }
});

Deno.test("runGeneralCommand() shows the version", async () => {
  for (const flag of ["-V", "--version"]) {
    const world = worldWith();
    await run([flag], world);
    assertEquals(world.host.stdout, "gettoken 1.2.3\n");
  }
});

Deno.test("runGeneralCommand() shows in the help what there is", async () => {
  const help = await printed(["--help"], worldWith());
  for (
    const line of [
      /^Usage: gettoken <provider> \[options\]$/m,
      /^ {2}acme +Acme ID \[also: acme-id\]$/m,
      /^ {2}other +Other ID$/m,
      /providers/,
      /completions/,
    ]
  ) assertMatch(help, line);
});

Deno.test("help: titles are bold on a terminal only, and never with NO_COLOR", async () => {
  const isBold = async (given: FakeWorld) =>
    (await printed(["--help"], worldWith(given))).includes("\x1b[1mUsage:\x1b[0m");
  assertEquals(await isBold({ terminals: ["stdout"] }), true);
  assertEquals(await isBold({ terminals: ["stdin", "stderr"] }), false);
  assertEquals(await isBold({ terminals: ["stdout"], env: { NO_COLOR: "1" } }), false);
});

Deno.test("runGeneralCommand() runs the list of providers", async () => {
  const world = worldWith();
  await run(["providers"], world);
  assertStringIncludes(world.host.stdout, "acme, acme-id  Acme ID");
});

Deno.test("completions: a script has no name and no description of a provider in it", async () => {
  const files = await addedProviderFiles("mine");
  for (const shell of ["bash", "zsh", "fish"]) {
    const script = await printed(
      ["completions", shell],
      worldWith({ env: { HOME: "/me" }, files }),
    );
    assertStringIncludes(script, "gettoken completions complete");
    assertNotMatch(script, /acme|other|mine|My ID/i);
  }
});

Deno.test("runGeneralCommand() suggests a provider when the name is nearly right", async () => {
  const failure = await failureOf(
    "unknown_provider",
    () => run(["acne"], worldWith()),
  );
  assertEquals(failure.message, 'Unknown provider "acne". Did you mean provider "acme"?');
  assertStringIncludes(failure.hint ?? "", "gettoken providers");
});

Deno.test("runGeneralCommand() calls an unknown option wrong usage", async () => {
  const { hint } = await failureOf(
    "usage",
    () => run(["--nope"], worldWith()),
  );
  assertEquals(hint, "gettoken --help shows the usage");
});

Deno.test("every command refuses an option that it does not have", async () => {
  for (
    const command of [
      ...[
        "providers",
        "providers acme",
        "inspect",
        "inspect token",
        "inspect --issuer=x",
        "explain",
      ],
      ...["provider", "provider new", "provider new a.ts", "provider check", "provider add"],
      ...["provider list", "provider remove", "profile", "profile new", "profile new a acme"],
      ...["profile list", "profile show", "profile show a", "profile path", "cache"],
      ...["cache status", "cache clear", "completions", "completions bash"],
    ]
  ) {
    for (
      const [option, shown] of [["--verfy"], ["-x"], ["---json"], ["\u2013json"], ["-xj", "-x"]]
    ) {
      const { message } = await failureOf(
        "usage",
        () => run([...command.split(" "), option ?? ""], worldWith({ stdin: "token" })),
      );
      assertStringIncludes(message, `Unknown option "${shown ?? option}"`, command);
    }
  }
});

Deno.test("runGeneralCommand() asks whether another option was meant", async () => {
  for (
    const [line, meant] of [
      ["inspect --verfy", "--verify"],
      ["profile new a --with-secrt", "--with-secret"],
      ["provider check --jsn", "--json"],
      ["profile show --jsn", "--json"],
    ] as const
  ) {
    const { message } = await failureOf("usage", () => run(line.split(" "), worldWith()));
    assertStringIncludes(message, `Did you mean option "${meant}"?`);
  }
});

Deno.test("a command takes - for stdin, and an argument before an option", async () => {
  for (const args of [["inspect", "-"], ["inspect", "--json", "-"], ["inspect", "-", "--json"]]) {
    const world = worldWith({ stdin: "2YotnFZFEjr1zCsicMWpAA" });
    assertMatch(await printed(args, world), /opaque/);
  }
});

Deno.test("runGeneralCommand() does not take an unknown shell for a provider", async () => {
  const { message } = await failureOf(
    "usage",
    () => run(["completions", "tcsh"], worldWith()),
  );
  assertMatch(message, /^Unknown command "tcsh"/);
});

Deno.test("runGeneralCommand() shows the help of a command whatever else is asked", async () => {
  for (
    const line of ["inspect --verify --issuer --help", "inspect -h a b", "inspect --nope --help"]
  ) {
    assertMatch(await printed(line.split(" "), worldWith()), /^ {2}--verify\b/m, line);
  }
});

Deno.test("runGeneralCommand() does not pass over a help that cannot be written", async () => {
  for (const args of [["--help"], ["completions", "bash"], ["providers", "--help"]]) {
    const world = worldWith();
    world.host.writeUnchanged = world.host.writeStdout = () =>
      Promise.reject(new GettokenError("output_failed", "Full"));
    await failureOf("output_failed", () => run(args, world));
  }
});

Deno.test("runGeneralCommand() inspects a token", async () => {
  const world = worldWith({ stdin: "2YotnFZFEjr1zCsicMWpAA" });
  assertStringIncludes(await printed(["inspect"], world), "An opaque token of 22 characters.");
});

Deno.test("runGeneralCommand() keeps a token out of messages about the command line", async () => {
  const token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.";
  for (const args of [[token], ["inspct", token], [`Bearer ${token}`], ["inspect", "a", token]]) {
    const world = worldWith();
    await assertRejects(() => runGeneralCommand(args, world), GettokenError);
    assertNotMatch(world.log.redacted(`Unknown ${args.join(" ")}`), /eyJ/);
  }
});

Deno.test("parseProviderArguments() understands what an explanation can have besides", async () => {
  const parseAcme = (args: readonly string[], purpose?: "explanation") =>
    parse("acme", args, worldWith(), purpose);
  assertEquals((await parseAcme(["--domain", "a"], "explanation"))?.explain, {
    check: false,
    json: false,
  });
  const given = await parseAcme(["--check", "--json", "--scope", "x"], "explanation");
  assertEquals([given?.explain, given?.settings.scope], [{ check: true, json: true }, "x"]);
  assertEquals((await parseAcme(["--domain", "a"]))?.explain, undefined);
  await failureOf("usage", () => parseAcme(["--check"]));
});

Deno.test("explain acme --help: the options of the provider and of explain", async () => {
  const world = worldWith();
  await parse("acme", ["--help"], world, "explanation");
  for (const part of ["Usage: gettoken explain acme [options]\n", "  --check\n", "  --domain <"]) {
    assertStringIncludes(world.host.stdout, part);
  }
});

function terminal(columns: number): ReturnType<typeof worldWith> {
  return worldWith({ columns, terminals: ["stdout"], env: { NO_COLOR: "1" } });
}

Deno.test("the help of every command fits the terminal; -h is at most 45 lines", async () => {
  const commands = ["", "inspect", "explain", "providers", "provider", "provider new"];
  commands.push("provider check", "provider add", "provider list", "provider remove", "profile");
  commands.push("profile new", "profile list", "profile show", "profile path", "cache");
  commands.push("cache status", "cache clear", "completions", "completions bash");
  for (const command of commands) {
    for (const columns of [60, 80, 100]) {
      for (const flag of ["-h", "--help"]) {
        const args = [...command.split(" "), flag].filter((arg) => arg !== "");
        const lines = (await printed(args, terminal(columns))).trimEnd().split("\n");
        const tooWide = lines.filter((line) => line.length > columns || line.endsWith(" "));
        assertEquals([args, tooWide], [args, []]);
        if (flag === "-h" && columns >= 80) assert(lines.length <= 45, `${args}: ${lines.length}`);
        assertMatch(lines[0] ?? "", /^Usage: gettoken/);
      }
    }
  }
});

Deno.test("runGeneralCommand() shows the commands for profiles and explanations", async () => {
  const help = await printed(["--help"], worldWith());
  for (const name of ["profile", "explain"]) assertMatch(help, new RegExp(`^ +${name} `, "m"));
  assertMatch(await printed(["explain", "--help"], worldWith()), /gettoken explain <provider>/);
  assertMatch(await printed(["profile", "path"], worldWith({ env: { HOME: "/me" } })), /^\/me\//);
});
