import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  type ComparedRequest,
  compareMetadata,
  type MetadataComparison,
} from "../../../lib/commands/compare_metadata.ts";
import type { ClientAuthenticationMethod, Provider } from "../../../lib/contract/provider.ts";
import { acme, forEachCase, resolved, secretsOf } from "../helpers.ts";

const issuer = "https://id.example/realms/a";
const url = `${issuer}/token`;
const address = `${issuer}/.well-known/openid-configuration`;
const provider: Provider = {
  ...acme,
  clientAuthentication: ["client_secret_basic", "client_secret_post", "private_key_jwt"],
};
const grant = { type: "client_credentials", isAssertion: false };
const assertion = { algorithm: "RS256", type: null, keyId: null, audience: url };
const everything = {
  issuer,
  token_endpoint: url,
  token_endpoint_auth_methods_supported: ["client_secret_basic"],
  token_endpoint_auth_signing_alg_values_supported: ["RS256"],
  dpop_signing_alg_values_supported: ["ES256"],
  grant_types_supported: ["client_credentials"],
  scopes_supported: ["a", "b"],
};

interface Sent extends Partial<Omit<ComparedRequest, "request" | "settings">> {
  readonly method?: ClientAuthenticationMethod;
  readonly scope?: string;
  readonly credential?: ComparedRequest["settings"]["credential"];
}

/** Compares a request with metadata, by default one that agrees with it. */
function compare(
  metadata: Readonly<Record<string, unknown>>,
  { method = "client_secret_basic", scope, credential = "clientSecret", ...more }: Sent = {},
): MetadataComparison {
  const secrets = secretsOf(credential === "clientCert" ? { clientCert: "x" } : {});
  return compareMetadata({ metadata: { ...everything, ...metadata }, address }, {
    provider,
    settings: resolved(scope === undefined ? {} : { scope }, { credential, secrets }),
    endpoint: { url, audience: url, issuer },
    request: { url, method, headers: {}, form: [] },
    proofs: { grant, assertion: undefined, dpopAlgorithm: undefined },
    ...more,
  });
}

/** A request with an assertion, signed by the client's key. */
const signed: Sent = {
  method: "private_key_jwt",
  credential: "privateKey",
  proofs: { grant, assertion, dpopAlgorithm: undefined },
};
const takesJwt = { token_endpoint_auth_methods_supported: ["private_key_jwt"] };

Deno.test("compareMetadata(): metadata that agrees: every part by name", () => {
  assertEquals(compare({}, { scope: "b a" }), {
    address,
    issuer,
    agrees: ["token endpoint", "client authentication method", "grant", "scope"],
    differences: [],
    unstated: [],
    problems: [],
  });
  const dpop = { ...signed, proofs: { grant, assertion, dpopAlgorithm: "ES256" } };
  assertEquals(compare(takesJwt, dpop).agrees, [
    ...["token endpoint", "client authentication method"],
    ...["signing algorithm", "DPoP algorithm", "grant"],
  ]);
});

Deno.test("compareMetadata(): empty metadata: nothing agrees, nothing is a problem", () => {
  const nothing = Object.fromEntries(Object.keys(everything).map((name) => [name, undefined]));
  const dpop = { ...signed, proofs: { grant, assertion, dpopAlgorithm: "ES256" }, scope: "a" };
  assertEquals(compare(nothing, dpop), {
    address,
    issuer: null,
    agrees: [],
    differences: [],
    unstated: [
      ...["token endpoint", "client authentication method", "signing algorithm"],
      ...["DPoP algorithm", "grant", "scope"],
    ],
    problems: [],
  });
});

Deno.test("compareMetadata(): something is not listed: problem with the list and what to do", async () => {
  const algorithms = { ...takesJwt, token_endpoint_auth_signing_alg_values_supported: ["PS256"] };
  await forEachCase<readonly [metadata: object, sent: Sent, told: readonly string[]]>({
    "method, another is possible": [
      { token_endpoint_auth_methods_supported: ["client_secret_post"] },
      {},
      ["client authentication method client_secret_basic", "client_secret_post", "Set --auth-me"],
    ],
    "method, no other is possible": [
      { token_endpoint_auth_methods_supported: ["private_key_jwt", "none"] },
      {},
      ["method client_secret_basic", "lists: private_key_jwt, none", "Use a credential for one"],
    ],
    "an empty list": [
      { token_endpoint_auth_methods_supported: [] },
      {},
      ["method client_secret_basic", "lists: none", "Use a credential for one"],
    ],
    "certificate": [
      {},
      { method: "tls_client_auth", credential: "clientCert" },
      ["method tls_client_auth", "lists: client_secret_basic", "Use a credential for one"],
    ],
    "algorithm": [
      algorithms,
      signed,
      ["signing algorithm RS256", "lists: PS256", "Set --signing-algorithm"],
    ],
    "algorithm of the DPoP proof": [
      { dpop_signing_alg_values_supported: ["RS256"] },
      { proofs: { grant, assertion: undefined, dpopAlgorithm: "ES256" } },
      ["DPoP algorithm ES256", "lists: RS256", "Use a DPoP key of another type."],
    ],
  }, ([metadata, sent, [part = "", listed = "", hint = ""]]) => {
    const { problems } = compare({ ...metadata }, sent);
    assertEquals(problems.map(({ code }) => code), ["refused"]);
    const [problem] = problems;
    assertStringIncludes(problem?.message ?? "", part);
    assertStringIncludes(problem?.details[0] ?? "", address);
    assertStringIncludes(problem?.details[0] ?? "", listed);
    assertStringIncludes(problem?.hint ?? "", hint);
  });
});

