import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import {
  type NewProfile,
  writeProfile,
  type WrittenProfile,
} from "../../../lib/commands/write_profile.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../../fake_host.ts";
import { acme, contextOf, failureOf, moduleSource, toldBy } from "../helpers.ts";

const path = "/me/.config/gettoken/profiles/prod.env";
const answers = ["id.acme.example", "svc", "", "no", "(skip)"];

function machine(world: FakeWorld = {}): FakeHost {
  return fakeHost({ env: { HOME: "/me" }, terminals: ["stdin", "stderr"], answers, ...world });
}

function write(host: FakeHost, more: Partial<NewProfile> = {}): Promise<WrittenProfile> {
  const catalog = { acme: { aliases: [], load: () => Promise.resolve(acme) } };
  const world = contextOf(host, catalog);
  return writeProfile(world, { name: "prod", provider: "acme", withSecret: false, ...more });
}

Deno.test("writeProfile() writes a file for nobody else to read", async () => {
  const host = machine();
  assertEquals(await write(host), { path, left: ["ACME_SECRET"], conflict: undefined });
  assertEquals([...host.files.keys()], [path]);
  assertEquals([...host.privateFiles], [path]);
  assertStringIncludes(String(host.files.get(path)), "ACME_DOMAIN=id.acme.example\n");
});

Deno.test("writeProfile() asks for the provider if none is named", async () => {
  const host = machine({ answers: ["acme", ...answers] });
  await write(host, { provider: undefined });
  assertStringIncludes(String(host.files.get(path)), "GETTOKEN_PROVIDER=acme\n");
});

Deno.test("writeProfile() names a module by its whole path", async () => {
  using host = machine({
    files: { "/here/mine.ts": moduleSource() },
    answers: ["a.example", "svc", "", "no", "(skip)"],
  });
  await write(host, { provider: "./mine.ts" });
  assertStringIncludes(String(host.files.get(path)), "GETTOKEN_PROVIDER=/here/mine.ts\n");
});

Deno.test("writeProfile() asks nothing if there is such a profile, and leaves it alone", async () => {
  const host = machine({ files: { [path]: "A=1\n" } });
  const failure = await failureOf("output_failed", () => write(host));
  assertEquals(failure.message, 'The profile "prod" exists already');
  assertEquals([host.questions, host.files.get(path)], [[], "A=1\n"]);
});

Deno.test("writeProfile() with a path as name, or an unknown provider: refused", async () => {
  await failureOf("usage", () => write(machine(), { name: "../prod" }));
  await failureOf("unknown_provider", () => write(machine(), { provider: "acne" }));
});

Deno.test("writeProfile() without a terminal on Windows says nothing of a mode", async () => {
  const host = machine({ terminals: [], os: "windows", env: { APPDATA: "C:\\me" } });
  const told = toldBy(await failureOf("usage", () => write(host)));
  assertMatch(told, /Write C:\\me\\gettoken\\profiles\\\w+\.env yourself:\n/);
});

Deno.test("writeProfile() without a terminal shows what to write by hand", async () => {
  for (const terminals of [[], ["stdin"], ["stderr"]] as const) {
    const host = machine({ terminals });
    const told = toldBy(await failureOf("usage", () => write(host)));
    assertStringIncludes(told, `Write ${path} yourself, with mode 0600:`);
    assertMatch(told, /GETTOKEN_PROVIDER=acme\n +ACME_DOMAIN=id\.acme\.example\n/);
    assertEquals([host.questions, host.files.size], [[], 0]);
    const some = await failureOf("usage", () => write(host, { provider: undefined }));
    assertStringIncludes(toldBy(some), "GETTOKEN_PROVIDER=auth0");
  }
});
