import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { runCli } from "../../../lib/commands/run_cli.ts";
import { GettokenError } from "../../../lib/core/errors.ts";
import type { ProviderCatalog } from "../../../lib/contract/provider.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../../fake_host.ts";
import { assertErrorObject } from "../../json_schema.ts";
import { acme, forEachCase, jsonReply, moduleSource, tokenReply } from "../helpers.ts";

const catalog: ProviderCatalog = {
  acme: { aliases: ["acme-id"], load: () => Promise.resolve(acme) },
};

/** With a provider that cannot be loaded. */
const brokenCatalog: ProviderCatalog = {
  ...catalog,
  broken: { aliases: [], load: () => Promise.reject(new TypeError("canary")) },
};

const env = { ACME_DOMAIN: "id.example", GETTOKEN_CLIENT_ID: "svc", ACME_SECRET: "s3cr3t" };

/** The same for a module of the user's own. */
const mineEnv = {
  GETTOKEN_DOMAIN: "id.example",
  GETTOKEN_CLIENT_ID: "svc",
  GETTOKEN_CLIENT_SECRET: "s3cr3t",
};

/** A fake machine or its content, and the built-in providers. */
interface Machine extends FakeWorld {
  readonly host?: FakeHost;
  readonly catalog?: ProviderCatalog;
}

/** Runs a command line on a machine with the settings of acme, unless the options change them. */
async function run(args: readonly string[], machine: Machine = {}) {
  const {
    host = fakeHost({ env, fetch: () => tokenReply(), ...machine }),
    catalog: given = catalog,
  } = machine;
  using _ = host;
  const status = await runCli(args, { host, catalog: given, version: "1.2.3" });
  if (status !== 0) assertEquals(host.stdout, "");
  return { status, host, stdout: host.stdout, stderr: host.stderr };
}

Deno.test("runCli() prints the token and nothing else", async () => {
  for (const args of [["acme"], ["acme-id"], ["acme", "-q"], ["acme", "--no-input"]]) {
    const { status, stdout, stderr } = await run(args);
    assertEquals([status, stdout, stderr], [0, "tok.en-1\n", ""]);
  }
});

Deno.test("runCli() prints the form that is asked for", async () => {
  assertEquals((await run(["acme", "-o", "header"])).stdout, "Authorization: Bearer tok.en-1");
  const { stdout } = await run(["acme", "--output=json", "--scope", "a"]);
  assertEquals(JSON.parse(stdout).scope, "a");
});

Deno.test("runCli() accepts run options before the provider, and -o joined to its value", async () => {
  const header = "Authorization: Bearer tok.en-1";
  for (
    const line of [
      ...["-q -o header acme", "-oheader acme", "--output=header -q acme-id", "acme -qoheader"],
      ...["--timeout 9 acme -oheader", "-oheader --no-input acme --scope a"],
    ]
  ) {
    const { status, stdout, stderr } = await run(line.split(" "));
    assertEquals([status, stdout, stderr], [0, header, ""], line);
  }
  const { status, stdout } = await run(["-q", "explain", "acme"]);
  assertEquals([status, stdout.startsWith("Acme ID (acme)")], [0, true]);
  const module = { files: { "/here/mine.ts": moduleSource() }, env: mineEnv };
  assertEquals((await run(["-oheader", "./mine.ts"], module)).stdout, header);
});

Deno.test("runCli() prefers the provider on the command line to GETTOKEN_PROVIDER", async () => {
  const { stdout } = await run(["-q", "acme"], { env: { ...env, GETTOKEN_PROVIDER: "nope" } });
  assertEquals(stdout, "tok.en-1\n");
});

Deno.test("runCli() does not repeat a word after run options that names nothing", async () => {
  for (const word of ["canary", "canary/1", "Canary=="]) {
    for (const given of [env, { ...env, GETTOKEN_PROVIDER: "acme" }]) {
      const { status, stderr } = await run(["-q", word], { env: given });
      assertEquals(status, 2);
      assertMatch(stderr, /Too many arguments|No arguments allowed/);
      assertNotMatch(stderr, /canary/i);
    }
  }
});

Deno.test("runCli() reports errors in JSON if a variable asks for that format", async () => {
  const env = { GETTOKEN_ENV_FILE: "a.env" };
  const files = { "/here/a.env": "GETTOKEN_OUTPUT=json\n" };
  for (const world of [{ env: { GETTOKEN_OUTPUT: "json" } }, { env, files }]) {
    const { status, stderr } = await run(["acme"], world);
    assertEquals(status, 3);
    assertMatch(stderr, /"code":"setting_missing"/);
    assertNotMatch((await run(["acme", "-o", "header"], world)).stderr, /"code"/);
  }
});

Deno.test("runCli() takes the provider's module by its path", async () => {
  using host = fakeHost({
    env: mineEnv,
    fetch: () => tokenReply(),
    files: { "/here/mine.ts": moduleSource() },
  });
  const { status, stdout } = await run(["./mine.ts", "-o", "json"], { host });
  assertEquals([status, JSON.parse(stdout).provider], [0, "mine"]);
});

