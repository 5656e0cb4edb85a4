/**
 * Tests of probeTls() with local TLS servers.
 *
 * @module
 */

import { X509Certificate } from "node:crypto";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { probeTls } from "../../lib/platform/tls_probe.ts";
import {
  certificateAuthority,
  type CertificateOptions,
  newCertificateAuthority,
} from "../idp/certificate_authority.ts";
import { scriptedServer } from "../idp/scripted_server.ts";

const { pem: ca } = await certificateAuthority();
const { pem: otherCa } = await newCertificateAuthority();

/** The result of probing a server with this certificate. */
async function probe(trusted: readonly string[], options?: CertificateOptions) {
  const { issue } = await certificateAuthority();
  await using server = scriptedServer(() => new Response(), { tls: await issue(options) });
  const found = await probeTls(new URL(server.origin), trusted, AbortSignal.timeout(5000));
  assertEquals(server.requests, []);
  return found;
}

Deno.test("probeTls(): returns the certificate and whether it is trusted", async () => {
  const good = await probe([ca]);
  assertEquals(good.failure, undefined);
  assert(good.certificate);
  assertMatch(new X509Certificate(good.certificate).subject, /CN=Server or client/);
  const untrusted = await probe([otherCa]);
  assert(untrusted.certificate && untrusted.failure instanceof Error);
  assertMatch(untrusted.failure.message, /UnknownIssuer/);
});

Deno.test("probeTls(): returns an expired certificate", async () => {
  const validTo = new Date(Date.UTC(2020, 0, 2));
  const { certificate, failure } = await probe([ca], {
    notBefore: new Date(Date.UTC(2020, 0, 1)),
    notAfter: validTo,
  });
  assert(certificate && failure instanceof Error);
  assertEquals(new Date(new X509Certificate(certificate).validTo), validTo);
});

Deno.test("probeTls() with a silent server: stops at the time limit", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const deadline = new AbortController();
  const accepted = listener.accept();
  const probing = probeTls(
    new URL(`https://127.0.0.1:${listener.addr.port}`),
    [],
    deadline.signal,
  );
  using _connection = await accepted;
  deadline.abort(new DOMException("late", "TimeoutError"));
  const { certificate, failure } = await probing;
  assertEquals(certificate, undefined);
  assert(failure instanceof DOMException && failure.name === "TimeoutError");
});

Deno.test("probeTls() with a closed port: no result", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const target = new URL(`https://127.0.0.1:${port}`);
  const { certificate, failure } = await probeTls(target, [], AbortSignal.timeout(5000));
  assertEquals(certificate, undefined);
  assert(failure instanceof Deno.errors.ConnectionRefused);
});