Deno.test("compareMetadata(): both methods with a certificate are the same request", () => {
  const listed = { token_endpoint_auth_methods_supported: ["self_signed_tls_client_auth"] };
  const sent = { method: "tls_client_auth", credential: "clientCert" } as const;
  assertEquals(compare(listed, sent).problems, []);
});

Deno.test("compareMetadata(): Ed25519 and EdDSA are the same algorithm", () => {
  for (const [algorithm, listed] of [["EdDSA", "Ed25519"], ["Ed25519", "EdDSA"]] as const) {
    const proofs = { grant, assertion: { ...assertion, algorithm }, dpopAlgorithm: undefined };
    const list = { ...takesJwt, token_endpoint_auth_signing_alg_values_supported: [listed] };
    assertEquals(compare(list, { ...signed, proofs }).problems, []);
  }
});

Deno.test("compareMetadata(): an assertion that is the grant authenticates no client", () => {
  const type = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  const proofs = { grant: { type, isAssertion: true }, assertion, dpopAlgorithm: undefined };
  const lists = {
    grant_types_supported: [type],
    token_endpoint_auth_signing_alg_values_supported: ["ES256"],
  };
  const { agrees, problems } = compare(lists, { ...signed, proofs });
  assertEquals([agrees, problems], [["token endpoint", "grant"], []]);
});

Deno.test("compareMetadata(): the algorithm of a token from another issuer is not compared", () => {
  const list = { ...takesJwt, token_endpoint_auth_signing_alg_values_supported: ["ES256"] };
  const { problems } = compare(list, { ...signed, credential: "federatedTokenFile" });
  assertEquals(problems, []);
});

Deno.test("compareMetadata(): grant or scope not listed: said, but no problem", async () => {
  await forEachCase<readonly [metadata: object, scope: string, said: readonly string[]]>({
    "the grant": [
      { grant_types_supported: ["authorization_code"] },
      "a",
      ["The metadata does not list the grant client_credentials; not all servers list it"],
    ],
    "a scope": [
      {},
      "a c d",
      ["The metadata does not list the scope c d; servers need not list every scope"],
    ],
    "scopes about users only": [{ scopes_supported: ["openid", "profile"] }, "c", []],
    "no scopes": [{ scopes_supported: [] }, "c", []],
  }, ([metadata, scope, said]) => {
    const { differences, problems } = compare({ ...metadata }, { scope });
    assertEquals([differences, problems], [said, []]);
  });
});

Deno.test("compareMetadata(): another token endpoint: said, but no problem", () => {
  const other = compare({ token_endpoint: "https://id.example/other" });
  assertEquals([other.differences, other.problems], [
    ["The metadata names another token endpoint: https://id.example/other"],
    [],
  ]);
  // Not spelt the same.
  const respelt = url.replace("id.example", "ID.example:443");
  assertEquals(compare({ token_endpoint: respelt }).differences, []);
  // A discovered endpoint is that of the metadata.
  const found = { url: "https://id.example/x", audience: url, issuer, metadata: address };
  assertEquals(compare({}, { endpoint: found }).differences, []);
});

Deno.test("compareMetadata(): the endpoint for certificates is in the aliases", () => {
  const mtls = "https://mtls.id.example/token";
  const sent = {
    ...{ method: "tls_client_auth", credential: "clientCert" } as const,
    endpoint: { url: mtls, audience: mtls, issuer },
  };
  const lists = {
    mtls_endpoint_aliases: { token_endpoint: mtls },
    token_endpoint_auth_methods_supported: ["tls_client_auth"],
  };
  assertEquals(compare(lists, sent).differences, []);
  assertEquals(compare(lists, { endpoint: sent.endpoint }).differences, [
    `The metadata names another token endpoint: ${url}`,
  ]);
});

Deno.test("compareMetadata(): the metadata has the ID of a tenant for its name: no difference", () => {
  const at = "https://login.example";
  const endpoint = {
    ...{ url: `${at}/contoso.com/oauth2/v2.0/token`, audience: "x" },
    issuer: `${at}/contoso.com/v2.0`,
  };
  const named = { issuer: `${at}/1234/v2.0`, token_endpoint: `${at}/1234/oauth2/v2.0/token` };
  const told = compare(named, { endpoint });
  assertEquals([told.differences, told.issuer], [[], `${at}/1234/v2.0`]);
  const other = { ...named, token_endpoint: `${at}/5678/oauth2/v2.0/token` };
  assertEquals(compare(other, { endpoint }).differences.length, 1);
});

Deno.test("compareMetadata(): the assertion is for another issuer than the metadata: said", () => {
  const proofs = { grant, assertion: { ...assertion, audience: issuer }, dpopAlgorithm: undefined };
  assertEquals(compare(takesJwt, { ...signed, proofs }).differences, []);
  const slash = { ...takesJwt, issuer: `${issuer}/` };
  assertEquals(compare(slash, { ...signed, proofs }).differences, [
    `The issuer in the metadata is ${issuer}/; the assertion is for ${issuer}`,
  ]);
});
