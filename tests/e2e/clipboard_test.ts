/**
 * The clipboard of a terminal.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { scriptedServer } from "../idp/scripted_server.ts";
import { canRun, runCommands } from "./commands.ts";
import { type RunOptions, testProgram } from "./program.ts";
import { hasTerminals, inTerminal } from "./terminal.ts";

const secret = `canary-${crypto.randomUUID()}`;
const token = `canary-${crypto.randomUUID()}`;

function givesToken(accessToken = token): ReturnType<typeof scriptedServer> {
  return scriptedServer(() => Response.json({ access_token: accessToken, token_type: "Bearer" }));
}

function settings(origin: string): RunOptions & { readonly env: Record<string, string> } {
  return {
    env: {
      TERM: "xterm",
      GETTOKEN_PROVIDER: "oidc",
      GETTOKEN_TOKEN_URL: origin,
      GETTOKEN_CLIENT_ID: "svc",
      GETTOKEN_CLIENT_SECRET: secret,
    },
    secrets: [secret],
    shell: inTerminal,
    made: ["keys", "pid"],
    reports: true,
  };
}

testProgram(
  "gettoken --copy: the token goes to the clipboard, not to the screen",
  async (gettoken) => {
    await using server = givesToken();
    const { status, stdout } = await gettoken.run(["--copy"], settings(server.origin));
    assertEquals(status, 0, stdout);
    const [, copied = ""] = /\]52;c;([A-Za-z0-9+/=]+)\p{Cc}/u.exec(stdout) ?? [];
    assertEquals(atob(copied), token);
    assert(!stdout.includes(token));
    assertMatch(
      stdout,
      /^.*gettoken: copied the token to the clipboard, if the terminal allows it\r\n$/,
    );
  },
  { ignore: !hasTerminals },
);

testProgram("gettoken without --copy: no control sequence", async (gettoken) => {
  await using server = givesToken();
  const { stdout } = await gettoken.run([], settings(server.origin));
  assertMatch(stdout, new RegExp(`${token}\r\n$`));
  assert(!stdout.includes("\x1b]"));
}, { ignore: !hasTerminals });

testProgram("gettoken --copy, token too long: refused", async (gettoken) => {
  await using server = givesToken("x".repeat(75_000));
  const { status, stdout } = await gettoken.run(["--copy"], settings(server.origin));
  assertEquals(status, 9);
  assertMatch(stdout, /too long for --copy/);
  assert(!stdout.includes("\x1b]"));
}, { ignore: !hasTerminals });

testProgram(
  "gettoken --copy, no terminal: refused before a request",
  async (gettoken) => {
    await using server = givesToken();
    const { env, secrets = [] } = settings(server.origin);
    const { status, stderr } = await gettoken.run(["--copy"], { env, secrets });
    assertEquals([status, server.requests], [2, []]);
    assertMatch(stderr, /--copy needs a terminal .*, but stderr is not a terminal/);
  },
);

// Reports when its clipboard is set, and prints the content.
const tmux = `
set-option -s set-clipboard on
set-hook -g pane-set-clipboard 'wait-for -S copied'
`;

testProgram("gettoken --copy in tmux: tmux has the token in its buffer", async (gettoken) => {
  await using server = givesToken();
  const { env, secrets = [] } = settings(server.origin);
  const commands = `
    tmux -S socket -f tmux.conf new-session -d 'gettoken --copy; cat'
    timeout 8 tmux -S socket wait-for copied
    tmux -S socket show-buffer
    tmux -S socket kill-server
    rm -f socket`;
  const { status, stdout, stderr } = await runCommands(gettoken, commands, {
    env,
    secrets,
    files: { "tmux.conf": tmux },
  });
  assertEquals([status, stdout.trim()], [0, token], stderr);
}, { ignore: !await canRun("tmux", "-V") });
