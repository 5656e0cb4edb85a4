import { assert, assertEquals } from "@std/assert";
import { announceHost } from "../../lib/known_hosts.ts";
import { Log, type Verbosity } from "../../lib/log.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../fake_host.ts";
import { assertOneLine, forEachCase } from "./helpers.ts";

const path = "/me/.config/gettoken/known_hosts.json";
const module = { key: "0123", name: "./acme.ts" };
const line = "gettoken: ./acme.ts sends the secret to id.acme.example\n";

/** A machine with a terminal and a home. */
function machine(world: FakeWorld = {}): FakeHost {
  return fakeHost({ env: { HOME: "/me" }, terminals: ["stderr"], ...world });
}

/** Announces a host; returns what is shown. */
async function announced(
  host: FakeHost,
  { verbosity = "normal", server = "id.acme.example", key = module.key }: {
    readonly verbosity?: Verbosity;
    readonly server?: string;
    readonly key?: string;
  } = {},
): Promise<string> {
  const log = new Log(host);
  log.verbosity = verbosity;
  const before = host.stderr.length;
  await announceHost(host, log, { ...module, key }, server);
  return host.stderr.slice(before);
}

/** What a machine remembers. */
function remembered(host: FakeHost): readonly { readonly module: string; readonly host: string }[] {
  return JSON.parse(String(host.files.get(path) ?? '{"known":[]}')).known;
}

/** What the next run finds. */
function later(host: FakeHost): FakeHost {
  return machine({ files: { [path]: String(host.files.get(path)) } });
}

Deno.test("announceHost() says where the secret goes the first time only", async () => {
  const first = machine();
  assertEquals(await announced(first), line);
  assertEquals(remembered(first), [{ module: "0123", host: "id.acme.example" }]);
  const second = later(first);
  assertEquals(await announced(second), "");
  assertEquals(remembered(second), remembered(first));
});

Deno.test("announceHost() says it again when the host or the module has changed", async () => {
  const first = machine();
  await announced(first);
  const other = later(first);
  assertEquals(
    await announced(other, { server: "evil.example" }),
    line.replace(/id\.acme/, "evil"),
  );
  const changed = later(other);
  assertEquals(await announced(changed, { key: "4567" }), line);
  assertEquals(remembered(changed), [
    { module: "0123", host: "id.acme.example" },
    { module: "0123", host: "evil.example" },
    { module: "4567", host: "id.acme.example" },
  ]);
  for (const seen of [{}, { server: "evil.example" }, { key: "4567" }]) {
    assertEquals(await announced(later(changed), seen), "");
  }
  assertEquals(
    await announced(later(changed), { server: "evil.example", key: "4567" }),
    line.replace(/id\.acme/, "evil"),
  );
});

Deno.test("announceHost() always says it to those who want to see each step", async () => {
  const first = machine();
  assertEquals(await announced(first, { verbosity: "verbose" }), line);
  assertEquals(await announced(later(first), { verbosity: "verbose" }), line);
  assertEquals(await announced(machine({ terminals: [] }), { verbosity: "verbose" }), line);
});

Deno.test("announceHost() remembers only what was shown on a terminal", async () => {
  await forEachCase<readonly [FakeHost, Verbosity]>({
    "quiet": [machine(), "quiet"],
    "no terminal": [machine({ terminals: ["stdin", "stdout"] }), "normal"],
    "quiet, no terminal": [machine({ terminals: [] }), "quiet"],
  }, async ([host, verbosity]) => {
    assertEquals(await announced(host, { verbosity }), "");
    assertEquals(host.files.size, 0);
  });
  const host = machine({ terminals: [] });
  await announced(host, { verbosity: "verbose" });
  assertEquals(host.files.size, 0);
});

Deno.test("announceHost() works where nothing can be remembered", async () => {
  const cannotWrite = machine();
  cannotWrite.renounceWriting();
  const badVariable = machine();
  badVariable.env = () => {
    throw new Error("not UTF-8");
  };
  await forEachCase({
    "no permission": cannotWrite,
    "no home": machine({ env: {} }),
    "a home that is no text": badVariable,
    "a file that cannot be read": machine({ problems: { [path]: "unreadable" } }),
  }, async (host) => {
    assertEquals(await announced(host), line);
    assertEquals([...host.files.keys()].filter((written) => written !== path), []);
  });
});

Deno.test("announceHost() reads nothing in the working directory", async () => {
  const known = JSON.stringify({ known: [{ module: "0123", host: "id.acme.example" }] });
  for (const folder of ["", "/undefined", "/.config/gettoken"]) {
    const files = { [`/here${folder}/known_hosts.json`]: known };
    assertEquals(await announced(machine({ env: {}, files })), line);
  }
});

Deno.test("announceHost() takes a damaged file for an empty one", async () => {
  for (
    const damaged of [
      "",
      "{",
      "[]",
      '{"known":{}}',
      '{"known":[null,1,[],{"module":"0123"},{"host":"id.acme.example"}]}',
    ]
  ) {
    const host = machine({ files: { [path]: damaged } });
    assertEquals(await announced(host), line);
    assertEquals(remembered(host).length, 1);
    assertEquals(await announced(later(host)), "");
  }
});

Deno.test("announceHost() remembers the newest 200", async () => {
  const known = Array.from({ length: 200 }, (_, index) => ({ module: `m${index}`, host: "x" }));
  const host = machine({ files: { [path]: JSON.stringify({ known }) } });
  await announced(host);
  assertEquals(remembered(host).length, 200);
  assertEquals(remembered(host).at(0)?.module, "m1");
  assertEquals(await announced(later(host)), "");
});

Deno.test("announceHost() keeps what it shows on one harmless line", async () => {
  const host = machine();
  const log = new Log(host);
  await announceHost(host, log, { key: "0", name: "./a\x1b[31m\n.ts" }, "b\u202e.example");
  assertOneLine(host.stderr.trimEnd());
});

Deno.test("announceHost() leaves a program that cannot write", async () => {
  for (const verbosity of ["quiet", "normal", "verbose"] as const) {
    for (const terminals of [[], ["stderr"]] as const) {
      const host = machine({ terminals });
      await announced(host, { verbosity });
      assert(!host.mayWrite);
    }
  }
});