Deno.test("runCli() without a provider: name from the environment or a file", async () => {
  const GETTOKEN_PROVIDER = "acme-id";
  const named = "GETTOKEN_PROVIDER=acme\n";
  const inOneFile = "GETTOKEN_PROVIDER=acme\nACME_SECRET='s3cr3t'\nGETTOKEN_CLIENT_ID=svc\n" +
    "ACME_DOMAIN=id.example\n";
  await forEachCase<readonly [args: readonly string[], world: FakeWorld]>({
    "the environment": [[], { env: { ...env, GETTOKEN_PROVIDER } }],
    "the environment, with options": [["-q"], { env: { ...env, GETTOKEN_PROVIDER } }],
    "a named file": [["--env-file", "a.env"], { files: { "/here/a.env": named } }],
    "a named ./.env": [["--env-file", ".env"], { files: { "/here/.env": named } }],
    "./.env with all the rest": [[], { env: {}, files: { "/here/.env": inOneFile } }],
  }, async ([args, world]) => {
    const { status, stdout, stderr } = await run(args, world);
    assertEquals([status, stdout, stderr], [0, "tok.en-1\n", ""]);
  });
});

Deno.test("runCli() sends nothing when a secret would follow ./.env to where it does not come from", async () => {
  const { ACME_DOMAIN: _, ...others } = env;
  await forEachCase<readonly [args: readonly string[], world: FakeWorld]>({
    "the provider": [[], { files: { "/here/.env": "GETTOKEN_PROVIDER=acme" } }],
    "the provider's module": [[], { files: { "/here/.env": "GETTOKEN_PROVIDER=./evil.ts" } }],
    "the provider's module, with a secret that counts for nothing": [[], {
      files: { "/here/.env": "GETTOKEN_PROVIDER=./evil.ts\nACME_SECRET=x" },
    }],
    "the provider's module, with a secret of another": [[], {
      env: mineEnv,
      files: {
        "/here/.env": "GETTOKEN_PROVIDER=./evil.ts\nOTHER_SECRET=x",
        "/here/evil.ts": moduleSource(),
      },
    }],
    "the host": [["acme"], { env: others, files: { "/here/.env": "ACME_DOMAIN=evil.example" } }],
  }, async ([args, world]) => {
    const { status, stderr, host } = await run(args, world);
    assertEquals(status, 3);
    assertStringIncludes(stderr, "GETTOKEN_ENV_FILE=.env");
    assertEquals(host.requests, []);
  });
});

Deno.test("runCli() drops the permission to write before it loads a module or asks anyone", async () => {
  const files = { "/here/mine.ts": moduleSource() };
  const world: FakeWorld = {
    files,
    fetch: () => tokenReply(),
    env: { ...env, ...mineEnv, HOME: "/home/me" },
  };
  await forEachCase<readonly [args: readonly string[], terminals: FakeWorld["terminals"]]>({
    "a built-in provider": [["acme"], []],
    "a built-in provider on a terminal": [["acme"], ["stderr"]],
    "a module": [["./mine.ts"], []],
    "a module on a terminal": [["./mine.ts"], ["stderr"]],
  }, async ([args, terminals = []]) => {
    using host = fakeHost({ ...world, terminals });
    const seen: boolean[] = [];
    const { startWorker, fetch } = host;
    host.startWorker = (source) => (seen.push(host.mayWrite), startWorker(source));
    host.fetch = (url, init) => (seen.push(host.mayWrite), fetch(url, init));
    assertEquals((await run(args, { host })).status, 0);
    assertEquals(seen, args[0] === "acme" ? [false] : [false, false]);
  });
});

Deno.test("runCli() with --out: permission to write only until the worker has started", async () => {
  const GITHUB_ENV = "/run/env";
  const world: FakeWorld = {
    env: { ...env, ...mineEnv, GITHUB_ENV },
    files: { "/here/mine.ts": moduleSource(), [GITHUB_ENV]: "" },
  };
  await forEachCase<readonly [args: readonly string[], file: string]>({
    "a file": [["acme", "--out", "x"], "/here/x"],
    "a file, glued": [["acme", "--out=x", "-o", "json"], "/here/x"],
    "a file, with a module": [["./mine.ts", "--out=x"], "/here/x"],
    "a job": [["acme", "-o", "github"], GITHUB_ENV],
    "a job, with another option": [["acme", "-vo", "github"], GITHUB_ENV],
    "a job, long": [["acme", "--output=github"], GITHUB_ENV],
  }, async ([args, file]) => {
    using host = fakeHost({ ...world, fetch: () => (seen.push(host.mayWrite), tokenReply()) });
    const seen: boolean[] = [];
    const { status, stderr } = await run(args, { host });
    assertEquals([status, seen], [0, [false]], stderr);
    assertStringIncludes(`${host.files.get(file)}`, "tok.en-1");
  });
});

