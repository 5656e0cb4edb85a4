import { assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import {
  certificateAuthority,
  type CertifiedKey,
  newCertificateAuthority,
  selfSignedCertificate,
} from "./certificate_authority.ts";
import { scriptedServer } from "./scripted_server.ts";

const HOUR = 60 * 60 * 1000;
const NOW = Date.now();

/** What a client that trusts only this authority gets from a server with this certificate. */
async function ask(tls: CertifiedKey, host = "localhost"): Promise<string> {
  const { pem } = await certificateAuthority();
  await using server = scriptedServer(() => new Response("ok"), { tls });
  using client = Deno.createHttpClient({ caCerts: [pem] });
  const response = await fetch(`https://${host}:${server.port}`, { client });
  return await response.text();
}

/** What it says when it gets nothing. */
async function refusal(tls: CertifiedKey, host?: string): Promise<string> {
  return Deno.inspect(await assertRejects(() => ask(tls, host), TypeError));
}

Deno.test("issue(): the certificate is valid for this machine by default", async () => {
  const { issue } = await certificateAuthority();
  const tls = await issue();
  assertEquals(await ask(tls), "ok");
  assertEquals(await ask(tls, "127.0.0.1"), "ok");
});

Deno.test("issue(), names: the certificate is valid for them only", async () => {
  const { issue } = await certificateAuthority();
  assertMatch(await refusal(await issue({ names: ["id.example"] })), /not valid for name/i);
  assertMatch(await refusal(await issue({ names: ["127.0.0.1"] })), /not valid for name/i);
  assertEquals(await ask(await issue({ names: ["127.0.0.1"] }), "127.0.0.1"), "ok");
});

Deno.test("issue(), past or future dates: expired or not valid yet", async () => {
  const { issue } = await certificateAuthority();
  const past = { notBefore: new Date(NOW - 2 * HOUR), notAfter: new Date(NOW - HOUR) };
  const future = { notBefore: new Date(NOW + HOUR), notAfter: new Date(NOW + 2 * HOUR) };
  assertMatch(await refusal(await issue(past)), /expired/i);
  assertMatch(await refusal(await issue(future)), /not valid yet/i);
});

Deno.test("issue(), intermediate CA: its certificate follows the server's", async () => {
  const { issue } = await certificateAuthority();
  const tls = await issue({ intermediate: true });
  const [first = "", second = "", ...more] = tls.cert.split(/(?<=-----END CERTIFICATE-----\n)/);
  assertEquals(more, []);
  assertNotEquals(first, second);
  assertEquals(await ask(tls), "ok");
  assertMatch(await refusal({ ...tls, cert: first }), /UnknownIssuer/);
});

Deno.test("issue(), client: not valid for a server", async () => {
  const { issue } = await certificateAuthority();
  assertMatch(await refusal(await issue({ use: "client" })), /invalid peer certificate/i);
});

Deno.test("issue(), CA: not valid for a server", async () => {
  const { issue } = await certificateAuthority();
  assertMatch(await refusal(await issue({ isAuthority: true })), /CaUsedAsEndEntity/);
});

Deno.test("newCertificateAuthority(): clients of another CA do not trust it", async () => {
  const { issue } = await newCertificateAuthority();
  assertMatch(await refusal(await issue()), /UnknownIssuer/);
});

Deno.test("selfSignedCertificate() is not trusted", async () => {
  assertMatch(await refusal(await selfSignedCertificate()), /UnknownIssuer|CaUsedAsEndEntity/);
});
