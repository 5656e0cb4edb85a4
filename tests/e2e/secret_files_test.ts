/**
 * A client secret in a file or on stdin.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { scriptedServer } from "../idp/scripted_server.ts";
import { leaks } from "./leaks.ts";
import { type Program, type RunOptions, testProgram } from "./program.ts";

/** It begins like an option, and has characters that encodings change. */
const secret = `--S3cr3t ~+/=%&:"\\'é`;

/** Runs gettoken with a server that records the secret. */
async function ask(gettoken: Program, args: readonly string[], options: RunOptions) {
  const given: string[] = [];
  await using server = scriptedServer(({ form }) => {
    given.push(`${form?.client_secret}`);
    return Response.json({ access_token: "tok", token_type: "Bearer", expires_in: 60 });
  });
  const usual = ["oidc", "--token-url", server.origin, "--client-id", "x"];
  const result = await gettoken.run(
    [...usual, "--auth-method", "client_secret_post", ...args],
    { secrets: [secret], ...options },
  );
  return { ...result, given };
}

const ways: Readonly<Record<string, readonly [readonly string[], RunOptions]>> = {
  "a file": [["--client-secret-file", "acme.txt"], { files: { "acme.txt": `${secret}\n` } }],
  "a file without a line break at its end": [
    ["--client-secret-file", "acme.txt"],
    { files: { "acme.txt": secret } },
  ],
  "a file with CR LF": [["--client-secret-file", "acme.txt"], {
    files: { "acme.txt": `\ufeff${secret}\r\n` },
  }],
  "a link to a file, as Kubernetes mounts secrets": [["--client-secret-file", "mounted"], {
    files: { "data/acme": secret },
    shell: "ln -s data/acme mounted",
    made: ["mounted"],
  }],
  "stdin": [["--client-secret-file", "-"], {
    files: { "acme.txt": `${secret}\n` },
    shell: "exec <acme.txt",
  }],
  "a named pipe": [["--client-secret-file", "pipe"], {
    files: { "acme.txt": `${secret}\n` },
    shell: "mkfifo -m 600 pipe; cat acme.txt >pipe &",
    made: ["pipe"],
  }],
  "a variable with the path": [[], {
    env: { GETTOKEN_CLIENT_SECRET_FILE: "acme.txt" },
    files: { "acme.txt": secret },
  }],
  "a named .env file with the path": [["--env-file", "acme.env"], {
    files: { "acme.txt": secret, "acme.env": "GETTOKEN_CLIENT_SECRET_FILE=acme.txt" },
  }],
  "the command line": [[`--client-secret=${secret}`], {}],
};

for (const [what, [args, options]] of Object.entries(ways)) {
  testProgram(`secret from ${what}: sent unchanged`, async (gettoken) => {
    const { status, stdout, stderr, given } = await ask(gettoken, args, options);
    assertEquals([status, stdout, given], [0, "tok\n", [secret]], stderr);
  });
}

testProgram("option and variable with a file: the option wins", async (gettoken) => {
  const { status, given } = await ask(gettoken, ["--client-secret", "an-option"], {
    env: { GETTOKEN_CLIENT_SECRET_FILE: "nowhere.txt" },
  });
  assertEquals([status, given], [0, ["an-option"]]);
});

const refusals: Readonly<Record<string, readonly [readonly string[], RunOptions, RegExp]>> = {
  "there is no such file": [["--client-secret-file", "./nowhere"], {}, /there is no such file/],
  "it is a folder": [["--client-secret-file", "./"], {}, /it is a folder/],
  "it is empty": [
    ["--client-secret-file", "acme.txt"],
    { files: { "acme.txt": "\n" } },
    /names acme\.txt: it is empty/,
  ],
  "it is too large": [
    ["--client-secret-file", "acme.txt"],
    { files: { "acme.txt": "x".repeat(70_000) } },
    /larger than 64 KiB/,
  ],
  "it has two lines": [
    ["--client-secret-file", "acme.txt"],
    { files: { "acme.txt": `${secret}\n${secret}` } },
    /its content contains a line break/,
  ],
  "it has a NUL": [
    ["--client-secret-file", "acme.txt"],
    { files: { "acme.txt": `${secret}\0` } },
    /NUL/,
  ],
  "stdin is empty": [["--client-secret-file", "-"], {}, /reads from stdin: it is empty/],
  "the value is a secret, not a path": [
    [`--client-secret-file=${secret}`],
    {},
    /does not name a readable file/,
  ],
  "the secret is set as an option and as a file": [
    ["--client-secret=canary-x", "--client-secret-file", "acme.txt"],
    { files: { "acme.txt": secret } },
    /set twice: --client-secret and --client-secret-file/,
  ],
  "the secret is set in two variables": [
    [],
    { env: { GETTOKEN_CLIENT_SECRET: secret, GETTOKEN_CLIENT_SECRET_FILE: "acme.txt" } },
    /set twice: GETTOKEN_CLIENT_SECRET in the environment and GETTOKEN_CLIENT_SECRET_FILE in/,
  ],
  "two settings are read from stdin": [
    ["--client-secret-file", "-"],
    {
      env: { GETTOKEN_KEY_PASSPHRASE_FILE: "/dev/stdin" },
      files: { "acme.txt": secret },
      shell: "exec <acme.txt",
    },
    /\(--client-secret-file\)\n.*\(GETTOKEN_KEY_PASSPHRASE_FILE in the environment\)/,
  ],
  "./.env names the path": [
    [],
    {
      files: {
        ".env": "GETTOKEN_CLIENT_SECRET_FILE=acme.txt\nGETTOKEN_CLIENT_ID=x",
        "acme.txt": secret,
      },
    },
    /in \.\/\.env names a file with a secret/,
  ],
};

for (const [what, [args, options, says]] of Object.entries(refusals)) {
  testProgram(`${what}: status 3, nothing sent`, async (gettoken) => {
    const { status, stderr, given } = await ask(gettoken, args, options);
    assertEquals([status, given], [3, []], stderr);
    assertMatch(stderr, says);
    assertEquals(leaks(stderr, "canary-x"), false);
  });
}
