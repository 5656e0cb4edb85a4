import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { type Arguments, noArguments } from "../../../lib/cli/arguments.ts";
import { GettokenError } from "../../../lib/core/errors.ts";
import { printToken } from "../../../lib/commands/token.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../../fake_host.ts";
import type { RunValues } from "../../../lib/settings/run_options.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { acme, contextOf, failureOf, tokenReply } from "../helpers.ts";
import { newKey } from "../keys.ts";

const env = { ACME_DOMAIN: "id.example", GETTOKEN_CLIENT_ID: "svc", ACME_SECRET: "s3cr3t" };
const { ACME_SECRET: _, ...envWithoutSecret } = env;

/** What a command line has: run options, settings, files. */
type Given = Partial<
  RunValues & Pick<Arguments, "settings" | "envFiles"> & { readonly provider: Provider }
>;

/** Prints a token as the arguments say; gives the machine on which that was done. */
async function print(
  given: Given,
  world: FakeWorld = {},
  writeUnchanged?: FakeHost["writeUnchanged"],
): Promise<FakeHost> {
  const host = fakeHost({ env, fetch: () => tokenReply(), ...world });
  if (writeUnchanged) host.writeUnchanged = writeUnchanged;
  await printOn(host, given);
  return host;
}

async function printOn(
  host: FakeHost,
  { settings, envFiles, provider = acme, ...options }: Given,
): Promise<void> {
  await printToken({
    ...contextOf(host),
    provider,
    name: "acme",
    namedBy: { kind: "option", name: "the command line" },
  }, { ...noArguments, ...(settings && { settings }), ...(envFiles && { envFiles }), options });
}

Deno.test("printToken() prints a token to stdout and nothing to stderr", async () => {
  const { stdout, stderr, requests, timeouts } = await print({});
  assertEquals([stdout, stderr], ["tok.en-1\n", ""]);
  assertEquals(requests[0]?.headers.get("user-agent"), "gettoken/1.2.3");
  assertEquals(timeouts, [10_000]);
});

Deno.test("printToken() prints the form that is asked for, and waits as long as it may", async () => {
  const { stdout, timeouts } = await print({ output: "header", timeout: 7 });
  assertEquals(stdout, "Authorization: Bearer tok.en-1");
  assertEquals(timeouts, [7000]);
});

Deno.test("printToken() takes settings from options before the environment, and that before files", async () => {
  const files = {
    "/here/one.env": "GETTOKEN_SCOPE=one\nGETTOKEN_CLIENT_ID=one",
    "/here/two.env": "GETTOKEN_SCOPE=two",
  };
  const { requests } = await print(
    { settings: { domain: "option.example" }, envFiles: ["one.env", "two.env"] },
    { files },
  );
  assertEquals(requests[0]?.url, "https://option.example/token");
  assertEquals(await requests[0]?.text(), "grant_type=client_credentials&scope=two");
});

Deno.test("printToken() with --dry-run prints the explanation of the run, sends nothing", async () => {
  const { stdout, stderr, requests } = await print({ dryRun: true });
  assertEquals([stderr, requests], ["", []]);
  assertStringIncludes(stdout, "\nRequest, not sent:\n");
  assertEquals(stdout.includes("Options:"), false);
  assertNotMatch(stdout, /s3cr3t/);
});

Deno.test("printToken() speaks as much as it should", async () => {
  const fetch = () => tokenReply({ expires_in: 0 });
  const lines = async (given: Given) =>
    (await print(given, { fetch })).stderr.split("\n").length - 1;
  assertEquals(await lines({ quiet: true }), 0);
  assertEquals(await lines({}), 1);
  assertEquals(await lines({ verbose: true }) > 3, true);
});

const terminal: FakeWorld = {
  env: envWithoutSecret,
  terminals: ["stdin", "stderr"],
  typed: "typed-in",
};

Deno.test("printToken() asks for the secret on a terminal", async () => {
  const { prompts, stdout } = await print({}, terminal);
  assertEquals(prompts, ["client secret for https://id.example (Acme ID)"]);
  assertEquals(stdout, "tok.en-1\n");
});

