import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { certificateAuthority } from "./certificate_authority.ts";
import { scriptedServer } from "./scripted_server.ts";

Deno.test("scriptedServer() sends the scripted reply and records the request", async () => {
  await using server = scriptedServer(({ form }) => Response.json({ hello: form.name }));
  const body = new URLSearchParams([["name", "a&b=ü"]]);
  const response = await fetch(`${server.origin}/path?query`, { method: "POST", body });
  assertEquals(await response.json(), { hello: "a&b=ü" });

  const [request] = server.requests;
  assertEquals([request?.method, request?.path, request?.query], ["POST", "/path", "?query"]);
  assertEquals(request?.body, "name=a%26b%3D%C3%BC");
  assertEquals(request?.headers.get("host"), new URL(server.origin).host);
});

Deno.test("scriptedServer() counts connections, not requests", async () => {
  await using server = scriptedServer(() => new Response("ok"));
  using client = Deno.createHttpClient({ poolMaxIdlePerHost: 1 });
  for (let i = 0; i < 3; i++) await (await fetch(server.origin, { client })).text();
  using other = Deno.createHttpClient({});
  await (await fetch(server.origin, { client: other })).text();
  assertEquals([server.requests.length, server.connections], [4, 2]);
});

Deno.test("scriptedServer() can be disposed of before it replies", async () => {
  const asked = Promise.withResolvers<void>();
  const server = scriptedServer(() => {
    asked.resolve();
    return new Promise<Response>(() => {});
  });
  const answer = assertRejects(() => fetch(server.origin));
  await asked.promise;
  await server[Symbol.asyncDispose]();
  await answer;
});

Deno.test("scriptedServer() can be disposed of in the middle of an endless body", async () => {
  const server = scriptedServer(() =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new Uint8Array(10)),
      }),
    )
  );
  const response = await fetch(server.origin);
  await server[Symbol.asyncDispose]();
  await assertRejects(() => response.text());
});

Deno.test("scriptedServer(), script throws: the reply contains the error", async () => {
  await using server = scriptedServer(() => {
    throw new Error("script");
  });
  const response = await fetch(server.origin);
  assertEquals([response.status, await response.text()], [500, "Error: script"]);
});

Deno.test("scriptedServer(), TLS: trusted only with its certificate", async () => {
  const authority = await certificateAuthority();
  await using server = scriptedServer(() => new Response("ok"), { tls: await authority.issue() });
  assert(server.origin.startsWith("https:"));
  const error = await assertRejects(() => fetch(server.origin), TypeError);
  assertStringIncludes(Deno.inspect(error), "certificate");
  assertEquals(server.requests, []);

  using client = Deno.createHttpClient({ caCerts: [authority.pem] });
  for (const host of ["127.0.0.1", "localhost"]) {
    const response = await fetch(`https://${host}:${server.port}`, { client });
    assertEquals(await response.text(), "ok");
  }
});
