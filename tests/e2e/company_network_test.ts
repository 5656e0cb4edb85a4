/**
 * A company network: its own CA, and a proxy.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import {
  certificateAuthority,
  type CertificateOptions,
  newCertificateAuthority,
} from "../idp/certificate_authority.ts";
import { hangUp, rawServer } from "../idp/raw_server.ts";
import { recordingProxy } from "../idp/recording_proxy.ts";
import { type ScriptedServer, scriptedServer } from "../idp/scripted_server.ts";
import { type Program, type RunOptions, type RunResult, testProgram } from "./program.ts";

const secret = "canary-secret-value";
const { pem: ca } = await certificateAuthority();
const { pem: otherCa } = await newCertificateAuthority();

/** A name that only the proxy can resolve. */
const host = "id.example.test";

/** A token endpoint with metadata and a certificate of the company's CA. */
async function startServer(options?: CertificateOptions): Promise<ScriptedServer> {
  const { issue } = await certificateAuthority();
  const issuer = `https://${host}`;
  return scriptedServer(({ method }) =>
    Response.json(
      method === "GET"
        ? { issuer, token_endpoint: `${issuer}/token` }
        : { access_token: "some-token", token_type: "Bearer", expires_in: 60 },
    ), { tls: await issue(options) });
}

function ask(
  gettoken: Program,
  { origin }: { readonly origin: string },
  args: readonly string[],
  { env = {}, ...more }: RunOptions = {},
): Promise<RunResult> {
  return gettoken.run(
    ["oidc", "--token-url", `${origin}/token`, "--client-id", "some-client", ...args],
    { env: { GETTOKEN_CLIENT_SECRET: secret, ...env }, secrets: [secret], ...more },
  );
}

function assertToken({ status, stdout, stderr }: RunResult): void {
  assertEquals([status, stdout, stderr], [0, "some-token\n", ""]);
}

const goodFiles: Readonly<Record<string, string>> = {
  "the certificate of an authority": ca,
  "the certificates of two, the right one second": otherCa + ca,
  "comments around certificates": `Our authority\n${otherCa}\n# the new one:\n${ca}\nBye.\n`,
  "line ends of Windows": ca.replaceAll("\n", "\r\n"),
};

for (const [what, content] of Object.entries(goodFiles)) {
  testProgram(`gettoken --ca-file trusts a file with ${what}`, async (gettoken) => {
    await using server = await startServer();
    const files = { "certs/ca.pem": content };
    assertToken(await ask(gettoken, server, ["--ca-file", "certs/ca.pem"], { files }));
    assertEquals([server.requests.length, server.connections], [1, 1]);
  });
}

const badFiles: Readonly<Record<string, RunOptions["files"]>> = {
  "is not there": {},
  "is empty": { "ca.pem": "" },
  "is a folder": { "ca.pem/cert.pem": ca },
  "is garbage": { "ca.pem": "garbage\n" },
  "has a key only": { "ca.pem": (await (await certificateAuthority()).issue()).key },
  "is binary": { "ca.pem": derOf(ca) },
  "ends in the middle of a certificate": { "ca.pem": ca.slice(0, -100) },
  "ends in the middle of the second certificate": { "ca.pem": ca + otherCa.slice(0, -100) },
  "has a certificate that is none": {
    "ca.pem": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
  },
};

function derOf(pem: string): Uint8Array {
  return Uint8Array.fromBase64(pem.replace(/-----.*-----/g, ""));
}

for (const [state, files = {}] of Object.entries(badFiles)) {
  testProgram(
    `gettoken --ca-file refuses a file that ${state}, and sends nothing`,
    async (gettoken) => {
      const { issue } = await certificateAuthority();
      await using server = rawServer(hangUp(), { tls: await issue() });
      const { status, stderr } = await ask(gettoken, server, ["--ca-file", "ca.pem"], { files });
      assertEquals(status, 3, stderr);
      assertMatch(stderr, /--ca-file/);
      assertMatch(stderr, /ca\.pem/);
      assertEquals(server.connections, 0);
    },
  );
}

