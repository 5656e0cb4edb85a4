/**
 * What the library asks of a runtime: certificates in TLS, an end at once, the sealed cache.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { newCertificateAuthority } from "../../idp/certificate_authority.ts";
import { startMutualTlsIdp } from "../../idp/mutual_tls_idp.ts";
import { rawServer } from "../../idp/raw_server.ts";
import { scriptedServer } from "../../idp/scripted_server.ts";
import { cacheWorld, secret } from "../cache_world.ts";
import { filesIn } from "../folder.ts";
import { linesOf } from "../pem_lines.ts";
import { Program } from "../program.ts";
import type { Ended } from "../../../tools/run_program.ts";
import { type LibraryRuntime, testInRuntimes } from "./runtimes.ts";

/** The start of a program, with options of a flow. */
function begin(options: Readonly<Record<string, unknown>>): string {
  return `import { ClientCredentialsFlow, GettokenError } from "gettoken";
    const options = ${JSON.stringify(options)};`;
}

testInRuntimes("private CA and client certificate: the token is issued for it", async (runtime) => {
  await using idp = await startMutualTlsIdp();
  const { clientId, cert, key } = await idp.client("EC");
  const { issuer, authority } = idp;
  const { status, stdout, stderr } = await runtime.run(
    `${begin({ provider: "oidc", issuer, clientId, clientCert: cert, clientKey: key })}
    const untrusting = new ClientCredentialsFlow({ ...options, retries: 0 });
    try {
      await untrusting.getToken();
    } catch (error) {
      console.error(error instanceof GettokenError, error.code);
    }
    const caCertificates = ${JSON.stringify(authority)};
    const token = await new ClientCredentialsFlow({ ...options, caCertificates }).getToken();
    console.log(token.value);`,
    { secrets: linesOf(key) },
  );
  assertEquals([status, stderr], [0, "true tls_failed\n"]);
  await idp.verify(stdout.trim());
  assertEquals(idp.alias.requests.map(({ certificate }) => certificate?.isTrusted), [true]);
});

testInRuntimes(
  "NODE_TLS_REJECT_UNAUTHORIZED=0, a server of another CA than caCertificates: nothing is sent",
  async (runtime) => {
    await using idp = await startMutualTlsIdp();
    const { pem } = await newCertificateAuthority();
    const { status, stdout } = await runtime.run(
      `${begin({ provider: "oidc", issuer: idp.issuer, clientId: "svc", caCertificates: pem })}
    const flow = new ClientCredentialsFlow({ ...options, clientSecret: "canary-secret" });
    await flow.getToken().catch((error) => console.log(error.code));`,
      { env: { NODE_TLS_REJECT_UNAUTHORIZED: "0" }, secrets: ["canary-secret"] },
    );
    assertEquals([status, stdout], [0, "tls_failed\n"]);
  },
  ["Node", "Bun"],
);

testInRuntimes(
  "CA certificates and a server without TLS on this machine: a token",
  async (runtime) => {
    await using server = scriptedServer(() => Response.json({ access_token: "canary-token" }));
    const { pem } = await newCertificateAuthority();
    const tokenUrl = `${server.origin}/token`;
    const options = { provider: "oidc", tokenUrl, clientId: "svc", clientSecret: "canary-secret" };
    const { status, stderr } = await runtime.run(
      `${begin({ ...options, caCertificates: pem })}
    await new ClientCredentialsFlow(options).getToken();`,
      { secrets: ["canary-secret", "canary-token"] },
    );
    assertEquals([status, stderr], [0, ""]);
  },
  ["Node"],
);

