/**
 * A stdout that is slow, that nobody reads to its end, or that is not there.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { type ScriptedServer, scriptedServer } from "../idp/scripted_server.ts";
import { namedPipe } from "./named_pipe.ts";
import { type Program, type RunningProgram, type RunOptions, testProgram } from "./program.ts";

const secret = `canary-${crypto.randomUUID()}`;
/** More than any pipe holds. */
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

testProgram("gettoken writes all of a long token for a slow reader", async (gettoken) => {
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
  "gettoken ends with 9 when the reader goes before the token comes",
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
  "gettoken ends with 9 when the reader goes in the midst of the token",
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

// The runtime puts /dev/null in the place of a stdout that is closed, and nothing tells the two
// from each other. So the status says nothing here.
testProgram("gettoken gives nothing away when stdout is closed", async (gettoken) => {
  await using server = givesToken();
  const { status } = await (await start(gettoken, server, { shell: "exec >&-" })).result;
  assert([0, 9].includes(status));
});