testProgram("GETTOKEN_CA_FILE in the environment: trusted", async (gettoken) => {
  await using server = await startServer();
  const env = { GETTOKEN_CA_FILE: "ca.pem" };
  assertToken(await ask(gettoken, server, [], { env, files: { "ca.pem": ca } }));
});

testProgram("GETTOKEN_CA_FILE in a file of --env-file: trusted", async (gettoken) => {
  await using server = await startServer();
  const files = { "company.env": "GETTOKEN_CA_FILE=ca.pem\n", "ca.pem": ca };
  assertToken(await ask(gettoken, server, ["--env-file", "company.env"], { files }));
});

testProgram(
  "GETTOKEN_CA_FILE in ./.env with the secret: trusted",
  async (gettoken) => {
    await using server = await startServer();
    const { status, stdout } = await gettoken.run(["oidc"], {
      files: {
        ".env": [
          `GETTOKEN_TOKEN_URL=${server.origin}/token`,
          "GETTOKEN_CLIENT_ID=some-client",
          `GETTOKEN_CLIENT_SECRET=${secret}`,
          "GETTOKEN_CA_FILE=ca.pem",
        ].join("\n"),
        "ca.pem": ca,
      },
      secrets: [secret],
    });
    assertEquals([status, stdout], [0, "some-token\n"]);
  },
);

testProgram(
  "GETTOKEN_CA_FILE in ./.env, secret from elsewhere: refused",
  async (gettoken) => {
    await using server = await startServer();
    const { status, stderr } = await ask(gettoken, server, ["-o", "json"], {
      files: { ".env": "GETTOKEN_CA_FILE=ca.pem\n", "ca.pem": ca },
    });
    assertEquals(status, 3, stderr);
    assertMatch(stderr, /GETTOKEN_CA_FILE in \.\/\.env would decide/);
    assertEquals(JSON.parse(stderr.trim().split("\n").at(-1)!).error.code, "untrusted_destination");
    assertEquals(server.requests, []);
  },
);

for (const name of ["DENO_CERT", "NODE_EXTRA_CA_CERTS"]) {
  testProgram(`gettoken trusts ${name}`, async (gettoken) => {
    await using server = await startServer();
    const options = { env: { [name]: "ca.pem" }, files: { "ca.pem": ca, "other.pem": otherCa } };
    assertToken(await ask(gettoken, server, [], options));
  });

  testProgram(`gettoken trusts ${name} and --ca-file`, async (gettoken) => {
    await using server = await startServer();
    const options = { env: { [name]: "ca.pem" }, files: { "ca.pem": ca, "other.pem": otherCa } };
    assertToken(await ask(gettoken, server, ["--ca-file", "other.pem"], options));
  });
}

testProgram(
  "DENO_TLS_CA_STORE=system: the system's CAs are trusted",
  async (gettoken) => {
    await using server = await startServer();
    const env = { DENO_TLS_CA_STORE: "system" };
    const { status, stderr } = await ask(gettoken, server, [], { env });
    assertEquals(status, 5, stderr);
    assertMatch(stderr, /not trusted/);
    assertEquals(server.requests, []);
    // On this system, this variable sets the system's store.
    if (Deno.build.os !== "linux") return;
    const files = { "ca.pem": ca };
    assertToken(
      await ask(gettoken, server, [], { env: { ...env, SSL_CERT_FILE: "ca.pem" }, files }),
    );
  },
);