Deno.test("runCli() without output files: permission to write dropped before the first request", async () => {
  for (const args of [["acme"], ["acme", "-o", "json"], ["acme", "--output", "env"]]) {
    const seen: boolean[] = [];
    const host = fakeHost({ env, fetch: () => (seen.push(host.mayWrite), tokenReply()) });
    await run(args, { host });
    assertEquals(seen, [false]);
  }
});

Deno.test("runCli() with an unwritable file: status 9, no request", async () => {
  const { status, host } = await run(["acme", "--out", "x"], {
    env,
    problems: { "/here/x": "unreadable" },
  });
  assertEquals([status, host.requests], [9, []]);
});

Deno.test("runCli() keeps the right to write until it has opened the cache, and no longer", async () => {
  const files = { "/here/mine.ts": moduleSource() };
  await forEachCase<readonly [args: readonly string[], more: FakeWorld]>({
    "a built-in provider": [["acme", "--cache"], {}],
    "a module": [["./mine.ts", "--cache"], {}],
    "a module, by a variable": [["./mine.ts"], { env: { GETTOKEN_CACHE: "1" } }],
    "a module, by a file": [["./mine.ts"], { files: { "/here/.env": "GETTOKEN_CACHE=1" } }],
    "a module, by a file that is named": [["./mine.ts", "--env-file", "on.env"], {
      files: { "/here/on.env": "GETTOKEN_CACHE=1" },
    }],
    "a module on a terminal": [["./mine.ts", "--cache"], { terminals: ["stderr"] }],
  }, async ([args, more]) => {
    const machine = (changed: FakeWorld["files"]) =>
      fakeHost({
        fetch: () => tokenReply(),
        ...more,
        files: { ...files, ...more.files, ...changed },
        env: { ...env, ...mineEnv, HOME: "/home/me", ...more.env },
      });
    using host = machine({});
    const seen: boolean[] = [];
    const { fetch } = host;
    host.fetch = (url, init) => (seen.push(host.mayWrite), fetch(url, init));
    assertEquals((await run(args, { host })).status, 0);
    const kept = [...host.files.keys()].filter((path) => path.startsWith("/home/me/.cache/"));
    assertEquals([seen, kept.length], [[false], 1]);
    using next = machine(Object.fromEntries(host.files));
    assertEquals((await run(args, { host: next })).status, 0);
    assertEquals(next.requests.length, 0);
  });
});

Deno.test("runCli() reads a file once that is named beside a module", async () => {
  using host = fakeHost({
    files: { "/here/mine.ts": moduleSource(), "/here/one.env": "" },
    fetch: () => tokenReply(),
    env: { ...env, ...mineEnv },
  });
  const read: string[] = [];
  const { readFile } = host;
  host.readFile = (path, limit) => (read.push(path), readFile(path, limit));
  assertEquals((await run(["./mine.ts", "--env-file", "one.env"], { host })).status, 0);
  assertEquals(read.filter((path) => path === "one.env"), ["one.env"]);
});

Deno.test("runCli() knows the cache command", async () => {
  const { status, stdout } = await run(["cache", "status"], { env: { HOME: "/home/me" } });
  assertEquals([status, stdout], [0, "/home/me/.cache/gettoken: not created yet\n0 tokens\n"]);
});

Deno.test("runCli() says on a terminal, in each run, where a module has the credential sent", async () => {
  const line = "gettoken: sending the credential to https://id.example (module ./mine.ts)\n";
  const files = { "/here/mine.ts": moduleSource() };
  await forEachCase<readonly [args: readonly string[], terminals: FakeWorld["terminals"], boolean]>(
    {
      "on a terminal": [["./mine.ts"], ["stderr"], true],
      "quietly": [["./mine.ts", "-q"], ["stderr"], false],
      "without a terminal": [["./mine.ts"], [], false],
      "verbosely": [["./mine.ts", "-v"], [], true],
    },
    async ([args, terminals = [], isShown]) => {
      for (const GETTOKEN_CLIENT_SECRET of ["x", "id.example", "https://id.example"]) {
        const given = { ...mineEnv, HOME: "/home/me", GETTOKEN_CLIENT_SECRET };
        using host = fakeHost({ files, terminals, env: given, fetch: () => tokenReply() });
        assertEquals((await run(args, { host })).status, 0);
        assertEquals(host.stderr.includes(line), isShown, host.stderr);
      }
    },
  );
});

Deno.test("runCli() shows what a module writes to the console with -v alone, on stderr", async () => {
  for (const [args, shown] of [[["./mine.ts"], false], [["./mine.ts", "-v"], true]] as const) {
    using host = fakeHost({
      env: mineEnv,
      fetch: () => tokenReply(),
      files: { "/here/mine.ts": moduleSource("", 'console.log("over here");') },
    });
    const { status, stdout, stderr } = await run(args, { host });
    assertEquals([status, stdout], [0, "tok.en-1\n"]);
    assertEquals(stderr.includes("./mine.ts says: over here"), shown);
  }
});

