/**
 * A slow, abandoned or closed stdout.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { type ScriptedServer, scriptedServer } from "../idp/scripted_server.ts";
import { namedPipe } from "./named_pipe.ts";
import { type Program, type RunningProgram, type RunOptions, testProgram } from "./program.ts";

const secret = `canary-${crypto.randomUUID()}`;
/** More than the buffer of any pipe. */
const token = `canary-${"x".repeat(200_000)}`;

async function start(
  gettoken: Program,
  { origin }: ScriptedServer,
  options: RunOptions,
): Promise<RunningProgram> {
  return await gettoken.start(["oidc", "--token-url", origin, "--client-id", "some-client"], {
    env: { GETTOKEN_CLIENT_SECRET: secret },
    secrets: [secret],
    tokens: [token],
    ...options,
  });
}

function givesToken(before = Promise.resolve()): ScriptedServer {
  return scriptedServer(async () => {
    await before;
    return Response.json({ access_token: token, token_type: "Bearer" });
  });
}

testProgram("long token and slow reader: written completely", async (gettoken) => {
  await using server = givesToken();
  await using pipe = await namedPipe();
  const running = await start(gettoken, server, { folder: pipe.folder, shell: "exec >pipe" });
  using reader = await pipe.open();
  let read = "";
  const few = new Uint8Array(1000);
  for (let length; (length = await reader.read(few)) !== null;) {
    read += new TextDecoder().decode(few.subarray(0, length));
  }
  assertEquals(read, `${token}\n`);
  const { status, stderr } = await running.result;
  assertEquals([status, stderr], [0, ""]);
});

testProgram(
  "reader ends before the token: exits with 9",
  async (gettoken) => {
    const gone = Promise.withResolvers<void>();
    await using server = givesToken(gone.promise);
    await using pipe = await namedPipe();
    const running = await start(gettoken, server, { folder: pipe.folder, shell: "exec >pipe" });
    (await pipe.open()).close();
    gone.resolve();
    const { status, stderr } = await running.result;
    assertEquals(status, 9, stderr);
    assertMatch(stderr, /Cannot write to stdout\n.*reader may have closed/);
  },
);

testProgram(
  "reader ends during the token: exits with 9",
  async (gettoken) => {
    await using server = givesToken();
    await using pipe = await namedPipe();
    const running = await start(gettoken, server, { folder: pipe.folder, shell: "exec >pipe" });
    const reader = await pipe.open();
    await reader.read(new Uint8Array(10));
    reader.close();
    const { status, stderr } = await running.result;
    assertEquals(status, 9, stderr);
  },
);

// The runtime replaces a closed stdout by /dev/null, and gettoken cannot distinguish the two. So the
// status is not asserted.
testProgram("stdout closed: no token on stderr", async (gettoken) => {
  await using server = givesToken();
  const { status } = await (await start(gettoken, server, { shell: "exec >&-" })).result;
  assert([0, 9].includes(status));
});
