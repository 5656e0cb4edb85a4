/**
 * Providers that are not built in, for trust_matrix_test.ts: a module, and shapes of endpoints that
 * no built-in provider has.
 *
 * @module
 */

import type { Provider } from "../../lib/contract/provider.ts";
import { acme } from "./helpers.ts";
import { type Facts, move } from "./trust_rows.ts";

const svc = { clientId: "svc" };
const [idExample, otherExample] = ["https://id.example", "https://other.example"];

/** What a module with every kind of proof has over that of moduleSource(). */
export const moduleChanges = `
  settings: {
    domain: { format: "origin", required: true },
    realm: { required: true },
    pin: { secret: true },
    key: { secret: true, multiline: true, members: { clientSecret: "secret" } },
  },
  clientAuthentication: ["client_secret_post", "private_key_jwt", "tls_client_auth"],
  assertion: { federation: [{ audience: "api://mine" }] },
  dpop: true,
  endpoint: ({ domain, realm }) => ({ tokenEndpoint: domain + "/" + realm + "/token" }),
`;

/** What is true of that module. */
export const moduleFacts: Facts = {
  credentials: ["clientSecret", "privateKey", "clientCert", "federatedTokenFile"],
  others: ["clientKey", "keyPassphrase", "dpopKey", "pin"],
  given: { ...svc, domain: "id.example", realm: "shop" },
  hosts: [idExample],
  document: {
    setting: "key",
    content: {},
    members: { clientSecret: "secret" },
    credential: "clientSecret",
  },
  moves: [move("domain", "id.example", { ...svc, realm: "shop" }, [undefined, idExample])],
};

/** The same of that module once its user has added it and granted it the variable of the ID token. */
export const addedModuleFacts: Facts = {
  ...moduleFacts,
  credentials: ["clientSecret", "privateKey", "clientCert", "federatedTokenFile", "idToken"],
};

/** A provider, and what is true of it. */
interface Shape extends Facts {
  readonly provider: Provider;
}

function shape(
  settings: Provider["settings"],
  endpoint: Provider["endpoint"],
  facts: Facts,
): Shape {
  const clientAuthentication = [
    "client_secret_post",
    "private_key_jwt",
    "tls_client_auth",
  ] as const;
  return { provider: { ...acme, settings, clientAuthentication, endpoint }, ...facts };
}

const credentials = ["clientSecret", "privateKey", "clientCert"];
const others = ["clientKey", "keyPassphrase"];

/** Other shapes of endpoints. */
export const shapes: Readonly<Record<string, Shape>> = {
  "an issuer with a realm": shape(
    { domain: { format: "origin", required: true }, realm: { required: true } },
    ({ domain, realm }) => ({ issuer: `${domain}/${realm}` }),
    {
      ...{ credentials, others, issuerEnd: "" },
      given: { ...svc, domain: "id.example", realm: "shop" },
      hosts: [idExample],
      moves: [
        {
          ...move("domain", "id.example", { ...svc, realm: "shop" }, [undefined, idExample]),
          isOfIssuer: true,
        },
        {
          ...move("realm", "evil", { ...svc, domain: "id.example" }, [idExample, idExample]),
          isOfIssuer: true,
        },
      ],
    },
  ),
  "an issuer in the place of an address": shape(
    { realm: {} },
    ({ realm }) =>
      realm ? { issuer: `${idExample}/${realm}` } : { tokenEndpoint: `${idExample}/token` },
    {
      ...{ credentials, others, issuerEnd: "" },
      given: svc,
      hosts: [idExample],
      moves: [{ ...move("realm", "evil", svc, [idExample, idExample]), isOfIssuer: true }],
    },
  ),
  "another address for certificates": shape(
    { certHost: { default: otherExample, format: "origin" } },
    ({ certHost }) => ({
      tokenEndpoint: `${idExample}/token`,
      mtlsTokenEndpoint: `${certHost}/token`,
    }),
    {
      ...{ credentials, others, given: svc, hosts: [idExample, otherExample] },
      moves: [{
        ...move("certHost", "third.example", svc, [idExample, idExample]),
        ...{ hosts: [idExample, "https://third.example"], without: [idExample, otherExample] },
      }],
    },
  ),
  "two addresses that change places": shape(
    { isSwapped: {} },
    ({ isSwapped }) => {
      const [tokenEndpoint, mtlsTokenEndpoint] = isSwapped
        ? [otherExample, idExample] as const
        : [idExample, otherExample] as const;
      return { tokenEndpoint, mtlsTokenEndpoint };
    },
    {
      ...{ credentials, others, given: svc, hosts: [idExample, otherExample] },
      moves: [{
        ...move("isSwapped", "yes", svc, [idExample, otherExample]),
        ...{ hosts: [otherExample, idExample], without: [idExample, otherExample] },
      }],
    },
  ),
  "a scheme and a port": shape(
    { host: { default: "https://127.0.0.1:8443", format: "origin" } },
    ({ host }) => ({ tokenEndpoint: `${host}/token` }),
    {
      ...{ credentials, others, given: svc, hosts: ["https://127.0.0.1:8443"] },
      moves: ["http://127.0.0.1:8443", "https://127.0.0.1:9443", "https://127.0.0.1:8443"].map(
        (host) => move("host", host, svc, ["https://127.0.0.1:8443", host]),
      ),
    },
  ),
  "a tenant unless there is a domain of its own": shape(
    { tenant: { required: { unless: "domain" } }, domain: { format: "origin" } },
    ({ tenant, domain }) => ({
      tokenEndpoint: tenant ? `${otherExample}/${tenant}/token` : `${domain}/token`,
    }),
    {
      ...{ credentials, others, given: { ...svc, tenant: "t" }, hosts: [otherExample] },
      moves: [
        move("tenant", "t", { ...svc, domain: "id.example" }, [idExample, otherExample]),
        move("tenant", "t", svc, [otherExample, otherExample]),
        move("domain", "id.example", svc, [undefined, idExample]),
      ],
    },
  ),
};