Deno.test("runCli() loads no provider but the one that is asked for", async () => {
  assertEquals((await run(["acme"], { catalog: brokenCatalog })).status, 0);
  const { status, stderr } = await run(["broken"], { catalog: brokenCatalog });
  assertEquals(status, 1);
  assertNotMatch(stderr, /canary/);
});

/** A server that answers with this status and this JSON. */
function answering(status: number, body: unknown = {}): FakeWorld {
  return { fetch: () => jsonReply(body, { status }) };
}

function failing(message: string): FakeWorld {
  return { fetch: () => Promise.reject(new TypeError(message)) };
}

Deno.test("runCli(): ./.env is a pipe without content: warning, the run continues", async () => {
  const { status, stderr } = await run(["acme"], { problems: { "/here/.env": "timed_out" } });
  assertEquals(status, 0);
  assertStringIncludes(stderr, "warning: ./.env was not read: it is a pipe");
  assertStringIncludes(stderr, "--no-env-file");
});

Deno.test("runCli(): the exit status of each failure", async () => {
  const cases: Readonly<
    Record<string, readonly [status: number, args: readonly string[], machine?: Machine]>
  > = {
    "a defect": [1, ["broken"], { catalog: brokenCatalog }],
    "an unknown option": [2, ["acme", "--nope"]],
    "an unknown provider": [2, ["acne"]],
    "an unknown provider in the environment": [2, [], { env: { GETTOKEN_PROVIDER: "acne" } }],
    "a bad option value": [2, ["acme", "--timeout", "0"]],
    "no provider": [3, []],
    "a missing setting": [3, ["acme"], { env: {} }],
    "an invalid setting": [3, ["acme", "--domain", "http://a.example"]],
    "a file that is not there": [3, ["acme", "--env-file", "nosuch"]],
    "a file that is broken": [3, ["acme", "--env-file", "x"], { files: { "/here/x": "x" } }],
    "a setting in ./.env that is broken": [3, ["acme"], {
      files: { "/here/.env": "GETTOKEN_SCOPE='x" },
    }],
    "a refusal": [4, ["acme"], answering(401, { error: "invalid_client" })],
    "no such host": [5, ["acme"], failing("dns error")],
    "no TLS": [5, ["acme"], failing("invalid peer certificate: UnknownIssuer")],
    "too many requests": [6, ["acme"], answering(429)],
    "a broken server": [6, ["acme"], answering(503)],
    "a redirect": [7, ["acme"], { fetch: () => Response.redirect("https://b.example", 308) }],
    "no token": [7, ["acme"], answering(200)],
    "no such module": [8, ["./nosuch.ts"]],
    "a file that is not a module": [8, ["./x.ts"], { files: { "/here/x.ts": "" } }],
  };
  await forEachCase(cases, async ([status, args, machine]) => {
    const outcome = await run(args, machine);
    assertEquals(outcome.status, status, outcome.stderr);
    assertMatch(outcome.stderr, /^gettoken: /);
  });
});

Deno.test("runCli() with an unwritable stdout: status 9", async () => {
  const host = fakeHost({ env, fetch: () => tokenReply() });
  const failure = new GettokenError("output_failed", "Cannot write to stdout");
  host.writeUnchanged = () => Promise.reject(failure);
  assertEquals((await run(["acme"], { host })).status, 9);
});

Deno.test("runCli() shows no value of a variable that is broken", async () => {
  const host = fakeHost();
  host.env = () => {
    throw new GettokenError("setting_invalid", "The environment variable X is not valid UTF-8");
  };
  const { status, stderr } = await run(["acme"], { host });
  assertEquals([status, stderr], [3, "gettoken: The environment variable X is not valid UTF-8\n"]);
});

Deno.test("runCli() suggests what the user may have meant", async () => {
  assertStringIncludes((await run(["acne"])).stderr, 'Did you mean provider "acme"?');
  assertStringIncludes((await run(["acme", "--domian", "x"])).stderr, '"--domain"?');
});

Deno.test("runCli() says who named a provider that is unknown", async () => {
  const { stderr } = await run([], { env: { GETTOKEN_PROVIDER: "acne" } });
  assertStringIncludes(stderr, "GETTOKEN_PROVIDER in the environment does not name a provider");
});

