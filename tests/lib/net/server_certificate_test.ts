import { assertEquals } from "@std/assert";
import { inspectTls } from "../../../lib/net/server_certificate.ts";
import type { TlsProbe } from "../../../lib/core/flow_host.ts";
import { selfSignedCertificate } from "../../idp/certificate_authority.ts";
import { connected } from "../helpers.ts";

const address = "https://id.example:8443/token";

async function inspect(tls: TlsProbe, at = address) {
  const { connection, host } = connected({ tls });
  return { found: await inspectTls(connection, at), probes: host.probes };
}

Deno.test("inspectTls() reads the certificate", async () => {
  const validTo = new Date(Date.UTC(2030, 0, 2));
  const { cert } = await selfSignedCertificate({ notAfter: validTo });
  const certificate = Uint8Array.fromBase64(cert.replace(/-----.*-----/g, ""));
  const { found, probes } = await inspect({ certificate });
  const read = "certificate" in found ? found.certificate : undefined;
  assertEquals([read?.subject, read?.issuer, read?.validTo], [
    "Self-signed",
    "Self-signed",
    validTo,
  ]);
  assertEquals(probes, [address]);
});

Deno.test("inspectTls(), TLS failure: explained in our own words", async () => {
  const failure = new Error("invalid peer certificate: UnknownIssuer canary");
  const { found } = await inspect({ failure });
  const told = "failure" in found ? found.failure : undefined;
  assertEquals(told?.code, "tls_failed");
  assertEquals(told?.message.includes("canary"), false);
});

Deno.test("inspectTls(), unreadable certificate: undefined", async () => {
  const { found } = await inspect({ certificate: new Uint8Array([1, 2, 3]) });
  assertEquals(found, { certificate: undefined, failure: undefined });
});

Deno.test("inspectTls(), no TLS or a proxy: skipped without a connection", async () => {
  const clear = await inspect({}, "http://127.0.0.1:1/token");
  assertEquals(clear.found, { skipped: "the endpoint is on this machine and does not use TLS" });
  const { connection, host } = connected();
  const proxy = {
    variable: "HTTPS_PROXY",
    scheme: "http",
    address: "p.example:1",
    hasCredentials: false,
    seemsExempt: false,
  } as const;
  const found = await inspectTls({ ...connection, proxyFor: () => proxy }, address);
  assertEquals(found, { skipped: "requests go through the proxy p.example:1" });
  assertEquals([clear.probes, host.probes], [[], []]);
});
