import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import {
  addedProvider,
  type AddedRecord,
  digestOf,
  findAdded,
  isStorable,
  listAdded,
  removeAdded,
  requireProvidersFolder,
} from "../../../lib/plugins/added_providers.ts";
import type { FileProblem } from "../../../lib/core/host.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../../fake_host.ts";
import { assertOneLine, failureOf, forEachCase, toldBy } from "../helpers.ts";

const folder = "/me/.config/gettoken/providers";

const contents = { "idp/acme.ts": 'import "../shared/é x.ts";', "shared/é x.ts": "export {};" };

const record: AddedRecord = {
  version: 1,
  title: "Acme ID",
  source: "/src/idp/acme.ts",
  added: "2026-01-09T02:02:12.000Z",
  entry: "idp/acme.ts",
  files: {
    "idp/acme.ts": await digestOf(contents["idp/acme.ts"]),
    "shared/é x.ts": await digestOf(contents["shared/é x.ts"]),
  },
};

/** The files of an added provider, with something else in its record. */
function filesOf(name: string, more: Readonly<Record<string, unknown>> = {}) {
  return {
    [`${folder}/${name}/added.json`]: JSON.stringify({ ...record, ...more }),
    ...Object.fromEntries(
      Object.entries(contents).map(([path, content]) => [`${folder}/${name}/${path}`, content]),
    ),
  };
}

function machine(files: FakeWorld["files"], problems: FakeWorld["problems"] = {}): FakeHost {
  return fakeHost({ env: { HOME: "/me" }, files: files ?? {}, problems: problems ?? {} });
}

Deno.test("findAdded() finds a provider by its name", async () => {
  const provider = await findAdded(machine(filesOf("acme")), "acme");
  assert(provider);
  const { read: _, ...data } = provider;
  assertEquals(data, {
    ...record,
    name: "acme",
    folder: `${folder}/acme`,
    entryPath: `${folder}/acme/idp/acme.ts`,
  });
});

Deno.test("findAdded() reads one file and nothing else", async () => {
  const host = machine(filesOf("acme"));
  const read: string[] = [];
  const { readFile } = host;
  host.readFile = (path, limit) => {
    read.push(path);
    return readFile(path, limit);
  };
  await findAdded(host, "acme");
  assertEquals(read, [`${folder}/acme/added.json`]);
});

Deno.test("findAdded() finds nothing that was not added", async () => {
  assertEquals(await findAdded(machine(filesOf("acme")), "other"), undefined);
  assertEquals(await findAdded(fakeHost({ files: filesOf("acme") }), "acme"), undefined);
});

Deno.test("findAdded(): the name is invalid: no file is read", async () => {
  const files = {
    ...filesOf("acme"),
    ...filesOf("../acme"),
    ...filesOf("Acme"),
    "/me/.config/gettoken/added.json": JSON.stringify(record),
    "/me/.config/gettoken/providers/added.json": JSON.stringify(record),
  };
  for (
    const name of [
      ...["", ".", "..", "../acme", "acme/../acme", "acme/", "Acme", "acme\0", "acme\n", "1acme"],
      ...["a.b", "acme\\..\\acme", "/me", "constructor()", "ácme"],
    ]
  ) assertEquals(await findAdded(machine(files), name), undefined, name);
});

