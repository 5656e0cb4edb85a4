import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { certificateAuthority } from "./certificate_authority.ts";
import {
  answerEach,
  answerEndlessly,
  answerOnce,
  hangUp,
  neverAnswer,
  rawServer,
} from "./raw_server.ts";

const COMPLETE = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
const TRUNCATED = "HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nok";

Deno.test("answerOnce() sends its bytes and closes the connection", async () => {
  await using server = rawServer(answerOnce(COMPLETE));
  const response = await fetch(server.origin, { method: "POST", body: "a=1" });
  assertEquals(await response.text(), "ok");
  assertEquals([server.connections, server.requests.length], [1, 1]);
  assertStringIncludes(server.requests[0] ?? "", "\r\n\r\na=1");
});

Deno.test("answerOnce(), incomplete reply: closes the connection", async () => {
  await using server = rawServer(answerOnce(TRUNCATED));
  const response = await fetch(server.origin);
  await assertRejects(() => response.text());
});

Deno.test("answerOnce() can send bytes that are not HTTP", async () => {
  await using server = rawServer(answerOnce("SSH-2.0-OpenSSH_9.9\r\n"));
  await assertRejects(() => fetch(server.origin), TypeError);
});

Deno.test("answerEach() replies to each request on one connection", async () => {
  await using server = rawServer(answerEach(COMPLETE));
  using client = Deno.createHttpClient({ poolMaxIdlePerHost: 1 });
  for (let i = 0; i < 3; i++) await (await fetch(server.origin, { client })).text();
  assertEquals([server.connections, server.requests.length], [1, 3]);
});

Deno.test("neverAnswer() reads the request and can be disposed of", async () => {
  const server = rawServer(neverAnswer());
  const answer = assertRejects(() => fetch(server.origin), TypeError);
  await server.firstRequest;
  await server[Symbol.asyncDispose]();
  await answer;
  assertEquals(server.bytesSent, 0);
});

Deno.test("neverAnswer(), client closes the connection: no error", async () => {
  await using server = rawServer(neverAnswer());
  const leaving = new AbortController();
  const answer = assertRejects(
    () => fetch(server.origin, { signal: leaving.signal }),
    DOMException,
  );
  await server.firstRequest;
  leaving.abort();
  await answer;
});

Deno.test("hangUp() closes the connection", async () => {
  await using server = rawServer(hangUp());
  await assertRejects(() => fetch(server.origin), TypeError);
  assert(server.requests.length >= 1);
});

Deno.test("answerEndlessly() sends until the client closes the connection", async () => {
  await using server = rawServer(answerEndlessly());
  const response = await fetch(server.origin);
  const reader = response.body!.getReader();
  await reader.read();
  await reader.cancel();
  assert(server.bytesSent > 0);
});

Deno.test("answerEndlessly() can be disposed of while the client reads", async () => {
  const server = rawServer(answerEndlessly());
  const body = (await fetch(server.origin)).arrayBuffer();
  await server[Symbol.asyncDispose]();
  await body;
});

Deno.test("rawServer() records every byte, not only HTTP requests", async () => {
  await using server = rawServer(async ({ read, write }) => {
    await write(await read() ?? "");
  });
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await connection.write(Uint8Array.of(5, 1, 0, 0x80));
  const answer = new Uint8Array(await new Response(connection.readable).arrayBuffer());
  assertEquals([...answer], [5, 1, 0, 0x80]);
  assertEquals([server.seen, server.requests.length], ["\x05\x01\x00\x80", 0]);
});

Deno.test("rawServer(), certificate: uses TLS with it", async () => {
  const authority = await certificateAuthority();
  await using server = rawServer(answerOnce(COMPLETE), { tls: await authority.issue() });
  const error = await assertRejects(() => fetch(server.origin), TypeError);
  assertStringIncludes(Deno.inspect(error), "certificate");
  assertEquals(server.requests, []);

  using client = Deno.createHttpClient({ caCerts: [authority.pem] });
  assertEquals(await (await fetch(server.origin, { client })).text(), "ok");
});