Deno.test("runCli() with --dry-run prints what explain prints, and no secret", async () => {
  for (const method of ["client_secret_basic", "client_secret_post"]) {
    const args = ["acme", "--auth-method", method];
    const { status, stdout, stderr, host } = await run([...args, "--dry-run"]);
    assertEquals([status, stderr, host.requests], [0, "", []]);
    assertEquals(stdout, (await run(["explain", ...args])).stdout);
    assertMatch(stdout, /client secret = \*\*\* \(fewer than 8 .*\)\n +\(ACME_SECRET in the env/);
    assertStringIncludes(stdout, "POST https://id.example/token");
    assertNotMatch(stdout, /s3cr3t|czNjcjN0|NzY3Iz|M2NyM3/);
  }
});

Deno.test("runCli() -v: each step logged, no secret and no token", async () => {
  const { status, stdout, stderr } = await run(["acme", "-v"]);
  assertEquals([status, stdout], [0, "tok.en-1\n"]);
  assertStringIncludes(stderr, "gettoken: POST https://id.example/token\n");
  assertNotMatch(stderr, /s3cr3t|tok\.en/);
});

const secretOption = ["--client-secret", "canary-5527"];

Deno.test("runCli() takes a secret as an option, and warns once", async () => {
  const { status, stderr } = await run([
    "acme",
    ...secretOption,
    "--auth-method",
    "client_secret_post",
  ]);
  assertEquals(status, 0);
  assertEquals(stderr.match(/warning/g)?.length, 1);
  assertStringIncludes(stderr, "--client-secret shows up in the process list");
  assertEquals((await run(["acme", "-q", ...secretOption])).stderr, "");
});

Deno.test("runCli(): a secret option, and its value in another place too: redacted there", async () => {
  for (const args of [secretOption, [secretOption.join("=")]]) {
    const { status, stderr } = await run(["acme", ...args, "--env-file", "canary-5527"]);
    assertEquals(status, 3);
    assertStringIncludes(stderr, "***");
    assertNotMatch(stderr, /canary/);
  }
});

Deno.test("runCli() never repeats a secret from the command line, whatever goes wrong", async () => {
  const attempts: readonly (readonly string[])[] = [
    ["acme", ...secretOption, "--nope"],
    ["acme", "--client-secret=canary-5527", "canary-5527"],
    ["acme", ...secretOption, "-o", "canary-5527"],
    ["acme", "--client-secret=canary-5527", "-o", "canary-5527"],
    ["acme", ...secretOption, "--timeout", "canary-5527"],
    ["acme", ...secretOption, "--scope", "canary-5527\t"],
    ["acme", ...secretOption, "--domain", "canary-5527/x"],
    ["acme", ...secretOption, "--auth-method", "canary-5527"],
    ["acme", ...secretOption, ...secretOption],
    ["acme", "--client-secert", "canary-5527"],
    ["acme", "--client-secert=canary-5527"],
    ["acme", "--client-secret", "canary\n-5527"],
    ["acne", ...secretOption],
    secretOption,
    ["--client-secret=canary-5527"],
    ["providers", ...secretOption],
  ];
  await forEachCase(
    Object.fromEntries(attempts.map((args) => [args.join(" "), args])),
    async (args) => {
      const { status, stderr } = await run(args);
      assertEquals([2, 3].includes(status), true, `${status}`);
      assertNotMatch(stderr, /canary|5527|\w\*\*\*/);
    },
  );
});

Deno.test("runCli() repeats what is no secret, so that a mistake can be seen", async () => {
  const { stderr } = await run([
    "acme",
    ...secretOption,
    "--domian",
    "id.example",
  ]);
  assertStringIncludes(stderr, '"--domian"');
});

Deno.test("runCli() takes only the flags themselves for a call for help", async () => {
  const machine: Machine = { env: { ...env, GETTOKEN_PROVIDER: "acme" } };
  for (const id of ["x-h", "-hx", "--helpful", "x--version"]) {
    const { status, stdout } = await run([`--client-id=${id}`], machine);
    assertEquals([status, stdout], [0, "tok.en-1\n"]);
    assertEquals((await run(["--client-id", id], machine)).stdout, "tok.en-1\n");
  }
});

Deno.test("runCli() asks for a secret on a terminal, and for nothing else", async () => {
  const { ACME_SECRET: _, ...others } = env;
  const world: FakeWorld = { env: others, terminals: ["stdin", "stderr"], typed: "typed-in" };
  const asked = await run(["acme"], world);
  assertEquals([asked.status, asked.host.prompts.length], [0, 1]);
  assertEquals((await run(["acme", "--no-input"], world)).status, 3);
});

Deno.test("runCli() shows help and version with every setting broken", async () => {
  const world: FakeWorld = { env: {}, files: { "/here/.env": "broken" } };
  for (const args of [["--help"], ["-h"], ["acme", "--help"], ["completions", "bash"]]) {
    const { status, stdout, stderr } = await run(args, world);
    assertEquals([status, stderr], [0, ""]);
    assertStringIncludes(stdout, "gettoken");
  }
});

Deno.test("runCli() shows version and providers on stdout", async () => {
  assertEquals((await run(["--version"])).stdout, "gettoken 1.2.3\n");
  assertStringIncludes((await run(["providers", "acme"])).stdout, "Acme ID (acme)");
});

Deno.test("runCli() survives many and long arguments", async () => {
  const many = Array.from({ length: 2000 }, (_, index) => `x${index}`);
  assertEquals((await run(["acme", ...many])).status, 2);
  const { status, stderr } = await run(["acme", "-o", "x".repeat(2 ** 20)]);
  assertEquals([status, stderr.length < 5000], [2, true]);
});

Deno.test("runCli() takes the word help for the option", async () => {
  for (const [args, said] of [[["help"], "<provider>"], [["help", "acme"], "--domain"]] as const) {
    const { status, stdout } = await run(args);
    assertEquals(status, 0);
    assertStringIncludes(stdout, said);
  }
});

/** What the last line on stderr says in JSON. */
function lastLine(stderr: string): Record<string, unknown> {
  return JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? "");
}