Deno.test("findAdded() refuses a record that is damaged, and says what to do", async () => {
  await forEachCase<Readonly<Record<string, unknown>>>({
    "of another version": { version: 2 },
    "no title": { title: undefined },
    "an empty title": { title: "" },
    "a title with a control sequence": { title: "Acme\x1b[2J" },
    "a title of several lines": { title: "Acme\nID" },
    "a title that is too long": { title: "x".repeat(81) },
    "a title that is not a string": { title: 1 },
    "no source": { source: null },
    "no time": { added: undefined },
    "no entry": { entry: undefined },
    "an entry that is no file of it": { entry: "idp/other.ts" },
    "an entry with the name of a method": { entry: "toString" },
    "no files": { files: undefined },
    "a list of files": { files: ["acme.ts"] },
    "no digest": { files: { ...record.files, "x.ts": null } },
    "a file above": { files: { ...record.files, "../x.ts": "sha256-0" } },
    "a file of the system": { files: { ...record.files, "/etc/passwd": "sha256-0" } },
    "an entry above": { entry: "../../x.ts", files: { "../../x.ts": "sha256-0" } },
  }, async (more) => {
    const host = machine(filesOf("acme", more));
    const { message, hint } = await failureOf("provider_module", () => findAdded(host, "acme"));
    assertEquals(
      message,
      `Cannot use the added provider "acme": ${folder}/acme/added.json is damaged or unreadable`,
    );
    assertEquals(
      hint,
      "Add it again: gettoken provider add <file>, or: gettoken provider remove acme",
    );
  });
  const notUtf8 = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
  const tooLong = JSON.stringify(record) + " ".repeat(1024 * 1024);
  const text = JSON.stringify(record);
  for (const content of ["", "{", "{}{}", "[]", "null", `${text},`, '"{}"', notUtf8, tooLong]) {
    const host = machine({ [`${folder}/acme/added.json`]: content });
    await failureOf("provider_module", () => findAdded(host, "acme"));
  }
  for (const kind of ["not_a_file", "unreadable"] as const) {
    const host = machine({}, { [`${folder}/acme/added.json`]: kind });
    await failureOf("provider_module", () => findAdded(host, "acme"));
  }
});

/** Reads a file of the provider that a machine has. */
async function readFrom(host: FakeHost, path: string): Promise<string> {
  const provider = await findAdded(host, "acme");
  assert(provider);
  const bytes = await provider.read(await host.fileUrl(`${folder}/acme/${path}`));
  return new TextDecoder().decode(bytes);
}

Deno.test("read() gives the files as they were added", async () => {
  const host = machine(filesOf("acme"));
  for (const [path, content] of Object.entries(contents)) {
    assertEquals(await readFrom(host, path), content);
  }
});

Deno.test("read() refuses a file that was changed since it was added", async () => {
  const host = machine({ ...filesOf("acme"), [`${folder}/acme/shared/é x.ts`]: "export { }" });
  assertEquals(await readFrom(host, "idp/acme.ts"), contents["idp/acme.ts"]);
  const { message, hint } = await failureOf(
    "provider_module",
    () => readFrom(host, "shared/é x.ts"),
  );
  assertEquals(
    message,
    'Cannot use the added provider "acme": shared/é x.ts was changed since it was added',
  );
  assertEquals(hint, "Add it again: gettoken provider add /src/idp/acme.ts");
});

Deno.test("read() refuses a file that is missing or cannot be read", async () => {
  const { [`${folder}/acme/idp/acme.ts`]: _, ...files } = filesOf("acme");
  const gone = await failureOf("provider_module", () => readFrom(machine(files), "idp/acme.ts"));
  assertMatch(gone.message, /: idp\/acme\.ts is missing$/);
  const kinds: readonly FileProblem["kind"][] = ["not_a_file", "too_large", "unreadable"];
  for (const kind of kinds) {
    const host = machine(filesOf("acme"), { [`${folder}/acme/idp/acme.ts`]: kind });
    const { message } = await failureOf("provider_module", () => readFrom(host, "idp/acme.ts"));
    assertMatch(message, /: idp\/acme\.ts cannot be read$/);
  }
});

Deno.test("read() refuses a file that was not added, wherever it lies", async () => {
  const host = machine({ ...filesOf("acme"), [`${folder}/acme/new.ts`]: "", "/etc/x.ts": "" });
  for (const path of ["new.ts", "added.json", "../../../../../etc/x.ts", "idp/acme.ts?", ""]) {
    const { message } = await failureOf("provider_module", () => readFrom(host, path));
    assertMatch(message, /was not added with it$/);
  }
  const provider = await findAdded(host, "acme");
  const entry = `${folder}/acme/idp/acme.ts`;
  for (
    const url of [
      `https://evil.example${entry}`,
      `file://${entry}?x`,
      `file://${entry}#x`,
      "data:,x",
    ]
  ) {
    await failureOf("provider_module", () => provider?.read(new URL(url)));
  }
});

