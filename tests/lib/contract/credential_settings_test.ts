import { assertEquals } from "@std/assert";
import {
  belongsTo,
  type Credential,
  credentialSettings,
  credentialsFor,
  dpopSettings,
  isCredential,
  methodsOf,
  secretMethodsOf,
} from "../../../lib/contract/credential_settings.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { acme } from "../helpers.ts";

const basic = "client_secret_basic";
const post = "client_secret_post";
const jwt = "private_key_jwt";

function taking(
  ...clientAuthentication: NonNullable<Provider["clientAuthentication"]>
): Provider {
  return { ...acme, clientAuthentication };
}

Deno.test("credentialSettings(): the settings of the provider's credentials", () => {
  assertEquals(Object.keys(credentialSettings(acme)), ["clientSecret"]);
  assertEquals(Object.keys(credentialSettings(taking(jwt))), [
    "privateKey",
    "keyPassphrase",
    "keyId",
    "signingAlgorithm",
    "assertionAudience",
  ]);
  const both = Object.keys(credentialSettings(taking(post, jwt)));
  assertEquals(both.slice(0, 2), ["clientSecret", "privateKey"]);
});

Deno.test("credentialSettings(): one credential is required", () => {
  const required = (provider: Provider) => {
    const { clientSecret, privateKey } = credentialSettings(provider);
    return [clientSecret?.required, privateKey?.required];
  };
  assertEquals(required(acme), [true, undefined]);
  assertEquals(required(taking(basic, jwt)), [{ unless: ["privateKey"] }, undefined]);
  assertEquals(required(taking(jwt)), [undefined, true]);
});

Deno.test("credentialSettings(): key identified by certificate: a certificate setting", () => {
  const provider: Provider = {
    ...taking(jwt),
    assertion: { keyHeader: "x5t#S256", algorithms: ["PS256"] },
  };
  assertEquals(Object.keys(credentialSettings(provider)), [
    "privateKey",
    "keyPassphrase",
    "certificate",
    "sendCertificateChain",
    "assertionAudience",
  ]);
});

Deno.test("credentialSettings(): the algorithms are those of the methods; a grant's audience is fixed", () => {
  const settings = (provider: Provider) => {
    const { signingAlgorithm, assertionAudience } = credentialSettings(provider);
    return [signingAlgorithm?.values, assertionAudience !== undefined];
  };
  const secret = ["HS256", "HS384", "HS512"];
  assertEquals(settings(taking(basic, post)), [undefined, false]);
  assertEquals(settings(taking(basic, "client_secret_jwt")), [secret, true]);
  const both = {
    ...taking("client_secret_jwt", jwt),
    assertion: { algorithms: ["ES256"] } as const,
  };
  assertEquals(settings(both), [["ES256", ...secret], true]);
  const edwards = { ...taking(jwt), assertion: { algorithms: ["EdDSA"] } as const };
  assertEquals(settings(edwards), [["EdDSA", "Ed25519"], true]);
  const grant = { ...taking(jwt), assertion: { grant: true, algorithms: ["RS256"] } as const };
  assertEquals(settings(grant), [undefined, false]);
});

Deno.test("dpopSettings(): provider with DPoP: an optional key", () => {
  assertEquals(dpopSettings(acme), {});
  const settings = dpopSettings({ ...acme, dpop: true });
  assertEquals(Object.keys(settings), ["dpopKey", "keyPassphrase"]);
  const { description: _, ...key } = settings.dpopKey ?? {};
  assertEquals(key, { secret: true, multiline: true });
  assertEquals(credentialSettings({ ...acme, dpop: true }).dpopKey, undefined);
});

Deno.test("credentialSettings(): either kind of mutual TLS: certificate and key", () => {
  for (const method of ["tls_client_auth", "self_signed_tls_client_auth"] as const) {
    const settings = credentialSettings(taking(method));
    assertEquals(Object.keys(settings), ["clientCert", "clientKey", "keyPassphrase"]);
    assertEquals(settings.clientCert?.required, true);
    assertEquals(credentialsFor(method), ["clientCert"]);
  }
  const { clientSecret, clientCert } = credentialSettings(taking(post, "tls_client_auth"));
  assertEquals(clientSecret?.required, { unless: ["clientCert"] });
  assertEquals(clientCert?.required, undefined);
});

Deno.test("methodsOf(), secretMethodsOf(): client authentication methods", () => {
  assertEquals(methodsOf(acme), [basic, post]);
  assertEquals(secretMethodsOf(taking(jwt, post)), [post]);
  assertEquals(([basic, post, jwt] as const).map(credentialsFor), [
    ["clientSecret"],
    ["clientSecret"],
    ["privateKey", "federatedTokenFile"],
  ]);
});

Deno.test("isCredential(): credentials and their parts", () => {
  const names = ["clientSecret", "privateKey", "keyPassphrase", "keyId", "scope", "domain"];
  assertEquals(names.filter((name) => isCredential(taking(post, jwt), name)), names.slice(0, 4));
  assertEquals(isCredential(acme, "dpopKey"), false);
  assertEquals(isCredential({ ...acme, dpop: true }, "dpopKey"), true);
});

Deno.test("belongsTo(): the parts of each credential", () => {
  const provider = taking("private_key_jwt", "tls_client_auth", "client_secret_post");
  const names = Object.keys(credentialSettings(provider));
  const namesFor = (credential: Credential) =>
    names.filter((name) => belongsTo(credential, name, provider));
  assertEquals(namesFor("clientSecret"), ["clientSecret"]);
  assertEquals(namesFor("clientCert"), ["keyPassphrase", "clientCert", "clientKey"]);
  assertEquals(namesFor("privateKey").includes("clientKey"), false);
  assertEquals(namesFor("privateKey").slice(0, 2), ["privateKey", "keyPassphrase"]);
});
