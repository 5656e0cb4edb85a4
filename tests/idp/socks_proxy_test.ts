import { assertEquals, assertNotMatch, assertRejects } from "@std/assert";
import { certificateAuthority } from "./certificate_authority.ts";
import type { RecordingProxy } from "./recording_proxy.ts";
import { type ScriptedServer, scriptedServer } from "./scripted_server.ts";
import { socksProxy } from "./socks_proxy.ts";

async function startServer(): Promise<ScriptedServer> {
  const { issue } = await certificateAuthority();
  return scriptedServer(({ body }) => new Response(body), { tls: await issue() });
}

/** Sends a string through a proxy to an echo server. */
async function send(
  text: string,
  to: string,
  { origin }: RecordingProxy,
  login = "",
): Promise<string> {
  const { pem } = await certificateAuthority();
  const url = origin.replace("socks5://", `socks5h://${login}`);
  using client = Deno.createHttpClient({ proxy: { url }, caCerts: [pem] });
  const response = await fetch(to, { client, method: "POST", body: text });
  return await response.text();
}

Deno.test("socksProxy() forwards without reading", async () => {
  await using server = await startServer();
  await using proxy = socksProxy();
  assertEquals(await send("canary", server.origin, proxy), "canary");
  const target = new URL(server.origin).host;
  assertEquals(proxy.requests, [{ method: "CONNECT", target, credentials: undefined }]);
  assertNotMatch(proxy.seen, /canary/);
});

Deno.test("socksProxy() maps a name to another local port", async () => {
  await using server = await startServer();
  await using proxy = socksProxy({ leadsTo: { "localhost:55555": server.port } });
  assertEquals(await send("ok", "https://localhost:55555/", proxy), "ok");
  assertEquals(proxy.requests[0]?.target, "localhost:55555");
});

Deno.test("socksProxy() does not connect to other machines", async () => {
  await using proxy = socksProxy();
  await assertRejects(() => send("", "https://[::1]:55555/", proxy), TypeError);
  assertEquals(proxy.requests.length, 1);
});

Deno.test("socksProxy(), no password: refused", async () => {
  await using server = await startServer();
  await using proxy = socksProxy({ credentials: "user:päss" });
  await assertRejects(() => send("", server.origin, proxy), TypeError);
  await assertRejects(() => send("", server.origin, proxy, "user:other@"), TypeError);
  assertEquals(proxy.requests, []);
  assertEquals(await send("ok", server.origin, proxy, "user:p%C3%A4ss@"), "ok");
  assertEquals(proxy.requests[0]?.credentials, "user:päss");
});