Deno.test("printToken(), verbose or quiet: no spinner", async () => {
  for (const given of [{ verbose: true }, { quiet: true }, {}]) {
    const host = fakeHost({
      ...{ env, terminals: ["stderr"] },
      fetch: () => {
        host.ring();
        return tokenReply();
      },
    });
    await printOn(host, given);
    const spinner = Object.keys(given).length === 0 ? ["Requesting a token"] : [];
    assertEquals(host.statuses.length, spinner.length);
  }
});

Deno.test("printToken() asks nobody when it must not, when it sends nothing, and without a terminal", async () => {
  const attempts: readonly (readonly [Given, FakeWorld])[] = [
    [{ input: false }, terminal],
    [{ dryRun: true }, terminal],
    [{}, { ...terminal, terminals: ["stdin", "stdout"] }],
    [{}, { ...terminal, terminals: ["stdout", "stderr"] }],
  ];
  for (const [given, world] of attempts) {
    await failureOf("setting_missing", () => print(given, world));
  }
});

Deno.test("printToken() asks nobody while something is to be read from stdin", async () => {
  const settings = { noteFile: "-" };
  const noted = { ...acme, settings: { ...acme.settings, note: { multiline: true } } };
  const host = fakeHost({ ...terminal, stdin: "a note" });
  const printing = {
    ...contextOf(host),
    provider: noted,
    name: "acme",
    namedBy: { kind: "option", name: "the command line" },
  } as const;
  const { message } = await failureOf(
    "setting_invalid",
    () => printToken(printing, { ...noArguments, settings }),
  );
  assertEquals(message, "--note-file reads from stdin, which is a terminal");
  assertEquals(host.prompts, []);
});

Deno.test("printToken() writes a file instead of stdout", async () => {
  const { stdout, stderr, files, mayWrite } = await print({ out: "x" });
  assertEquals([stdout, stderr, files.get("/here/x"), mayWrite], ["", "", "tok.en-1\n", false]);
});

Deno.test("printToken() writes nothing in a dry run", async () => {
  const { files, mayWrite } = await print({ out: "x", dryRun: true });
  assertEquals([files.size, mayWrite], [0, false]);
});

Deno.test("printToken() fails when stdout does", async () => {
  const broken = () => Promise.reject(new GettokenError("output_failed", "Cannot write"));
  await failureOf("output_failed", () => print({}, {}, broken));
});

Deno.test("printToken() with a cached token: printed in every form", async () => {
  const home = { env: { ...env, HOME: "/me" } };
  const first = await print({ cache: true, output: "json" }, home);
  assertEquals([first.requests.length, first.files.size], [1, 1]);
  const again = { ...home, files: Object.fromEntries(first.files), fetch: () => tokenReply() };
  const second = await print({ cache: true, output: "json" }, again);
  assertEquals([second.stdout, second.requests.length], [first.stdout, 0]);
  const header = await print({ cache: true, output: "header" }, again);
  assertEquals(header.stdout, "Authorization: Bearer tok.en-1");
  const without = await print({}, again);
  assertEquals([without.requests.length, without.mayWrite], [1, false]);
});

Deno.test("printToken(), bound token in a form for Bearer clients: one warning, also from the cache", async () => {
  const provider = { ...acme, dpop: true } as const;
  const { pem } = await newKey("ES256");
  const fetch = () => tokenReply({ token_type: "DPoP" });
  const world = { env: { ...env, HOME: "/me", GETTOKEN_DPOP_KEY: pem }, fetch };
  const first = await print({ provider, cache: true, output: "kubectl" }, world);
  const said = /^gettoken: warning: the token is bound to a DPoP key: [^\n]*kubectl[^\n]*\n$/;
  assertMatch(first.stderr, said);
  const files = Object.fromEntries(first.files);
  const second = await print({ provider, cache: true, output: "header" }, { ...world, files });
  assertEquals([second.requests.length, second.stdout], [0, "Authorization: DPoP tok.en-1"]);
  assertMatch(second.stderr, /^gettoken: warning: the token is bound [^\n]*-o header[^\n]*\n$/);
  assertEquals((await print({ provider, output: "json" }, world)).stderr, "");
});