testInRuntimes(
  "a reply over TLS with a private CA that stops in the middle: timed_out",
  async (runtime) => {
    const authority = await newCertificateAuthority();
    await using server = rawServer(async (client) => {
      await client.request();
      await client.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{");
      await client.read();
    }, { tls: await authority.issue() });
    const tokenUrl = `${server.origin}/token`;
    const options = { provider: "oidc", tokenUrl, clientId: "svc", clientSecret: "canary-secret" };
    const { status, stdout, stderr } = await runtime.run(
      `${begin({ ...options, caCertificates: authority.pem, timeout: 1, retries: 0 })}
    new ClientCredentialsFlow(options).getToken().catch(({ code }) => console.log(code));`,
      { secrets: ["canary-secret"] },
    );
    assertEquals([status, stdout, stderr], [0, "timed_out\n", ""]);
  },
  ["Node"],
);

testInRuntimes("aborted call: it fails at once, and the program ends", async (runtime) => {
  await using server = scriptedServer(() => new Promise(() => {}));
  const tokenUrl = `${server.origin}/token`;
  const options = { provider: "oidc", tokenUrl, clientId: "svc", clientSecret: "canary-secret" };
  const { status, stdout, stderr } = await runtime.run(
    `${begin(options)}
    const controller = new AbortController();
    const flow = new ClientCredentialsFlow({
      ...options,
      log: ({ message }) => message.startsWith("POST") && setTimeout(() => controller.abort()),
    });
    try {
      await flow.getToken({ signal: controller.signal });
    } catch (error) {
      console.log(error.code);
    }`,
    { secrets: ["canary-secret"] },
  );
  assertEquals([status, stdout, stderr], [0, "aborted\n", ""]);
});

testInRuntimes(
  "functions of the caller that never return: timed_out, not an early end",
  async (runtime) => {
    const { status, stdout, stderr } = await runtime.run(
      `${begin({ provider: "oidc", tokenUrl: "https://id.example/token", clientId: "svc" })}
    const never = () => new Promise(() => {});
    const limits = { timeout: 1, retries: 0 };
    const flows = [
      { ...options, ...limits, fetch: never, clientSecret: "canary-secret" },
      { ...options, ...limits, federatedToken: never },
    ].map((options) => new ClientCredentialsFlow(options));
    for (const flow of flows) {
      flow.getToken().catch(({ code }) => console.log(code));
    }`,
      { secrets: ["canary-secret"] },
    );
    assertEquals([status, stdout, stderr], [0, "timed_out\ntimed_out\n", ""]);
  },
);

testInRuntimes("federated token from a function: sent in place of a secret", async (runtime) => {
  const { status, stdout, stderr } = await runtime.run(
    `${begin({ provider: "oidc", tokenUrl: "https://id.example/token", clientId: "svc" })}
    const token = ["e30", btoa('{"sub":"job"}').replace(/=+$/, ""), "AAAA"].join(".");
    const flow = new ClientCredentialsFlow({
      ...options,
      federatedToken: ({ audience, signal }) => (console.error(audience, signal.aborted), token),
      fetch(url, { body, redirect }) {
        const form = new URLSearchParams(body);
        console.log(url, redirect, form.get("client_assertion") === token);
        return Promise.resolve(Response.json({ access_token: "canary-token", expires_in: 60 }));
      },
    });
    await flow.getToken();`,
    { secrets: ["canary-token"] },
  );
  const sent = "https://id.example/token manual true\n";
  assertEquals([status, stdout, stderr], [0, sent, "undefined false\n"]);
});

testInRuntimes("web page: the constructor refuses", async (runtime) => {
  const { status, stdout, stderr } = await runtime.run(
    // What a page has after a bundler: a document, and a process that is not the runtime's.
    `globalThis.document = {};
    Object.defineProperty(globalThis, "process", { value: { versions: {}, env: {} } });
    const { ClientCredentialsFlow } = await import("gettoken");
    const tokenUrl = "https://id.example/token";
    try {
      new ClientCredentialsFlow({ provider: "oidc", tokenUrl, clientId: "svc", clientSecret: "s" });
    } catch (error) {
      console.log(error.code, error.message);
    }`,
  );
  const message = "A web page cannot keep a client secret: everyone who opens it can read it";
  assertEquals([status, stdout, stderr], [0, `usage ${message}\n`, ""]);
}, ["Node"]);

/** Prints the token of a flow with the sealed cache of a world. */
async function runSealed(
  runtime: LibraryRuntime,
  world: Awaited<ReturnType<typeof cacheWorld>>,
): Promise<Ended> {
  return await runtime.run(
    `import { ClientCredentialsFlow } from "gettoken";
    const flow = ClientCredentialsFlow.fromEnvironment({ cache: "sealed" });
    console.log((await flow.getToken()).value);`,
    {
      env: { ...world.env, GETTOKEN_PROVIDER: "oidc" },
      permissions: ["--allow-env", "--allow-read", "--allow-write"],
      secrets: [secret],
    },
  );
}

testInRuntimes(
  "cache sealed: the program finds the token that the library cached",
  async (runtime) => {
    await using world = await cacheWorld();
    const { status, stdout, stderr } = await runSealed(runtime, world);
    assertEquals([status, stderr], [0, ""]);
    assertEquals((await world.run(new Program("source"))).stdout, stdout);
    assertEquals(world.server.requests.length, 1);
    if (Deno.build.os === "windows") return;
    // Deno locks a file beside the token.
    const names = [...(await filesIn(world.folder)).keys()].filter((name) => !/\.lock$/.test(name));
    assertEquals(names.length, 1);
    const modes = [world.folder, join(world.folder, names[0] ?? "")]
      .map(async (path) => ((await Deno.stat(path)).mode ?? 0) & 0o777);
    assertEquals(await Promise.all(modes), [0o700, 0o600]);
  },
);

testInRuntimes(
  "cache sealed: the library finds the token that the program cached",
  async (runtime) => {
    await using world = await cacheWorld();
    const cached = await world.run(new Program("source"));
    const { status, stdout, stderr } = await runSealed(runtime, world);
    assertEquals([status, stdout, stderr], [0, cached.stdout, ""]);
    assertEquals(world.server.requests.length, 1);
  },
);

testInRuntimes(
  "cache sealed, a link in place of the folder: not used, a warning",
  async (runtime) => {
    await using world = await cacheWorld();
    await Deno.mkdir(join(world.cache, "other"));
    await Deno.symlink(join(world.cache, "other"), world.folder);
    const { status, stdout, stderr } = await runtime.run(
      `import { ClientCredentialsFlow } from "gettoken";
    const flow = ClientCredentialsFlow.fromEnvironment({
      cache: "sealed",
      log: ({ level, message }) => level === "warning" && console.error(message),
    });
    console.log((await flow.getToken()).value);`,
      {
        env: { ...world.env, GETTOKEN_PROVIDER: "oidc" },
        permissions: ["--allow-env", "--allow-read", "--allow-write"],
        secrets: [secret],
      },
    );
    assertEquals([status, stdout === ""], [0, false]);
    assertMatch(stderr, /no cache: .*: it is a symbolic link/);
    assertEquals((await filesIn(join(world.cache, "other"))).size, 0);
  },
  ["Node"],
);
