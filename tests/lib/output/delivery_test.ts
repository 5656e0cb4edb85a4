import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type DeliveryOptions, prepareDelivery } from "../../../lib/output/delivery.ts";
import { Log } from "../../../lib/core/log.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../../fake_host.ts";
import { acme, failureOf, forEachCase, sampleToken, toldBy } from "../helpers.ts";

const usual: DeliveryOptions = { out: undefined, output: "token", copy: false, dryRun: false };
const terminal: FakeWorld = { terminals: ["stderr"], env: { TERM: "xterm" } };
const job: FakeWorld = {
  env: { GITHUB_OUTPUT: "/run/output", GITHUB_ENV: "/run/env" },
  files: { "/run/output": "before\n", "/run/env": "" },
};

/** Hands a token over; gives the machine on which that was done. */
async function deliver(to: Partial<DeliveryOptions>, world: FakeWorld = {}): Promise<FakeHost> {
  const host = fakeHost(world);
  const delivery = await prepareDelivery(host, new Log(host), { ...usual, ...to });
  host.dropWritePermission();
  await delivery(acme, sampleToken);
  return host;
}

Deno.test("prepareDelivery() writes to stdout by default", async () => {
  const { stdout } = await deliver({ output: "env", envName: "A" });
  assertMatch(stdout, /^export A=/);
  assertMatch((await deliver({ output: "powershell", envName: "A" })).stdout, /^\$env:A = /);
  assertMatch((await deliver({ output: "cmd", envName: "A" })).stdout, /^set "A=/);
});

Deno.test("prepareDelivery(), --out: the file only", async () => {
  const { stdout, stderr, files } = await deliver({ output: "header", out: "a.txt" });
  assertEquals([stdout, stderr], ["", ""]);
  assertEquals([...files], [["/here/a.txt", "Authorization: Bearer tok.en-1"]]);
});

Deno.test("prepareDelivery(), --copy: no line break, and a message", async () => {
  for (const output of ["token", "json"] as const) {
    const { stdout, stderr } = await deliver({ output, copy: true }, terminal);
    assertEquals(stdout, "");
    const [, copied = "", rest] = /\]52;c;(\P{Cc}*)\p{Cc}(.*)\n$/u.exec(stderr) ?? [];
    assertMatch(atob(copied), /tok\.en-1[^\n]*$/);
    assertEquals(rest, "gettoken: copied the token to the clipboard, if the terminal allows it");
  }
});

Deno.test("prepareDelivery(), --copy -q: no message", async () => {
  const host = fakeHost(terminal);
  const log = new Log(host);
  log.verbosity = "quiet";
  await (await prepareDelivery(host, log, { ...usual, copy: true }))(acme, sampleToken);
  assertEquals([host.stderr.at(-1), host.stderr.includes("\n")], ["\x07", false]);
});

Deno.test("prepareDelivery(), -o github: masks the token and sets variables", async () => {
  const { stdout, files } = await deliver({ output: "github" }, job);
  assertEquals(stdout, "::add-mask::tok.en-1\n");
  assertMatch(`${files.get("/run/output")}`, /^before\nACCESS_TOKEN<</);
  assertMatch(`${files.get("/run/env")}`, /^ACCESS_TOKEN<</);
});

Deno.test("prepareDelivery(), -o github: masks the token before it is written anywhere", async () => {
  const host = fakeHost(job);
  const delivery = await prepareDelivery(host, new Log(host), { ...usual, output: "github" });
  const { files, writeUnchanged } = host;
  host.writeUnchanged = (text) => {
    assertEquals(files.get("/run/env"), "");
    return writeUnchanged(text);
  };
  await delivery(acme, sampleToken);
  assertStringIncludes(`${files.get("/run/env")}`, "tok.en-1");
});

Deno.test("prepareDelivery(), only one of GITHUB_OUTPUT and GITHUB_ENV: that file", async () => {
  for (const env of [{ GITHUB_OUTPUT: "/run/output" }, { ...job.env, GITHUB_ENV: "" }]) {
    const { files } = await deliver({ output: "github" }, { ...job, env });
    assertMatch(`${files.get("/run/output")}`, /ACCESS_TOKEN/);
    assertEquals(files.get("/run/env"), "");
  }
});

Deno.test("prepareDelivery(), -o github outside a job: the error suggests -o env", async () => {
  const failure = await failureOf("setting_missing", () => deliver({ output: "github" }));
  assertMatch(toldBy(failure), /neither GITHUB_OUTPUT nor GITHUB_ENV is set[^]*-o env/);
});

Deno.test("prepareDelivery(), conflicting options: refused", async () => {
  await forEachCase<readonly [to: Partial<DeliveryOptions>, says: RegExp]>({
    "two places": [{ copy: true, out: "x" }, /--copy conflicts with --out/],
    "a job and a file": [{ output: "github", out: "x" }, /-o github conflicts with --out/],
    "a job and the clipboard": [{ output: "github", copy: true }, /conflicts with --copy/],
    "a name for nothing": [{ envName: "A" }, /--env-name requires -o env/],
    "a name of the runner": [
      { output: "github", envName: "github_token" },
      /GitHub Actions reserves/,
    ],
    "an option of its runtime": [
      { output: "github", envName: "NODE_OPTIONS" },
      /GitHub Actions reserves/,
    ],
    "no file": [{ out: "-" }, /Without --out/],
  }, async ([to, says]) => {
    for (const dryRun of [false, true]) {
      const world = { ...terminal, ...job, env: { ...job.env, TERM: "xterm" } };
      assertMatch(toldBy(await failureOf("usage", () => deliver({ ...to, dryRun }, world))), says);
    }
  });
});

Deno.test("prepareDelivery(), unwritable file or no clipboard: refused before a request", async () => {
  const host = fakeHost({ problems: { "/here/x": "unreadable" } });
  const prepare = (to: Partial<DeliveryOptions>) =>
    failureOf(
      to.copy ? "usage" : "output_failed",
      () => prepareDelivery(host, new Log(host), { ...usual, ...to }),
    );
  await prepare({ out: "x" });
  await prepare({ copy: true });
});

Deno.test("prepareDelivery(), --dry-run: nothing is opened", async () => {
  const host = fakeHost();
  for (const to of [{ out: "x" }, { copy: true }, { output: "github" }] as const) {
    await prepareDelivery(host, new Log(host), { ...usual, ...to, dryRun: true });
  }
  assertEquals([host.stdout, host.stderr, [...host.files]], ["", "", []]);
});

Deno.test("prepareDelivery(), --raw with another form than JSON: refused", async () => {
  for (const output of ["token", "header", "env", "github"] as const) {
    const { message } = await failureOf("usage", () => deliver({ output, raw: true }, job));
    assertEquals(message, "--raw requires -o json");
  }
});