Deno.test("printToken() neither reads nor writes the cache in a dry run", async () => {
  const home = { env: { ...env, HOME: "/me", GETTOKEN_CACHE: "1" } };
  const { files } = await print({}, home);
  assertEquals(files.size, 1);
  const { stdout, stderr, mayWrite } = await print(
    { dryRun: true, verbose: true },
    { ...home, files: Object.fromEntries(files) },
  );
  assertEquals(mayWrite, false);
  assertStringIncludes(stdout, "  cache  (GETTOKEN_CACHE in the environment)\n");
  assertNotMatch(stderr, /cache/);
});

Deno.test("printToken() warns of what has no effect without the cache", async () => {
  for (const given of [{ refresh: true }, { minTtl: 0 }]) {
    const { stdout, stderr } = await print(given);
    assertEquals(stdout, "tok.en-1\n");
    assertStringIncludes(stderr, "warning: --refresh and --min-ttl have no effect without --cache");
  }
});

Deno.test("printToken() with the cache: stored before it is printed", async () => {
  const home = { env: { ...env, HOME: "/me" } };
  const log: string[] = [];
  const host = fakeHost({ ...home, fetch: () => tokenReply() });
  const { openStore } = host;
  host.openStore = async (folder) => {
    const store = await openStore(folder);
    return { ...store, write: (...file) => (log.push("kept"), store.write(...file)) };
  };
  host.writeUnchanged = () => Promise.resolve(void log.push("printed"));
  await printOn(host, { cache: true });
  assertEquals(log, ["kept", "printed"]);
});

Deno.test("printToken() reads options from variables: environment before named files before ./.env", async () => {
  const files = {
    "/here/a.env": "GETTOKEN_TIMEOUT=2m\nGETTOKEN_OUTPUT=json",
    "/here/.env": "GETTOKEN_TIMEOUT=9\nGETTOKEN_RETRIES=0\nGETTOKEN_OUT=x",
  };
  const world = { env: { ...env, GETTOKEN_OUTPUT: "header" }, files };
  const { stdout, stderr, timeouts, mayWrite } = await print({ envFiles: ["a.env"] }, world);
  assertEquals(stdout, "Authorization: Bearer tok.en-1");
  assertEquals([timeouts, mayWrite], [[120_000], false]);
  assertStringIncludes(stderr, "GETTOKEN_OUT in ./.env has no effect");
});

Deno.test("printToken() refuses an invalid variable, whose option the command line may override", async () => {
  const world = { env: { ...env, GETTOKEN_TIMEOUT: "canary" } };
  const { message } = await failureOf("setting_invalid", () => print({}, world));
  assertStringIncludes(message, "GETTOKEN_TIMEOUT in the environment must be a number of seconds");
  assertEquals((await print({ timeout: 5 }, world)).stdout, "tok.en-1\n");
});

Deno.test("printToken() warns once about each unknown GETTOKEN_ variable, unless it is quiet", async () => {
  const world = {
    env: { ...env, GETTOKEN_RETRYS: "1" },
    files: { "/here/.env": "GETTOKEN_ODD=1" },
  };
  assertEquals(
    (await print({}, world)).stderr,
    "gettoken: warning: unknown variable GETTOKEN_RETRYS in the environment; " +
      "did you mean GETTOKEN_RETRIES?\n",
  );
  const quiet = { ...world, env: { ...world.env, GETTOKEN_QUIET: "1" } };
  assertEquals((await print({}, quiet)).stderr, "");
});

Deno.test("printToken() on Windows knows variables in upper and lower case", async () => {
  const { stdout, stderr } = await print({}, {
    os: "windows",
    env: { ...env, gettoken_Output: "header", GETTOKEN_timeout: "9", Gettoken_Odd: "1" },
  });
  assertEquals(stdout, "Authorization: Bearer tok.en-1");
  assertEquals(
    stderr,
    "gettoken: warning: unknown variable GETTOKEN_ODD in the environment\n",
  );
});

Deno.test("printToken(), -o json --raw: the server's reply, without the client's secret", async () => {
  const fetch = () => tokenReply({ expires_in: 60, note: "s3cr3t" });
  const { stdout } = await print({ output: "json", raw: true }, { fetch });
  assertEquals(
    stdout,
    '{"access_token":"tok.en-1","token_type":"Bearer","expires_in":60,"note":"***"}\n',
  );
});

Deno.test("printToken(), --raw with another form: refused before a request", async () => {
  const { message } = await failureOf("usage", () => print({ raw: true }));
  assertEquals(message, "--raw requires -o json");
});
