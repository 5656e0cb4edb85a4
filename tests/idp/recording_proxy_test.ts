import { assertEquals, assertMatch, assertNotMatch, assertRejects } from "@std/assert";
import { certificateAuthority } from "./certificate_authority.ts";
import { type ProxyOptions, type RecordingProxy, recordingProxy } from "./recording_proxy.ts";
import { scriptedServer, type ServerOptions } from "./scripted_server.ts";

/** A client that uses this proxy, and trusts the authority of the tests. */
async function clientOf({ origin: url }: RecordingProxy): Promise<Deno.HttpClient> {
  const { pem } = await certificateAuthority();
  return Deno.createHttpClient({ proxy: { url }, caCerts: [pem] });
}

/** What the proxy replies before it closes the connection. */
async function answerTo({ port }: RecordingProxy, request: string): Promise<string> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(request));
  return await new Response(connection.readable).text();
}

async function tls(...names: string[]): Promise<Required<ServerOptions>> {
  const { issue } = await certificateAuthority();
  return { tls: await issue(names.length > 0 ? { names } : {}) };
}

Deno.test("recordingProxy(), https: forwards without reading", async () => {
  await using server = scriptedServer(({ body }) => new Response(body), await tls());
  await using proxy = recordingProxy();
  using client = await clientOf(proxy);
  const response = await fetch(server.origin, { client, method: "POST", body: "canary" });
  assertEquals(await response.text(), "canary");
  const { host } = new URL(server.origin);
  assertEquals(proxy.requests, [{ method: "CONNECT", target: host, credentials: undefined }]);
  assertMatch(proxy.seen, /^CONNECT /);
  assertNotMatch(proxy.seen, /canary/);
});

Deno.test("recordingProxy(), http: reads and forwards", async () => {
  await using server = scriptedServer(({ body }) => new Response(body));
  await using proxy = recordingProxy();
  using client = await clientOf(proxy);
  const target = `${server.origin}/path?query`;
  for (const body of ["canary-1", "canary-2 €"]) {
    const response = await fetch(target, { client, method: "POST", body });
    assertEquals(await response.text(), body);
  }
  assertEquals(proxy.requests.map(({ method, target }) => [method, target]), [
    ["POST", target],
    ["POST", target],
  ]);
  assertMatch(proxy.seen, /canary-1[^]*canary-2/);
  assertEquals(server.requests.map(({ path, query }) => path + query), [
    "/path?query",
    "/path?query",
  ]);
});

Deno.test("recordingProxy() maps a target to another local port", async () => {
  await using server = scriptedServer(() => new Response("ok"), await tls());
  await using proxy = recordingProxy({ leadsTo: { "localhost:55555": server.port } });
  using client = await clientOf(proxy);
  assertEquals(await (await fetch("https://localhost:55555/", { client })).text(), "ok");
  assertEquals(proxy.requests[0]?.target, "localhost:55555");
});

Deno.test("recordingProxy() does not connect to other machines", async () => {
  await using proxy = recordingProxy();
  const request = "CONNECT id.example.test:443 HTTP/1.1\r\n\r\n";
  assertMatch(await answerTo(proxy, request), /^HTTP\/1\.1 502 /);
  assertEquals(proxy.requests[0]?.target, "id.example.test:443");
});

const demanding: ProxyOptions = { credentials: "user:päss:%40" };

Deno.test("recordingProxy(), no password: 407", async () => {
  await using server = scriptedServer(() => new Response("ok"), await tls());
  await using proxy = recordingProxy(demanding);
  using client = await clientOf(proxy);
  await assertRejects(() => fetch(server.origin, { client }), TypeError);
  const request = "GET http://127.0.0.1:55555/ HTTP/1.1\r\n\r\n";
  assertMatch(await answerTo(proxy, request), /^HTTP\/1\.1 407 [^]*\r\nproxy-authenticate: Basic /);
  assertEquals(server.requests, []);
});

Deno.test("recordingProxy(), password: forwards without it", async () => {
  await using server = scriptedServer(() => new Response("ok"));
  await using proxy = recordingProxy(demanding);
  using client = Deno.createHttpClient({
    proxy: { url: proxy.origin, basicAuth: { username: "user", password: "päss:%40" } },
  });
  assertEquals(await (await fetch(server.origin, { client })).text(), "ok");
  assertEquals(proxy.requests[0]?.credentials, demanding.credentials);
  assertEquals(server.requests[0]?.headers.get("proxy-authorization"), null);
});

Deno.test("recordingProxy(), certificate: uses TLS with it", async () => {
  await using server = scriptedServer(() => new Response("ok"));
  await using proxy = recordingProxy(await tls());
  assertMatch(proxy.origin, /^https:/);
  using client = await clientOf(proxy);
  assertEquals(await (await fetch(server.origin, { client })).text(), "ok");
  assertEquals(proxy.requests.length, 1);
});

Deno.test("recordingProxy() can be disposed of in the middle of a tunnel", async () => {
  const asked = Promise.withResolvers<void>();
  await using server = scriptedServer(() => {
    asked.resolve();
    return new Promise<Response>(() => {});
  }, await tls());
  const proxy = recordingProxy();
  using client = await clientOf(proxy);
  const answer = assertRejects(() => fetch(server.origin, { client }), TypeError);
  await asked.promise;
  await proxy[Symbol.asyncDispose]();
  await answer;
});
