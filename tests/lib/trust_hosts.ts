/**
 * Where each built-in provider sends a proof, by setting, as the vendors document it. Written by
 * hand, for trust_matrix_test.ts.
 *
 * @module
 */

import type { builtIn } from "../../providers/mod.ts";
import { type Facts, move, type Settings } from "./trust_rows.ts";

const guid = "11111111-2222-3333-4444-555555555555";
const svc = { clientId: "svc" };

/** A provider whose only setting about the host is required and is that host. */
function oneHost(
  setting: string,
  beside: Settings = {},
): Pick<Facts, "given" | "hosts" | "moves"> {
  const host = "https://id.acme.example";
  const all = { ...svc, ...beside };
  return {
    given: { ...all, [setting]: host },
    hosts: [host],
    moves: [move(setting, "https://id.acme.example", all, [undefined, host])],
  };
}

const keyless = ["clientSecret"];
const keyed = ["clientSecret", "privateKey"];
const cognito = { ...svc, region: "eu-central-1" };
const ping = { ...svc, environmentId: guid };
const [sapUrl, sapCert] = [
  "https://acme.authentication.eu10.hana.ondemand.com",
  "https://acme.authentication.cert.eu10.hana.ondemand.com",
];
const [idExample, otherExample] = ["https://id.example", "https://other.example"];