Deno.test("read(): a path has control characters: printable message", async () => {
  const host = machine(filesOf("acme", { source: "/src/a\x1b[31m\nb.ts" }));
  const failure = await failureOf("provider_module", () => readFrom(host, "a\u202e\x1bb.ts"));
  for (const line of [failure.message, failure.hint ?? ""]) assertOneLine(line);
});

Deno.test("listAdded() lists what was added, and what has become of it", async () => {
  const host = machine({
    ...filesOf("fine"),
    ...filesOf("changed"),
    [`${folder}/changed/shared/é x.ts`]: "changed",
    ...filesOf("damaged", { version: 0 }),
    [`${folder}/recordless/acme.ts`]: "",
    [`${folder}/.git/config`]: "",
    [`${folder}/Not A Name/added.json`]: JSON.stringify(record),
    [`${folder}/file`]: "",
  });
  const listed = await listAdded(host);
  assertEquals(listed.map(({ name, state }) => [name, state]), [
    ["changed", "changed"],
    ["damaged", "damaged"],
    ["fine", "ok"],
    ["recordless", "damaged"],
  ]);
  assertEquals(listed.map(({ provider }) => provider?.name), [
    "changed",
    undefined,
    "fine",
    undefined,
  ]);
});

Deno.test("listAdded() lists nothing where nothing was added, or there is no home", async () => {
  assertEquals(await listAdded(machine({})), []);
  assertEquals(await listAdded(fakeHost({ files: filesOf("acme") })), []);
});

Deno.test("removeAdded() removes a provider with all its files, damaged or not", async () => {
  for (const more of [{}, { version: 0 }]) {
    const other = filesOf("acme-two");
    const host = machine({ ...filesOf("acme", more), [`${folder}/acme/more/x.ts`]: "", ...other });
    await removeAdded(host, "acme");
    assertEquals(Object.fromEntries(host.files), other);
  }
});

Deno.test("removeAdded(): unknown name: refused, with the added names", async () => {
  const host = machine({ ...filesOf("acme"), ...filesOf("other"), [`${folder}/.git/x`]: "" });
  const before = Object.fromEntries(host.files);
  for (const name of ["acne", "..", "acme/idp", "", ".", ".git", "x\x1b[31m\n"]) {
    const failure = await failureOf("unknown_provider", () => removeAdded(host, name));
    assertOneLine(failure.message);
    assertMatch(failure.message, /^There is no added provider "[^"]*"$/);
    assertEquals(failure.hint, "Added providers: acme, other");
  }
  assertEquals(Object.fromEntries(host.files), before);
  const { hint } = await failureOf("unknown_provider", () => removeAdded(machine({}), "acme"));
  assertEquals(hint, "No provider was added yet.");
});

Deno.test("removeAdded(): no configuration folder: refused", async () => {
  await failureOf("setting_missing", () => removeAdded(fakeHost(), "acme"));
});

Deno.test("requireProvidersFolder() is below the configuration", async () => {
  assertEquals(requireProvidersFolder(machine({})), folder);
  const failure = await failureOf("setting_missing", () => requireProvidersFolder(fakeHost()));
  assertStringIncludes(toldBy(failure), "HOME");
});

Deno.test("addedProvider() believes no record about what it does itself", () => {
  const strange = { ...record, name: "evil", entryPath: "/evil", read: "evil" };
  const provider = addedProvider(machine({}), "acme", `${folder}/acme`, strange);
  assertEquals(provider.name, "acme");
  assertEquals(provider.entryPath, `${folder}/acme/idp/acme.ts`);
  assertEquals(typeof provider.read, "function");
});

Deno.test("isStorable() is what stays below its folder on every system", () => {
  for (const path of ["acme.ts", "a/b/c.json", "é x.ts", "..a/b..ts", "a/added.json", "-", "~"]) {
    assert(isStorable(path), path);
  }
  for (
    const path of [
      ...["", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", "a/.."],
      ...["a\\b", "..\\a", "C:/a", "a:b", "a\nb", "a\x00b", "a\u202eb"],
      ...["added.json", "Added.JSON"],
    ]
  ) assert(!isStorable(path), path);
});