testProgram(
  "TLS-inspecting proxy: works with its CA in --ca-file",
  async (gettoken) => {
    await using server = await startServer({ names: [host] });
    await using proxy = recordingProxy({ leadsTo: { [`${host}:443`]: server.port } });
    const options = {
      env: { GETTOKEN_CLIENT_SECRET: secret, HTTPS_PROXY: proxy.origin },
      files: { "ca.pem": ca },
      secrets: [secret],
    };
    const { status, stdout, stderr } = await gettoken.run(
      ["oidc", "--issuer", `https://${host}`, "--client-id", "some-client", "--ca-file", "ca.pem"],
      options,
    );
    assertEquals([status, stdout, stderr], [0, "some-token\n", ""]);
    assertEquals(server.requests.map(({ method }) => method), ["GET", "POST"]);
    assertEquals(proxy.requests.map(({ target }) => target), [`${host}:443`]);
  },
);

testProgram(
  "proxy with password: it sees neither secret nor token",
  async (gettoken) => {
    await using server = await startServer({ names: [host] });
    const password = "p@ss:wörd/%41 +";
    await using proxy = recordingProxy({
      credentials: `user:${password}`,
      leadsTo: { [`${host}:443`]: server.port },
    });
    const login = `user:${encodeURIComponent(password)}@`;
    const result = await ask(gettoken, { origin: `https://${host}` }, ["--ca-file", "ca.pem"], {
      env: { HTTPS_PROXY: proxy.origin.replace("://", `://${login}`) },
      files: { "ca.pem": ca },
      secrets: [secret, password],
    });
    assertEquals([result.status, result.stdout], [0, "some-token\n"]);
    assertMatch(result.stderr, /warning: .* sends the user and password .* to id\.example\.test/);
    assertEquals(proxy.requests, [
      { method: "CONNECT", target: `${host}:443`, credentials: `user:${password}` },
    ]);
    assertEquals([proxy.seen.includes(secret), proxy.seen.includes(btoa(secret))], [false, false]);
  },
);

testProgram("gettoken -v: logs the proxy without its password", async (gettoken) => {
  await using server = await startServer({ names: [host] });
  await using proxy = recordingProxy({ leadsTo: { [`${host}:443`]: server.port } });
  const { status, stderr } = await ask(gettoken, { origin: `https://${host}` }, [
    ...["--ca-file", "ca.pem", "-v"],
  ], {
    env: { HTTPS_PROXY: proxy.origin.replace("://", "://user:canary-proxy-password@") },
    files: { "ca.pem": ca },
    secrets: [secret, "canary-proxy-password"],
  });
  assertEquals(status, 0, stderr);
  assertMatch(stderr, new RegExp(`127\\.0\\.0\\.1:${proxy.port} \\(HTTPS_PROXY`));
});

testProgram("gettoken --ca-file: also trusted for an https proxy", async (gettoken) => {
  await using server = await startServer({ names: [host] });
  const { issue } = await certificateAuthority();
  await using proxy = recordingProxy({
    tls: await issue(),
    credentials: "user:canary-proxy-password",
    leadsTo: { [`${host}:443`]: server.port },
  });
  const result = await ask(gettoken, { origin: `https://${host}` }, ["--ca-file", "ca.pem"], {
    env: { HTTPS_PROXY: proxy.origin.replace("://", "://user:canary-proxy-password@") },
    files: { "ca.pem": ca },
    secrets: [secret, "canary-proxy-password"],
  });
  assertToken(result);
  assertEquals(proxy.requests.length, 1);
  assertEquals(server.requests[0]?.headers.get("proxy-authorization"), null);
});

testProgram("host in NO_PROXY: contacted directly", async (gettoken) => {
  await using server = await startServer();
  await using proxy = recordingProxy();
  const files = { "ca.pem": ca };
  const args = ["--ca-file", "ca.pem"];
  const env = { HTTPS_PROXY: proxy.origin, NO_PROXY: ".example.test,127.0.0.1" };
  assertToken(await ask(gettoken, server, args, { env, files }));
  assertEquals(proxy.requests, []);
  assertToken(await ask(gettoken, server, args, { env: { ...env, NO_PROXY: ".test" }, files }));
  assertEquals(proxy.requests.length, 1);
});