/** The built-in providers. */
export const facts: Readonly<Record<keyof typeof builtIn, Facts>> = {
  entra: {
    given: { tenant: "contoso.com", clientId: guid, scope: "api://a/.default" },
    hosts: ["https://login.microsoftonline.com"],
    credentials: [...keyed, "federatedTokenFile", "idToken"],
    others: ["keyPassphrase", "certificate"],
    stay: { sendCertificateChain: "true" },
    moves: [
      "https://login.microsoftonline.us",
      "https://login.microsoftonline.com:8443",
      "https://login.microsoftonline.com:443",
      "http://127.0.0.1:8080",
    ].map((host) =>
      move("authorityHost", host, {
        ...{ tenant: "contoso.com", clientId: guid, scope: "api://a/.default" },
      }, ["https://login.microsoftonline.com", host.replace(":443", "")])
    ),
  },
  auth0: {
    ...oneHost("domain", { audience: "https://api.example/" }),
    credentials: [...keyed, "clientCert"],
    others: ["clientKey", "keyPassphrase", "dpopKey"],
    stay: { organization: "org_1" },
    issuerEnd: "/",
  },
  okta: {
    ...oneHost("domain", { authServer: "default" }),
    credentials: keyed,
    others: ["keyPassphrase", "dpopKey"],
    stay: { scope: "orders.read" },
  },
  keycloak: {
    ...oneHost("baseUrl", { realm: "shop" }),
    credentials: [...keyed, "clientCert", "federatedTokenFile"],
    others: ["clientKey", "keyPassphrase", "dpopKey"],
  },
  cognito: {
    given: { ...cognito, domain: "login.acme.example" },
    hosts: ["https://login.acme.example"],
    stay: { clientMetadata: "{}" },
    moves: [
      move("domain", "login.acme.example", cognito, [undefined, "https://login.acme.example"]),
      move("region", "eu-west-1", { ...svc, domain: "id.example" }, [idExample, idExample]),
      move("prefix", "acme", cognito, [
        undefined,
        "https://acme.auth.eu-central-1.amazoncognito.com",
      ]),
      move("region", "eu-west-1", { ...svc, prefix: "acme" }, [
        undefined,
        "https://acme.auth.eu-west-1.amazoncognito.com",
      ]),
    ],
  },
  pingone: {
    given: { ...ping, region: "EU" },
    hosts: ["https://auth.pingone.eu"],
    credentials: keyed,
    others: ["keyPassphrase"],
    moves: [
      move("region", "CA", ping, [undefined, "https://auth.pingone.ca"]),
      move("region", "CA", { ...ping, domain: "id.example" }, [idExample, idExample]),
      move("domain", "id.example", { ...ping, region: "EU" }, [
        "https://auth.pingone.eu",
        idExample,
      ]),
      move("domain", "id.example", svc, [undefined, idExample]),
    ],
  },
  google: {
    given: { ...svc, scope: "https://www.googleapis.com/auth/cloud-platform" },
    hosts: ["https://oauth2.googleapis.com"],
    credentials: ["privateKey"],
    others: ["keyPassphrase"],
    stay: { subject: "mona@acme.example" },
    document: {
      setting: "serviceAccountKey",
      content: { type: "service_account" },
      members: { clientId: "client_email", tokenUri: "token_uri", privateKey: "private_key" },
      credential: "privateKey",
    },
    moves: [
      ["https://sts.googleapis.com/v1/token", "https://sts.googleapis.com"] as const,
      ["https://oauth2.googleapis.com/v2", "https://oauth2.googleapis.com"] as const,
    ].map(([address, host]) =>
      move("tokenUri", address, { ...svc, scope: "a" }, ["https://oauth2.googleapis.com", host])
    ),
  },
  salesforce: { ...oneHost("myDomain"), credentials: keyless },
  zitadel: {
    ...oneHost("domain"),
    credentials: keyed,
    others: ["keyPassphrase"],
    document: {
      setting: "serviceUserKey",
      content: { type: "serviceaccount" },
      members: { clientId: "userId", privateKey: "key" },
      credential: "privateKey",
    },
  },
  ory: {
    ...oneHost("baseUrl"),
    credentials: keyed,
    others: ["keyPassphrase"],
    stay: { audience: "https://api.example/" },
  },
  onelogin: {
    given: { ...svc, domain: "id.example" },
    hosts: [idExample],
    stay: { kind: "api", resource: "https://api.example" },
    moves: [
      move("domain", "id.example", svc, [undefined, idExample]),
      move("subdomain", "acme", svc, [undefined, "https://acme.onelogin.com"]),
    ],
  },
  fusionauth: { ...oneHost("baseUrl"), stay: { tenantId: guid } },
  descope: {
    given: svc,
    hosts: ["https://api.descope.com"],
    stay: { resource: "https://api.example", audience: "a", tenantId: "T2" },
    moves: [
      move("domain", "login.acme.example", svc, [
        "https://api.descope.com",
        "https://login.acme.example",
      ]),
      move("domain", "api.descope.com", svc, [
        "https://api.descope.com",
        "https://api.descope.com",
      ]),
    ],
  },
  workos: oneHost("domain"),
  "ibm-verify": oneHost("domain"),
  xsuaa: {
    given: { ...svc, url: sapUrl },
    hosts: [sapUrl, sapCert],
    credentials: ["clientSecret", "clientCert"],
    others: ["clientKey", "keyPassphrase"],
    document: {
      setting: "serviceKey",
      content: {},
      members: { url: "url", certUrl: "certurl", clientSecret: "clientsecret" },
      credential: "clientSecret",
    },
    moves: [
      { ...move("url", sapUrl, svc, [undefined, sapUrl]), hosts: [sapUrl, sapCert] },
      {
        ...move("certUrl", sapCert, { ...svc, url: sapUrl }, [sapUrl, sapUrl]),
        ...{ hosts: [sapUrl, sapCert], without: [sapUrl, sapCert] },
      },
      {
        ...move("certUrl", otherExample, { ...svc, url: sapUrl }, [sapUrl, sapUrl]),
        ...{ hosts: [sapUrl, otherExample], without: [sapUrl, sapCert] },
      },
      move("url", "https://other.example/x", { ...svc, certUrl: otherExample }, [
        otherExample,
        otherExample,
      ]),
      {
        ...move("url", "http://127.0.0.1:8443", { ...svc, certUrl: "https://127.0.0.1:8443" }, [
          "https://127.0.0.1:8443",
          "",
        ]),
        hosts: ["http://127.0.0.1:8443", "https://127.0.0.1:8443"],
      },
    ],
  },
  databricks: {
    given: { ...svc, host: "accounts.example", accountId: guid },
    hosts: ["https://accounts.example"],
    moves: [
      move("host", "dbc.example", svc, [undefined, "https://dbc.example"]),
      move("accountId", guid, { ...svc, host: "dbc.example" }, [
        "https://dbc.example",
        "https://dbc.example",
      ]),
    ],
  },
  oidc: {
    given: { ...svc, tokenUrl: `${idExample}/token` },
    hosts: [idExample],
    credentials: [...keyed, "clientCert", "federatedTokenFile"],
    others: ["clientKey", "keyPassphrase", "dpopKey", "header"],
    stay: {
      ...{ audience: "a", resource: "https://api.example", form: "tenant=acme" },
      tokenType: "BearerToken",
      issuer: otherExample,
    },
    issuerEnd: "",
    moves: [
      { ...move("issuer", idExample, svc, [undefined, idExample]), isOfIssuer: true },
      move("tokenUrl", `${idExample}/token`, svc, [undefined, idExample]),
      move("tokenUrl", `${idExample}/token`, { ...svc, issuer: `${idExample}/a` }, [
        idExample,
        idExample,
      ]),
      move("tokenUrl", `${otherExample}/token`, { ...svc, issuer: idExample }, [
        idExample,
        otherExample,
      ]),
    ],
  },
};
