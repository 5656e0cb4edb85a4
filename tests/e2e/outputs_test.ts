/**
 * Each output form, used by the program that it is for.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { certificateAuthority } from "../idp/certificate_authority.ts";
import { type ScriptedServer, scriptedServer } from "../idp/scripted_server.ts";
import { canRun, runCommands } from "./commands.ts";
import { masksIn, variablesIn } from "./job_runner.ts";
import { type RunOptions, testProgram } from "./program.ts";

const secret = `canary-${crypto.randomUUID()}`;

/** It has every character that a token may have. */
const token = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).join("") +
  `'"\\%0A%0D::$(id)\`id\`canary-${crypto.randomUUID()}`;

/** Returns tokens at `/token`, and 200 for everything else. */
function startServer(more: Readonly<Record<string, unknown>> = {}): ScriptedServer {
  return scriptedServer(({ path }) =>
    path === "/token"
      ? Response.json({ access_token: token, token_type: "Bearer", expires_in: 3600, ...more })
      : Response.json({ ok: true })
  );
}

/** The options of all runs here. */
function settings(
  { origin }: ScriptedServer,
): RunOptions & { readonly env: Record<string, string> } {
  return {
    env: {
      GETTOKEN_PROVIDER: "oidc",
      GETTOKEN_TOKEN_URL: `${origin}/token`,
      GETTOKEN_CLIENT_ID: "svc",
      GETTOKEN_CLIENT_SECRET: secret,
    },
    secrets: [secret],
    tokens: [token],
  };
}

for (const shell of ["sh", "dash", "bash", "zsh", "ksh", "busybox sh"]) {
  const ignore = !await canRun("sh", "-c", `${shell} -c true`);
  testProgram(
    `gettoken -o env: ${shell} evaluates it, with any character in the token`,
    async (gettoken) => {
      await using server = startServer();
      const commands = `
      ACCESS_TOKEN_EXPIRES_AT=old
      variables=$(gettoken -o env) || exit
      eval "$variables"
      sh -c 'printf "%s\\n%s\\n" "$ACCESS_TOKEN" "$ACCESS_TOKEN_EXPIRES_AT"'`;
      const { status, stdout } = await runCommands(gettoken, commands, settings(server), shell);
      const [variable, expiry = ""] = stdout.split("\n");
      assertEquals([status, variable], [0, token]);
      assert(Math.abs(Date.parse(expiry) - Date.now() - 3_600_000) < 60_000, expiry);
    },
    { ignore, fronts: ["compiled"] },
  );
}

testProgram(
  "a shell with set -eu evaluates -o env without an end, by another name",
  async (gettoken) => {
    await using server = startServer({ expires_in: undefined });
    const commands = `set -eu
    eval "$(gettoken -o env --env-name MINE)"
    printf "%s\\n%s\\n" "$MINE" "\${MINE_EXPIRES_AT-unset}"`;
    const { status, stdout } = await runCommands(gettoken, commands, settings(server));
    assertEquals([status, stdout], [0, `${token}\nunset\n`]);
  },
);

const hasCurl = await canRun("curl", "--version");

for (const command of ["-o curl | curl -K -", "-o header | curl -H @-"]) {
  testProgram(`gettoken ${command}: curl sends it`, async (gettoken) => {
    await using server = startServer();
    const { status, stdout } = await runCommands(
      gettoken,
      `gettoken ${command} -sS ${server.origin}/api`,
      settings(server),
    );
    assertEquals([status, stdout], [0, '{"ok":true}']);
    assertEquals(server.requests.at(-1)?.headers.get("authorization"), `Bearer ${token}`);
  }, { ignore: !hasCurl });
}

testProgram("gettoken -o headers: an object for fetch", async (gettoken) => {
  await using server = startServer();
  const { stdout } = await gettoken.run(["-o", "headers"], settings(server));
  await (await fetch(`${server.origin}/api`, { headers: JSON.parse(stdout) })).body?.cancel();
  assertEquals(server.requests.at(-1)?.headers.get("authorization"), `Bearer ${token}`);
});

testProgram("gettoken -o kubectl: an ExecCredential", async (gettoken) => {
  await using server = startServer();
  const { env, ...options } = settings(server);
  for (const apiVersion of ["v1", "v1beta1"].map((v) => `client.authentication.k8s.io/${v}`)) {
    const KUBERNETES_EXEC_INFO = JSON.stringify({
      kind: "ExecCredential",
      apiVersion,
      spec: { interactive: false },
    });
    const { stdout } = await gettoken.run(["-o", "kubectl"], {
      ...options,
      env: { ...env, KUBERNETES_EXEC_INFO },
    });
    const { status, ...rest } = JSON.parse(stdout);
    // The reference of client.authentication.k8s.io: status has token, a string, and
    // expirationTimestamp, a Time of Kubernetes, which is RFC 3339.
    assertEquals(rest, { apiVersion, kind: "ExecCredential" });
    assertEquals(Object.keys(status).sort(), ["expirationTimestamp", "token"]);
    assertEquals(status.token, token);
    assertMatch(status.expirationTimestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  }
});

testProgram("gettoken -o kubectl: kubectl sends the token", async (gettoken) => {
  await using server = startServer();
  const { issue, pem } = await certificateAuthority();
  await using cluster = scriptedServer(() => Response.json({ ok: true }), { tls: await issue() });
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{
      name: "c",
      cluster: { server: cluster.origin, "certificate-authority": "ca.pem" },
    }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
    users: [{
      name: "u",
      user: {
        exec: {
          apiVersion: "client.authentication.k8s.io/v1",
          command: "gettoken",
          args: ["-o", "kubectl"],
          interactiveMode: "Never",
        },
      },
    }],
  };
  const { status, stderr, stdout } = await runCommands(
    gettoken,
    "HOME=$PWD kubectl --kubeconfig kubeconfig get --raw /api; rm -rf .kube",
    {
      ...settings(server),
      files: { kubeconfig: JSON.stringify(kubeconfig), "ca.pem": pem },
    },
  );
  assertEquals([status, stdout], [0, '{"ok":true}'], stderr);
  assertEquals(cluster.requests.at(-1)?.headers.get("authorization"), `Bearer ${token}`);
}, { ignore: !await canRun("kubectl", "version", "--client") });

