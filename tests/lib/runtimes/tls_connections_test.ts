// Real connections are tested in tests/e2e/library/: unit tests have no network.

import { assertEquals } from "@std/assert";
import { openConnections } from "../../../lib/runtimes/tls_connections.ts";
import { newCertificateAuthority } from "../../idp/certificate_authority.ts";
import { failureOf } from "../helpers.ts";

Deno.test("openConnections() with usable certificates: opened and closed", async () => {
  const { pem, issue } = await newCertificateAuthority();
  const { cert: certificate, key } = await issue({ use: "client" });
  (await openConnections({ trusted: [pem], identity: { certificate, key } })).close();
});

Deno.test("openConnections() with a certificate that is none: setting_invalid", async () => {
  const identity = { certificate: "canary", key: "canary" };
  const { message } = await failureOf(
    "setting_invalid",
    () => openConnections({ trusted: [], identity }),
  );
  assertEquals(message, "The runtime rejects the client certificate or its key");
});

Deno.test("openConnections() in another runtime: setting_invalid, names the way out", async () => {
  const { hint } = await failureOf(
    "setting_invalid",
    () => openConnections({ trusted: [] }, "other"),
  );
  assertEquals(hint, "Pass a function that can, as the option fetch.");
});