Deno.test("runCli() with any spelling of -o json: failure as JSON", async () => {
  const fetch = () =>
    jsonReply({ error: "invalid_client", error_description: "No s3cr3t", trace_id: "t-1" }, {
      status: 401,
    });
  for (
    const form of ["-o json", "-o=json", "-qo json", "--output json", "--output=json"]
  ) {
    const { status, stderr } = await run(["acme", ...form.split(" ")], { fetch });
    assertEquals(status, 4, form);
    assertEquals(lastLine(stderr), {
      error: {
        code: "refused",
        exit: 4,
        message: "Acme ID refused: invalid_client (HTTP 401)",
        hint: "Check client svc and its secret, which may have expired.",
        details: [],
        oauth_error: "invalid_client",
        http_status: 401,
        server_message: "No ***",
        provider_code: "invalid_client",
        trace_id: "t-1",
        retry_after: null,
      },
    });
    assertMatch(stderr, /^gettoken: Acme ID refused.*\n {2}It said: No \*\*\*$/m);
  }
  for (const args of [["acme"], ["acme", "-o", "token"], ["acme", "--client-id", "json"]]) {
    assertNotMatch((await run(args, { fetch })).stderr, /\{"error"/);
  }
});

Deno.test("runCli() with a wrong command line and JSON: error object", async () => {
  const { status, stderr } = await run(["acme", "--scpoe", "-o", "json"]);
  assertEquals([status, lastLine(stderr).error], [2, {
    code: "usage",
    exit: 2,
    message: 'Unknown option "--scpoe". Did you mean option "--scope"?',
    hint: "gettoken acme --help shows the usage",
    details: [],
    oauth_error: null,
    http_status: null,
    server_message: null,
    provider_code: null,
    trace_id: null,
    retry_after: null,
  }]);
});

Deno.test("settings are missing or wrong: the JSON error names each with option, variables, source", async () => {
  const domain = {
    name: "domain",
    option: "--domain",
    variables: ["GETTOKEN_DOMAIN", "ACME_DOMAIN"],
  };
  const clientSecret = {
    name: "clientSecret",
    option: "--client-secret",
    variables: ["GETTOKEN_CLIENT_SECRET", "ACME_SECRET"],
  };
  const files = { "/here/.env": "ACME_DOMAIN=id.example/x\nGETTOKEN_TOKENURL=x" };
  await forEachCase<readonly [args: string, world: FakeWorld, details: unknown]>({
    "missing, and wrong in ./.env": ["acme -o json", { env: { ACME_SECRET: "s3cr3t" }, files }, [
      {
        ...{ ...domain, source: "ACME_DOMAIN in ./.env" },
        problem: "must be a host name only, without a path",
      },
      {
        ...{ name: "clientId", option: "--client-id", variables: ["GETTOKEN_CLIENT_ID"] },
        ...{ source: null, problem: "is missing" },
      },
    ]],
    "a file that is not there": [
      "acme -o json --client-secret-file ./s",
      { env },
      [{
        ...clientSecret,
        source: "--client-secret-file names ./s",
        problem: "there is no such file",
      }],
    ],
    "decided by ./.env": [
      "acme -o json --client-secret s3cr3t",
      { env: { GETTOKEN_CLIENT_ID: "x" }, files: { "/here/.env": "ACME_DOMAIN=evil.example" } },
      [{
        ...{ ...domain, source: "ACME_DOMAIN in ./.env" },
        problem: "would decide where the client secret is sent (--client-secret)",
      }],
    ],
    "a run option": ["acme -o json", { env: { ...env, GETTOKEN_TIMEOUT: "soon" } }, [{
      ...{ name: "timeout", option: "--timeout", variables: ["GETTOKEN_TIMEOUT"] },
      source: "GETTOKEN_TIMEOUT in the environment",
      problem: "must be a number of seconds from 1 to 300, such as 90, 90s or 2m",
    }]],
    "no provider": ["-o json", {}, [{
      ...{ name: "provider", option: null, variables: ["GETTOKEN_PROVIDER"] },
      ...{ source: null, problem: "is missing" },
    }]],
  }, async ([args, world, details]) => {
    const { stderr } = await run(args.split(" "), { env: {}, ...world });
    assertEquals(assertErrorObject(stderr).details, details);
  });
});

Deno.test("runCli() with --json of a command: failure as JSON", async () => {
  await forEachCase({
    "inspect --json two words": "usage",
    "inspect a.b.c --verify --json": "not_verified",
    "inspect --issuer --json": "usage",
    "explain nobody --json": "unknown_provider",
    "profile show --json nothing": "setting_missing",
    "provider check --json": "usage",
    "cache status --json --nope": "usage",
  }, async (code, line) => {
    const { status, stderr } = await run(line.split(" "));
    const error = assertErrorObject(stderr);
    assertEquals([error.code, error.exit], [code, status]);
    assertMatch(stderr, /^gettoken: /);
  });
  for (const line of ["inspect two words", "acme --client-id --json --scope=", "--json"]) {
    assertNotMatch((await run(line.split(" "))).stderr, /\{"error"/, line);
  }
});

Deno.test("runCli() refuses an option in the place of a value of any command", async () => {
  const { status, stderr } = await run(["inspect", "--verify", "--issuer", "--json", "a.b.c"]);
  assertEquals(status, 2);
  assertStringIncludes(stderr, 'Missing value for option "--issuer"');
});

Deno.test("runCli() tries again what passes, without taking the secret anywhere else", async () => {
  let failures = 1;
  const passing = () => failures-- > 0 ? new Response("", { status: 503 }) : tokenReply();
  const { status, host } = await run(["acme"], { fetch: passing });
  assertEquals([status, host.requests.length, host.sleeps], [0, 2, [750]]);

  const down = () => new Response("", { status: 503 });
  const { status: ended, host: tried, stderr } = await run(["acme"], { fetch: down });
  assertEquals([ended, tried.requests.length], [6, 3]);
  assertStringIncludes(stderr, "Gave up after 3 attempts.");

  const { host: once } = await run(["acme", "--retries", "0"], { fetch: down });
  assertEquals(once.requests.length, 1);
  assertEquals(
    new Set(tried.requests.map(({ url }) => url)),
    new Set(["https://id.example/token"]),
  );
});

Deno.test("runCli() says how long a server asks to wait that it cannot wait for", async () => {
  const limited = () => new Response("", { status: 429, headers: { "retry-after": "60" } });
  const { status, host, stderr } = await run(["acme", "-o", "json"], { fetch: limited });
  assertEquals([status, host.requests.length, host.sleeps], [6, 1, []]);
  assertStringIncludes(stderr, "it asks to retry after 60 s");
  assertEquals((lastLine(stderr).error as Record<string, unknown>).retry_after, 60);
});

Deno.test("runCli() warns of a clock that is wrong, once and not when it is to be quiet", async () => {
  const fetch = () =>
    jsonReply({ access_token: "tok", token_type: "Bearer", expires_in: 60 }, {
      headers: { date: "Thu, 01 Jan 2026 00:00:00 GMT" },
    });
  const { status, stderr } = await run(["acme"], { fetch });
  assertEquals(status, 0);
  assertEquals(stderr.match(/warning: this machine's clock is 8 days ahead/g)?.length, 1);
  assertEquals((await run(["acme", "-q"], { fetch })).stderr, "");
});

Deno.test("runCli() warns of a file with a secret that others may read", async () => {
  const files = {
    "/here/.env": "ACME_SECRET=s3cr3t\nACME_DOMAIN=id.example\nGETTOKEN_CLIENT_ID=a",
  };
  const { status, stderr } = await run(["acme"], { env: {}, files, shared: ["/here/.env"] });
  assertEquals(status, 0);
  assertMatch(stderr, /warning: other users of this machine may read \.\/\.env/);
  assertEquals((await run(["acme"], { env: {}, files })).stderr, "");
});

Deno.test("runCli() explains instead of asking, and gives up writing", async () => {
  for (const args of [["explain", "acme"], ["explain", "acme-id", "-q"], ["explain"]]) {
    const GETTOKEN_PROVIDER = args.length === 1 ? { GETTOKEN_PROVIDER: "acme" } : {};
    const { status, stdout, host } = await run(args, { env: { ...env, ...GETTOKEN_PROVIDER } });
    assertEquals([status, host.requests, host.mayWrite], [0, [], false]);
    assertStringIncludes(stdout, "POST https://id.example/token");
    assertNotMatch(stdout, /s3cr3t|tok\.en/);
  }
});

Deno.test("runCli() explains only what is a provider", async () => {
  for (const name of ["acne", "providers", "provider", "completions", "explain"]) {
    const { status, stdout, stderr } = await run(["explain", name]);
    assertEquals([status, stdout], [2, ""]);
    assertStringIncludes(stderr, `Unknown provider "${name}"`);
  }
  assertEquals((await run(["explain", "--check"])).status, 3);
  for (const args of [["explain", "--help"], ["help", "explain"]]) {
    assertStringIncludes((await run(args)).stdout, "gettoken explain <provider>");
  }
});

Deno.test("runCli() takes settings from a profile", async () => {
  const files = {
    "/me/.config/gettoken/profiles/prod.env":
      "GETTOKEN_PROVIDER=acme\nACME_DOMAIN=id.example\nGETTOKEN_CLIENT_ID=svc\nACME_SECRET=s3cr3t\n",
  };
  for (const args of [["-p", "prod"], ["acme", "--profile", "prod"]]) {
    const { status, stdout, stderr } = await run(args, { env: { HOME: "/me" }, files });
    assertEquals([status, stdout, stderr], [0, "tok.en-1\n", ""]);
  }
  const env = { HOME: "/me", GETTOKEN_PROFILE: "prod" };
  assertEquals((await run([], { env, files })).stdout, "tok.en-1\n");
});

Deno.test("runCli() refuses an option of help that does not exist", async () => {
  for (const args of [["help", "--verfy"], ["help", "acme", "-X"], ["help", "cache", "--yes=no"]]) {
    const { status, stderr } = await run(args);
    assertEquals(status, 2, args.join(" "));
    assertStringIncludes(stderr, "help has no options");
  }
});

Deno.test("completions: values, profiles, providers and files where each belongs", async () => {
  const profiles = "/home/x/.config/gettoken/profiles";
  const world: FakeWorld = {
    env: { HOME: "/home/x" },
    files: { [`${profiles}/prod.env`]: "", [`${profiles}/pre.live.env`]: "" },
  };
  const choice: ProviderCatalog = {
    acme: {
      aliases: [],
      load: () =>
        Promise.resolve({
          ...acme,
          settings: { ...acme.settings, cloud: { values: ["china", "public"] } },
        }),
    },
  };
  await forEachCase<readonly string[]>({
    "ac": ["acme"],
    "-p ": ["pre.live", "prod"],
    "--profile=pr": ["--profile=pre.live", "--profile=prod"],
    "-p prod a": ["acme"],
    "-p prod --timeo": ["--timeout"],
    "-o h": ["header", "headers"],
    "acme --output=js": ["--output=json"],
    "acme --auth-method ": ["client_secret_basic", "client_secret_post"],
    "acme --cloud ": ["china", "public"],
    "acme --client-id ": [],
    "acme --client-secret-file ": [":file"],
    "acme --out=./x": [":file"],
    "acme --env-file ./x": [":file"],
    "acme ca": [],
    "./a": [":file"],
    "explain ./a": [":file"],
    "explain a": ["acme"],
    "explain acme --clo": ["--cloud"],
    "providers a": ["acme"],
    "profile s": ["show"],
    "profile show ": ["pre.live", "prod"],
    "profile path pr": ["pre.live", "prod"],
    "profile show prod x": [],
    "profile new x a": ["acme"],
    "provider add ": [":file"],
    "provider remove ": [],
    "completions p": ["powershell"],
  }, async (offered, line) => {
    const args = ["completions", "complete", ...line.split(" ")];
    const { status, stdout, stderr } = await run(args, { ...world, catalog: choice });
    assertEquals([status, stderr], [0, ""]);
    const words = stdout.split("\n").slice(0, -1).map((line) => line.split(" ")[0] ?? "");
    assertEquals(words.sort(), offered);
  });
});

Deno.test("a word is a profile, a module beside, or an added provider without HOME: the hint says so", async () => {
  const profiles = "/home/x/.config/gettoken/profiles";
  const world: FakeWorld = {
    env: { HOME: "/home/x" },
    files: { [`${profiles}/prod.env`]: "", "/here/disc.ts": "" },
  };
  await forEachCase<readonly [args: string[], world: FakeWorld, hint: string]>({
    "a profile": [["prod"], world, "prod is a profile: gettoken -p prod"],
    "a profile, explained": [["explain", "prod"], world, "prod is a profile: gettoken -p prod"],
    "a module": [["disc"], world, "A module is named by its path: gettoken ./disc.ts"],
    "no HOME": [
      ["mine"],
      { env: {} },
      "HOME is not set, so providers that you added are not found",
    ],
    "nothing of these": [["nope"], world, "gettoken providers lists them"],
  }, async ([args, world, hint]) => {
    const { status, stderr } = await run(args, world);
    assertEquals(status, 2);
    assertStringIncludes(stderr, hint);
  });
});

Deno.test("runCli() with --version --json and more: the rest is the mistake", async () => {
  for (
    const [args, mistake] of [
      [["--version", "--json", "extra"], 'Unknown provider "extra"'],
      [["--json", "-V", "--nope"], 'Unknown option "--nope"'],
    ] as const
  ) {
    const { status, stderr } = await run(args);
    assertEquals(status, 2);
    assertStringIncludes(stderr, mistake);
  }
});

Deno.test("--version --json from source: the version, and that nothing is known of a build", async () => {
  for (const args of [["--version", "--json"], ["--json", "-V"]]) {
    const { stdout } = await run(args);
    assertEquals(JSON.parse(stdout), {
      version: "1.2.3",
      release: false,
      commit: null,
      modified: null,
      target: null,
      builder: null,
      deno: "2.6.8",
      base: null,
    });
    assertEquals(stdout.split("\n").length, 2);
  }
});
