import { assertEquals } from "@std/assert";
import { type CertifiedKey, newCertificateAuthority } from "./certificate_authority.ts";
import { type MutualTlsIdp, startMutualTlsIdp } from "./mutual_tls_idp.ts";

/** What comes of asking with this certificate, or with none. */
async function ask(
  { authority }: MutualTlsIdp,
  endpoint: string,
  clientId: string,
  identity?: CertifiedKey,
): Promise<{ readonly status: number; readonly access_token?: string }> {
  using client = Deno.createHttpClient({ caCerts: [authority], ...identity });
  const body = new URLSearchParams({ grant_type: "client_credentials", client_id: clientId });
  const response = await fetch(endpoint, { method: "POST", body, client });
  return { status: response.status, ...await response.json() };
}

Deno.test("startMutualTlsIdp() knows a client by whom the authority has certified", async () => {
  await using idp = await startMutualTlsIdp();
  const { clientId, ...own } = await idp.client("Ed25519");
  const { status, access_token = "" } = await ask(idp, idp.tokenEndpoint, clientId, own);
  assertEquals(status, 200);
  await idp.verify(access_token);
  const stranger = await (await newCertificateAuthority()).issue({ use: "client" });
  assertEquals((await ask(idp, idp.tokenEndpoint, clientId, stranger)).status, 401);
  assertEquals((await ask(idp, idp.tokenEndpoint, clientId)).status, 401);
});

Deno.test("startMutualTlsIdp() knows a client by the one certificate that it has", async () => {
  await using idp = await startMutualTlsIdp();
  const { clientId, ...own } = idp.selfSigned;
  assertEquals((await ask(idp, idp.tokenEndpoint, clientId, own)).status, 200);
  const other = await idp.client("EC");
  assertEquals((await ask(idp, idp.tokenEndpoint, clientId, other)).status, 401);
});

Deno.test("startMutualTlsIdp() remembers which certificate came where", async () => {
  await using idp = await startMutualTlsIdp();
  const { clientId, ...own } = await idp.client("EC");
  assertEquals((await ask(idp, `${idp.issuer}/token`, clientId, own)).status, 401);
  const [request] = idp.front.requests;
  const der = own.cert.replaceAll(/-----.*-----|\s/g, "");
  assertEquals(request?.certificate, { der, isTrusted: true });
  assertEquals(idp.alias.requests, []);
});
