/**
 * Runs the blocks of code in docs/scripts.md.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import * as jose from "jose";
// deno-lint-ignore no-import-prefix -- the program does not need it
import { load } from "npm:js-yaml@5.5.0";
import { certificateAuthority } from "../idp/certificate_authority.ts";
import { type ScriptedServer, scriptedServer } from "../idp/scripted_server.ts";
import { canRun, runCommands } from "./commands.ts";
import { masksIn, variablesIn } from "./job_runner.ts";
import {
  type Front,
  type Program,
  type RunOptions,
  type RunResult,
  testProgram,
} from "./program.ts";

const document = await Deno.readTextFile(new URL("../../docs/scripts.md", import.meta.url));

const secret = `canary-${crypto.randomUUID()}`;
const token = `canary-${crypto.randomUUID()}`;

/** The blocks of code below each heading. */
const blocks: ReadonlyMap<string, readonly string[]> = new Map(
  document.split(/^## /m).slice(1).map((section) => {
    const found = [...section.matchAll(/^```\w*\n([^]*?)^```$/gm)].map(([, code = ""]) => code);
    return [section.split("\n")[0] ?? "", found];
  }),
);

/** Sections that need a program or a service that tests do not have. */
const untried = ["HTTPie", "Docker", "The clipboard", "PowerShell", "cmd"];
const untriedStart =
  /^(token=\$\(gettoken entra\)|\$(token|variables) = gettoken entra\b|(for .* \(')?gettoken entra |RUN )/;
const tried = new Set<string>();

/** A server with a token endpoint like that of Entra, and an API. */
interface World {
  readonly gettoken: Program;
  readonly server: ScriptedServer;
  /** The first block below the heading, with the address of the test server. */
  readonly code: string;
  run(commands: string, more?: RunOptions): Promise<RunResult>;
}

/** A job of GitLab CI, as far as the test reads it. */
interface GitLabJob {
  readonly id_tokens: { readonly ID_TOKEN: { readonly aud: string } };
  readonly script: readonly string[];
}

/** Requirements of a test. */
interface Needs {
  /** Programs that this machine must have. */
  readonly commands?: readonly string[];
  /** Response of the token endpoint. Default: a token. */
  readonly answer?: () => Response;
  readonly fronts?: readonly Front[];
}

/** Declares a test for the code below a heading. */
function testScript(
  title: string,
  { commands = [], answer = givesToken, fronts = ["bundle", "compiled"] }: Needs,
  test: (world: World) => Promise<void>,
): void {
  tried.add(title);
  testProgram(`docs/scripts.md: ${title}: the code works`, async (gettoken) => {
    await using server = scriptedServer(({ method }) =>
      method === "POST" ? answer() : Response.json({ ok: true })
    );
    const [code = ""] = blocks.get(title) ?? [];
    await test({
      gettoken,
      server,
      code: code.replaceAll("https://api.example.com", server.origin),
      run: (script, more = {}) => runCommands(gettoken, script, withSettings(server, more)),
    });
  }, { fronts, ignore: commands.some((command) => !commandsHere.has(command)) });
}

const commandsHere = new Set<string>();
for (const command of ["curl", "make", "kubectl", "xargs"]) {
  if (await canRun("sh", "-c", `command -v ${command}`)) commandsHere.add(command);
}

function withSettings({ origin }: ScriptedServer, { env, ...more }: RunOptions): RunOptions {
  return {
    secrets: [secret],
    tokens: [token],
    ...more,
    env: {
      AZURE_AUTHORITY_HOST: origin,
      AZURE_TENANT_ID: "contoso.onmicrosoft.com",
      AZURE_CLIENT_ID: "11111111-2222-3333-4444-555555555555",
      AZURE_CLIENT_SECRET: secret,
      GETTOKEN_SCOPE: "api://orders/.default",
      ...env,
    },
  };
}

/** Asserts that the API got this many requests, each with the token. */
function assertAsked({ requests }: ScriptedServer, times: number): void {
  const asked = requests.filter(({ method, path }) =>
    method === "GET" && path.startsWith("/orders")
  );
  const expected = Array.from({ length: times }, () => `Bearer ${token}`);
  assertEquals(asked.map(({ headers }) => headers.get("authorization")), expected);
}

function assertDone({ status, stderr }: RunResult): void {
  assertEquals([status, stderr], [0, ""]);
}

const givesToken = () =>
  Response.json({ access_token: token, token_type: "Bearer", expires_in: 3600 });
const refusing = () => Response.json({ error: "invalid_client" }, { status: 401 });
const busy = () => new Response("", { status: 429, headers: { "retry-after": "9999" } });

testScript("A variable", { commands: ["curl"] }, async ({ server, code, run }) => {
  assertDone(await run(code));
  assertDone(await run(`set -eu\n${code.replace("|| exit", "")}`));
  assertAsked(server, 2);
});

testScript(
  "A variable",
  { commands: ["curl"], answer: refusing },
  async ({ server, code, run }) => {
    assertEquals((await run(code)).status, 4);
    assertEquals((await run(`set -eu\n${code.replace("|| exit", "")}`)).status, 4);
    assertAsked(server, 0);
  },
);

testScript("A pipe", { commands: ["curl"] }, async ({ server, code, run }) => {
  assertDone(await run(code));
  assertAsked(server, 2);
});

testScript("Variables for other programs", {}, async ({ code, run }) => {
  const result = await run(code);
  assertDone(result);
  assert(Date.parse(result.stdout.trim()) > Date.now());
});

testScript("The server's own reply", {}, async ({ code, run }) => {
  const result = await run(code);
  assertDone(result);
  const reply = { access_token: token, token_type: "Bearer", expires_in: 3600 };
  assertEquals(JSON.parse(result.stdout), reply);
});

testScript("Variables for other programs", { answer: refusing }, async ({ code, run }) => {
  assertEquals((await run(code)).status, 4);
});

testScript("The exit status", {}, async ({ code, run }) => {
  const { status, stdout } = await run(`set -e\n${code}`);
  assertEquals([status, stdout], [0, `got one, ${token.length} characters\n`]);
});

testScript("The exit status", { answer: busy }, async ({ code, run }) => {
  const { status, stdout } = await run(`set -e\n${code}`, { reports: true });
  assertEquals([status, stdout], [75, "try again later\n"]);
});

testScript("The exit status", { answer: refusing }, async ({ code, run }) => {
  assertEquals((await run(code)).status, 4);
});

testScript("Many at once", { commands: ["curl", "xargs"] }, async ({ server, code, run }) => {
  assertDone(await run(code));
  assertAsked(server, 3);
  const paths = server.requests.map(({ path }) => path).filter((path) => path.startsWith("/o"));
  assertEquals(paths.sort(), ["/orders/1", "/orders/2", "/orders/3"]);
  assertEquals(server.requests.length, 4);
});

testScript("cron", { fronts: ["compiled"] }, async ({ server, code, run }) => {
  const command = code.replace(/^(\S+ ){5}/, "")
    .replace("/usr/local/bin/", "bin/")
    .replaceAll(/\/(etc|run)\/orders\//g, "");
  const { env = {} } = withSettings(server, {});
  const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
  const result = await run(`env -i /bin/sh -c '${command.trim()}'`, {
    files: { "gettoken.env": lines.join("") },
    made: ["token"],
    tokenFiles: ["token"],
  });
  assertDone(result);
});

testScript("systemd", {}, async ({ code, run }) => {
  const lines = code.replaceAll("%d/", "").replaceAll("%t/orders/", "").split("\n")
    .map((line) => line.split(/=(.*)/));
  const all = (key: string) => lines.flatMap(([name, value = ""]) => name === key ? value : []);
  const [command = ""] = all("ExecStartPre");
  const commands = [
    "unset AZURE_CLIENT_SECRET",
    ...all("Environment").map((assignment) => `export ${assignment}`),
    command.replace("/usr/local/bin/", ""),
  ];
  assertDone(
    await run(commands.join("\n"), {
      files: { "client-secret": `${secret}\n` },
      made: ["token"],
      tokenFiles: ["token"],
    }),
  );
});

testScript("Make", { commands: ["curl", "make"] }, async ({ server, code, run }) => {
  const files = { Makefile: code };
  assertDone(await run("make orders.json", { files, made: ["orders.json"] }));
  assertAsked(server, 1);
});

testScript("Make", { commands: ["make"], answer: refusing }, async ({ server, code, run }) => {
  assertEquals((await run("make -s orders.json", { files: { Makefile: code } })).status, 2);
  assertAsked(server, 0);
});

testScript("GitHub Actions", { commands: ["curl"] }, async ({ gettoken, server, code, run }) => {
  const { steps } = load(code) as { readonly steps: readonly { readonly run: string }[] };
  const [first = "", second = ""] = steps.map(({ run }) => run);
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/output`, "");
  await Deno.writeTextFile(`${folder}/env`, "");
  const step = await gettoken.run(
    first.split(" ").slice(1),
    withSettings(server, {
      env: { GITHUB_OUTPUT: "output", GITHUB_ENV: "env" },
      folder,
      tokenFiles: ["output", "env"],
    }),
  );
  assertDone(step);
  assertEquals(masksIn(step.stdout).masks, [token]);
  const variables = variablesIn(await Deno.readTextFile(`${folder}/env`));
  await Deno.remove(folder, { recursive: true });
  assertDone(await run(second, { env: Object.fromEntries(variables) }));
  assertAsked(server, 1);
});

testScript("GitLab CI", { commands: ["curl"] }, async ({ server, code, run }) => {
  const { privateKey } = await jose.generateKeyPair("ES256");
  const { orders } = load(code) as { readonly orders: GitLabJob };
  const audience = orders.id_tokens.ID_TOKEN.aud;
  const idToken = await new jose.SignJWT({}).setProtectedHeader({ alg: "ES256" })
    .setAudience(audience).setExpirationTime("5m").sign(privateKey);
  const lines = orders.script;
  assertEquals(lines.length, 3);
  assert(lines.every((line) => typeof line === "string"));
  const script = `unset AZURE_CLIENT_SECRET\nset -e\n${lines.join("\n")}`;
  assertDone(await run(script, { env: { ID_TOKEN: idToken }, made: ["id-token"] }));
  assertEquals(server.requests[0]?.form.client_assertion, idToken);
  assertAsked(server, 1);
});

testScript("kubectl", { commands: ["kubectl"] }, async ({ code, run }) => {
  const { issue, pem } = await certificateAuthority();
  await using cluster = scriptedServer(() => Response.json({ ok: true }), { tls: await issue() });
  const kubeconfig = `
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "${cluster.origin}", certificate-authority: ca.pem}}]
contexts: [{name: x, context: {cluster: c, user: orders}}]
current-context: x
${code}`;
  const { stdout, stderr } = await run(
    "HOME=$PWD kubectl --kubeconfig kubeconfig get --raw /api; rm -rf .kube",
    { files: { kubeconfig, "ca.pem": pem } },
  );
  assertEquals(stdout, '{"ok":true}', stderr);
  assertEquals(cluster.requests.at(-1)?.headers.get("authorization"), `Bearer ${token}`);
});

Deno.test("docs/scripts.md: every section is run, or listed as untried", () => {
  assertEquals([...blocks.keys()].sort(), [...tried, ...untried].sort());
  for (const code of untried.flatMap((title) => blocks.get(title) ?? [])) {
    assertMatch(code, untriedStart);
  }
});
