import { Command, ValidationError } from "@cliffy/command";
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import type { Provider } from "../../../lib/contract/provider.ts";
import { providerModuleCommand } from "../../../lib/commands/provider.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../../fake_host.ts";
import { acme, contextOf, failureOf } from "../helpers.ts";

const parent = "/me/.config/gettoken/providers";

function machine(files: FakeWorld["files"] = {}): FakeHost {
  const problems = { "/here": "not_a_file", "/here/idp": "not_a_file" } as const;
  return fakeHost({ env: { HOME: "/me" }, files, problems });
}

/** Runs a command, and gives what it prints on stdout. */
async function run(host: FakeHost, ...args: string[]): Promise<string> {
  const catalog = { okta: { aliases: [], load: (): Promise<Provider> => Promise.resolve(acme) } };
  const world = contextOf(host, catalog);
  const before = host.stdout.length;
  const root = new Command().name("gettoken").help({ colors: false }).throwErrors().noExit();
  await root.command("provider", providerModuleCommand(world)).parse(["provider", ...args]);
  assertEquals(host.stderr, "");
  return host.stdout.slice(before);
}

/** A provider module. */
function moduleNamed(name: string, title = "Acme ID"): string {
  return `export default {
    apiVersion: 1,
    name: ${JSON.stringify(name)},
    title: ${JSON.stringify(title)},
    docs: "https://acme.example/docs",
    settings: {},
    endpoint: () => ({ issuer: "https://id.acme.example" }),
  };`;
}

Deno.test("provider: no subcommand: its help lists the subcommands", async () => {
  const overview = await run(machine());
  for (const name of ["new", "check", "add", "list", "remove"]) {
    assertMatch(overview, new RegExp(`^ +${name} `, "m"));
  }
});

Deno.test("providerModuleCommand() refuses a command line that is wrong", async () => {
  for (
    const args of [
      ["nope"],
      ["new"],
      ["new", "a.ts", "b.ts"],
      ["add"],
      ["check"],
      ["remove"],
      ["list", "acme"],
      ["list", "--nope"],
    ]
  ) await assertRejects(() => run(machine(), ...args), ValidationError);
});

Deno.test("provider new writes a provider and says what to do next", async () => {
  const host = machine();
  assertEquals((await run(host, "new", "my_idp.ts")).split("\n"), [
    "Wrote my_idp.ts and gettoken.d.ts",
    "",
    "Edit it, then check it and show its help:",
    "  gettoken provider check my_idp.ts",
    "  gettoken ./my_idp.ts --help",
    "",
  ]);
  assertEquals([...host.files.keys()], ["/here/my_idp.ts", "/here/gettoken.d.ts"]);
});

Deno.test("provider new names what it writes as the user does", async () => {
  const printed = await run(machine(), "new", "idp/acme.ts");
  assertStringIncludes(printed, "Wrote idp/acme.ts and idp/gettoken.d.ts\n");
  assertStringIncludes(printed, "  gettoken provider check idp/acme.ts\n");
  assertStringIncludes(printed, "  gettoken idp/acme.ts --help\n");
});

Deno.test("provider new says no more than that it wrote the types", async () => {
  assertEquals(await run(machine(), "new", "gettoken.d.ts"), "Wrote gettoken.d.ts\n");
});

Deno.test("provider check finds nothing wrong with what provider new wrote", async () => {
  for (const path of ["acme.ts", "my_idp.ts"]) {
    using host = machine();
    await run(host, "new", path);
    const { ok, checks } = JSON.parse(await run(host, "check", path, "--json"));
    assertEquals([ok, checks.flatMap(({ notes }: { notes: string[] }) => notes)], [true, []]);
  }
});

Deno.test("provider check prints the findings, and fails if something is wrong", async () => {
  using host = machine({ "/here/acme.ts": moduleNamed("acme").replace("Acme ID", "") });
  const { message } = await failureOf("provider_module", () => run(host, "check", "./acme.ts"));
  assertMatch(message, /^\.\/acme\.ts: 1 of/);
  assertMatch(host.stdout, /title must be a printable string/);
  assert(!host.mayWrite);
});

Deno.test("provider add adds a provider and says how to call it", async () => {
  using host = machine({ "/here/acme.ts": moduleNamed("acme") });
  const told = [
    `  ${parent}/acme/acme.ts`,
    "",
    "Show its settings:",
    "  gettoken acme --help",
    "",
  ];
  const first = await run(host, "add", "./acme.ts");
  assertEquals(first.split("\n"), ["Added acme: Acme ID", ...told]);
  const second = await run(host, "add", "./acme.ts");
  assertEquals(second.split("\n"), ["Replaced acme: Acme ID", ...told]);
});

Deno.test("provider add prints nothing when a module is broken", async () => {
  using host = machine({ "/here/acme.ts": "export default 1;" });
  await failureOf("provider_module", () => run(host, "add", "./acme.ts"));
  assertEquals([host.stdout, host.files.size], ["", 1]);
});

Deno.test("provider list without providers: says how to add one", async () => {
  assertEquals(
    await run(machine(), "list"),
    "There are no added providers. To add one: gettoken provider add <file>\n",
  );
  assertEquals(await run(machine(), "list", "--json"), "[]\n");
});

/** A machine to which some providers were added, some of which are not as they should be. */
async function machineWithProviders(): Promise<FakeHost> {
  const host = machine({
    "/here/acme.ts": moduleNamed("acme"),
    "/here/idp/x.ts": moduleNamed("my-idp", "My IdP"),
  });
  await run(host, "add", "./acme.ts");
  await run(host, "add", "./idp/x.ts");
  const files = {
    ...Object.fromEntries(host.files),
    [`${parent}/broken/added.json`]: "{",
  };
  host[Symbol.dispose]();
  return machine(files);
}