testProgram(
  "gettoken -o github: the job masks the token and has it in later steps",
  async (gettoken) => {
    await using server = startServer();
    const folder = await Deno.makeTempDir();
    await Deno.writeTextFile(`${folder}/output`, "earlier=1");
    await Deno.writeTextFile(`${folder}/env`, "");
    const { env, ...options } = settings(server);
    const { status, stdout, stderr } = await gettoken.run(["-o", "github", "--env-name", "API"], {
      ...options,
      env: { ...env, GITHUB_OUTPUT: `${folder}/output`, GITHUB_ENV: "env" },
      folder,
      tokenFiles: ["output", "env"],
    });
    assertEquals([status, stderr], [0, ""]);
    assertEquals(masksIn(stdout), { masks: [token], shown: "" });
    const written = variablesIn(await Deno.readTextFile(`${folder}/env`));
    assertEquals([...written.keys()], ["API", "API_EXPIRES_AT"]);
    assertEquals(written.get("API"), token);
    assert(Date.parse(written.get("API_EXPIRES_AT") ?? "") > Date.now());
    const output = variablesIn(await Deno.readTextFile(`${folder}/output`));
    assertEquals([...output], [["earlier", "1"], ...written]);
    await Deno.remove(folder, { recursive: true });
  },
);

testProgram("gettoken -o github outside a job: refused before a request", async (gettoken) => {
  await using server = startServer();
  const { env, ...options } = settings(server);
  const outside = await gettoken.run(["-o", "github"], { env, ...options });
  assertEquals(outside.status, 3);
  assertStringIncludes(outside.stderr, "-o github works only in a GitHub Actions job");
  const gone = await gettoken.run(["-o", "github"], {
    ...options,
    env: { ...env, GITHUB_ENV: "nosuch" },
  });
  assertEquals([gone.status, server.requests.length], [9, 0]);
  assertStringIncludes(
    gone.stderr,
    "nosuch (GITHUB_ENV in the environment): there is no such file",
  );
});

testProgram(
  "gettoken --out: a file with mode 0600, and nothing on stdout",
  async (gettoken) => {
    await using server = startServer();
    const forms: Readonly<Record<string, string>> = {
      token: `${token}\n`,
      header: `Authorization: Bearer ${token}`,
      headers: `${JSON.stringify({ Authorization: `Bearer ${token}` })}\n`,
    };
    const folder = await Deno.makeTempDir();
    for (const [form, content] of Object.entries(forms)) {
      const { status, stdout, stderr } = await gettoken.run(["-o", form, "--out", "t"], {
        ...settings(server),
        folder,
        shell: "umask 0",
        tokenFiles: ["t"],
      });
      assertEquals([status, stdout, stderr], [0, "", ""]);
      assertEquals(await Deno.readTextFile(`${folder}/t`), content);
      assertEquals(((await Deno.stat(`${folder}/t`)).mode ?? 0) & 0o777, 0o600);
      assertEquals((await Array.fromAsync(Deno.readDir(folder))).length, 1);
    }
    await Deno.remove(folder, { recursive: true });
  },
);

testProgram("gettoken --out, unwritable file: refused before a request", async (gettoken) => {
  await using server = startServer();
  const shell = "ln -s mine link; mkdir folder";
  for (const path of ["nosuch/t", "link", "folder", "mine/t", "/dev/null"]) {
    const { status, stderr } = await gettoken.run(["--out", path], {
      ...settings(server),
      files: { mine: "mine" },
      shell,
      made: ["link"],
    });
    assertEquals([status, server.requests.length], [9, 0], path);
    assertStringIncludes(stderr, `Cannot write ${path} (--out): `);
  }
});

testProgram(
  "gettoken --out, full disk: the old file remains, no temporary file",
  async (gettoken) => {
    await using server = startServer();
    const { status, stderr } = await gettoken.run(["--out", "t"], {
      ...settings(server),
      files: { t: "old" },
      // Files may have no byte; the signal for that would end the program.
      shell: "trap '' XFSZ; ulimit -f 0",
    });
    assertEquals(status, 9);
    assertStringIncludes(stderr, "Cannot write t (--out): ");
  },
  { fronts: ["compiled"] },
);

testProgram("gettoken --out, no token: the old file remains", async (gettoken) => {
  await using server = scriptedServer(() =>
    Response.json({ error: "invalid_client" }, { status: 401 })
  );
  const { status } = await gettoken.run(["--out", "t"], {
    ...settings(server),
    files: { t: "old" },
  });
  assertEquals(status, 4);
});
