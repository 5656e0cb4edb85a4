/**
 * The prompt for a secret, on a terminal.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { scriptedServer } from "../idp/scripted_server.ts";
import { FROM_SOURCE, type Program, type RunningProgram, testProgram } from "./program.ts";
import { hasTerminals, inTerminal } from "./terminal.ts";

const ignore = !hasTerminals;
const secret = `canary-${crypto.randomUUID()}`;
const token = `canary-${crypto.randomUUID()}`;
const prompt = /client secret for http:\/\/127\.0\.0\.1:\d+ \(OpenID Connect\)/;

const showCursor = "\x1b[?25h";
const hideCursor = "\x1b[?25l";

/** Starts the program in a terminal, and returns when it asks for the secret. */
async function startAndWait(
  gettoken: Program,
  origin: string,
  folder: string,
): Promise<RunningProgram> {
  const running = await gettoken.start(
    ["oidc", "--token-url", origin, "--client-id", "some-client"],
    { folder, env: { TERM: "xterm" }, shell: inTerminal, secrets: [secret], reports: true },
  );
  await running.printed(prompt);
  return running;
}

testProgram("gettoken asks for a secret and does not show it", async (gettoken) => {
  await using server = givesToken();
  await using folder = await temporaryFolder();
  const running = await startAndWait(gettoken, server.origin, folder.path);
  await Deno.writeTextFile(`${folder.path}/keys`, `${secret}\r`);
  const { status, stdout } = await running.result;
  assertEquals(status, 0, stdout);
  assertMatch(stdout, new RegExp(`^(?:\\x1b\\[\\?25h)*${token}\r?$`, "m"));
  assert(stdout.lastIndexOf(showCursor) > stdout.lastIndexOf(hideCursor));
  const [request] = server.requests;
  assertEquals(credentialsIn(request?.headers), `some-client:${secret}`);
}, { fronts: FROM_SOURCE, ignore });

for (
  const [signal, status] of [
    ["SIGHUP", 129],
    ["SIGINT", 130],
    ["SIGQUIT", 131],
    ["SIGTERM", 143],
  ] as const
) {
  testProgram(`gettoken ends on ${signal} while it asks for a secret`, async (gettoken) => {
    await using server = givesToken();
    await using folder = await temporaryFolder();
    const running = await startAndWait(gettoken, server.origin, folder.path);
    Deno.kill(Number(await Deno.readTextFile(`${folder.path}/pid`)), signal);
    const { status: ended, stdout } = await running.result;
    assertEquals(ended, status);
    assert(stdout.lastIndexOf(showCursor) > stdout.lastIndexOf(hideCursor), "there is no cursor");
    assertEquals(server.requests, []);
    const left = (await Array.fromAsync(Deno.readDir(folder.path))).map(({ name }) => name);
    assertEquals(left.sort(), ["keys", "pid"], "a core file would hold what was typed");
  }, { ignore });
}

testProgram("gettoken ends with 130 when ^C is typed for a secret", async (gettoken) => {
  await using server = givesToken();
  await using folder = await temporaryFolder();
  const running = await startAndWait(gettoken, server.origin, folder.path);
  await Deno.writeTextFile(`${folder.path}/keys`, "\x03");
  assertEquals((await running.result).status, 130);
  assertEquals(server.requests, []);
}, { ignore });

testProgram("gettoken ends with 3 when ^D is typed before a secret", async (gettoken) => {
  await using server = givesToken();
  await using folder = await temporaryFolder();
  const running = await startAndWait(gettoken, server.origin, folder.path);
  await Deno.writeTextFile(`${folder.path}/keys`, "\x04");
  const { status, stdout } = await running.result;
  assertEquals(status, 3, stdout);
  assertMatch(
    stdout.replaceAll(showCursor, ""),
    /^gettoken: Input closed before the prompt was answered\r?$/m,
  );
  assert(stdout.lastIndexOf(showCursor) > stdout.lastIndexOf(hideCursor), "there is no cursor");
  assertEquals(server.requests, []);
}, { ignore });

testProgram("gettoken takes a secret that ends with ^D", async (gettoken) => {
  await using server = givesToken();
  await using folder = await temporaryFolder();
  const running = await startAndWait(gettoken, server.origin, folder.path);
  await Deno.writeTextFile(`${folder.path}/keys`, `${secret}\x04`);
  assertEquals((await running.result).status, 0);
  const [request] = server.requests;
  assertEquals(credentialsIn(request?.headers), `some-client:${secret}`);
}, { ignore });

testProgram("editing keys and an empty answer: the secret is what is left", async (gettoken) => {
  await using server = givesToken();
  await using folder = await temporaryFolder();
  const running = await startAndWait(gettoken, server.origin, folder.path);
  const type = (keys: string) => Deno.writeTextFile(`${folder.path}/keys`, keys);
  // Ctrl-U and Return: empty. Ctrl-W removes a word, Ctrl-K after Ctrl-A removes all.
  await type("wrong\x15\r");
  await running.printed(/It is empty/);
  await type(`wrong\x01\x0b${secret.slice(1)} wrong \x17\x7f\x01${secret[0]}\r`);
  const { status, stdout } = await running.result;
  assertEquals(status, 0, stdout);
  const [request] = server.requests;
  assertEquals(credentialsIn(request?.headers), `some-client:${secret}`);
}, { ignore });

testProgram("gettoken --no-input does not ask", async (gettoken) => {
  await using server = givesToken();
  await using folder = await temporaryFolder();
  const { status, stdout } = await gettoken.run(
    ["oidc", "--token-url", server.origin, "--client-id", "some-client", "--no-input"],
    { folder: folder.path, env: { TERM: "xterm" }, shell: inTerminal, reports: true },
  );
  assertEquals(status, 3);
  assertMatch(stdout, /client secret is missing/);
}, { ignore });

/** What HTTP Basic carries (RFC 7617 §2). */
function credentialsIn(headers = new Headers()): string {
  return atob(/^Basic (.*)$/.exec(headers.get("authorization") ?? "")?.[1] ?? "");
}

function givesToken(): ReturnType<typeof scriptedServer> {
  return scriptedServer(() => Response.json({ access_token: token, token_type: "Bearer" }));
}

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