Deno.test("provider list shows what was added, when, from where, and whether it is unchanged", async () => {
  const host = await machineWithProviders();
  assertEquals((await run(host, "list")).split("\n"), [
    "acme    Acme ID  2026-01-09  /here/acme.ts",
    "broken                                       (damaged: add it again, or remove it)",
    "my-idp  My IdP   2026-01-09  /here/idp/x.ts",
    "",
  ]);
  const changed = machine({
    ...Object.fromEntries(host.files),
    [`${parent}/acme/acme.ts`]: "",
    [`${parent}/my-idp/x.ts`]: "",
  });
  assertEquals((await run(changed, "list")).split("\n").slice(0, 1), [
    "acme    Acme ID  2026-01-09  /here/acme.ts   (changed since it was added: add it again, or remove it)",
  ]);
});

Deno.test("provider list says when a provider is hidden by another", async () => {
  const host = await machineWithProviders();
  const record = host.files.get(`${parent}/acme/added.json`) ?? "";
  const code = host.files.get(`${parent}/acme/acme.ts`) ?? "";
  const hidden = machine({
    [`${parent}/okta/added.json`]: record,
    [`${parent}/okta/acme.ts`]: code,
  });
  assertMatch(await run(hidden, "list"), / {2}\(not used: okta is a built-in provider\)\n$/);
});

Deno.test("provider list prints the same as JSON", async () => {
  const host = await machineWithProviders();
  assertEquals(JSON.parse(await run(host, "list", "--json")), [
    {
      name: "acme",
      state: "ok",
      title: "Acme ID",
      variables: [],
      added: "2026-01-09T02:02:12.000Z",
      source: "/here/acme.ts",
      path: `${parent}/acme/acme.ts`,
    },
    { name: "broken", state: "damaged" },
    {
      name: "my-idp",
      state: "ok",
      title: "My IdP",
      variables: [],
      added: "2026-01-09T02:02:12.000Z",
      source: "/here/idp/x.ts",
      path: `${parent}/my-idp/x.ts`,
    },
  ]);
});

Deno.test("provider list shows what a record says on harmless lines", async () => {
  const evil = "a\x1b[31m\u202e\nb";
  const record = {
    version: 1,
    ...{ title: "Evil", source: evil, added: evil },
    ...{ entry: "x.ts", files: { "x.ts": "0" } },
  };
  const host = machine({ [`${parent}/acme/added.json`]: JSON.stringify(record) });
  for (const args of [["list"], ["list", "--json"]]) {
    const printed = await run(host, ...args);
    for (const line of printed.split("\n")) {
      // deno-lint-ignore no-control-regex -- these are what it is about
      assert(!/[\x00-\x1f\u202e]/.test(line), line);
    }
    assertStringIncludes(printed, "a [31m b");
  }
});

Deno.test("provider remove removes one, damaged or not", async () => {
  const host = await machineWithProviders();
  assertEquals(await run(host, "remove", "acme"), "Removed acme\n");
  assertEquals(await run(host, "remove", "broken"), "Removed broken\n");
  assertMatch(await run(host, "list"), /^my-idp .*\n$/);
});

Deno.test("provider remove refuses a name that was not added", async () => {
  const host = await machineWithProviders();
  const { hint } = await failureOf("unknown_provider", () => run(host, "remove", "acne"));
  assertEquals([hint, host.stdout], ["Added providers: acme, broken, my-idp", ""]);
});

Deno.test("providerModuleCommand() gives up writing unless that is what a command does", async () => {
  const host = await machineWithProviders();
  await run(host);
  assert(!host.mayWrite);
  const listing = machine();
  await run(listing, "list");
  assert(!listing.mayWrite);
});

Deno.test("provider new, add, list and remove on Windows: paths with its separators", async () => {
  const problems = { "C:\\here": "not_a_file", "C:\\here\\idp": "not_a_file" } as const;
  const env = { APPDATA: "C:\\Users\\me\\AppData\\Roaming" };
  const files = { "C:\\here\\mine.ts": moduleNamed("mine") };
  using host = fakeHost({ os: "windows", env, files, problems });
  assertEquals((await run(host, "new", "my_idp.ts")).split("\n").slice(0, -1), [
    "Wrote my_idp.ts and gettoken.d.ts",
    "",
    "Edit it, then check it and show its help:",
    "  gettoken provider check my_idp.ts",
    "  gettoken .\\my_idp.ts --help",
  ]);
  const below = await run(host, "new", "idp/acme.ts");
  assertStringIncludes(below, "Wrote idp\\acme.ts and idp\\gettoken.d.ts\n");
  assertStringIncludes(below, "  gettoken idp\\acme.ts --help\n");
  const folder = `${env.APPDATA}\\gettoken\\providers\\mine`;
  assertStringIncludes(await run(host, "add", "./mine.ts"), `  ${folder}\\mine.ts\n`);
  assert(host.files.has(`${folder}\\added.json`));
  const added = fakeHost({ os: "windows", env, files: Object.fromEntries(host.files) });
  const [{ state, source }] = JSON.parse(await run(added, "list", "--json"));
  assertEquals([state, source], ["ok", "C:\\here\\mine.ts"]);
  assertEquals(await run(host, "remove", "mine"), "Removed mine\n");
  assert(!host.files.has(`${folder}\\added.json`));
});
