// deno-lint-ignore-file no-console
/**
 * Providers of one's own: an object like the module that `gettoken ./acme.ts` takes. The first is
 * complete, the second is the built-in `oidc` with the address of its server.
 */

import process from "node:process";
import { ClientCredentialsFlow, type Provider, type ProviderExtension } from "gettoken";

const acme: Provider = {
  apiVersion: 1,
  name: "acme",
  title: "Acme ID",
  docs: "https://developers.acme.example/oauth",
  settings: {
    domain: { description: "Your Acme domain", format: "origin", required: true },
    resource: { description: "API that the token is for", required: true },
  },
  endpoint: ({ domain }) => ({ tokenEndpoint: `${domain}/oidc/token` }),
  parameters: ({ resource }) => ({ resource }),
  explain: [{ error: "invalid_target", hint: "There is no API {resource}." }],
};

const shop: ProviderExtension = {
  apiVersion: 1,
  name: "shop",
  title: "The shop's Keycloak",
  extends: "oidc",
  defaults: { issuer: process.env.SHOP_ISSUER ?? "https://id.shop.example" },
};

const client = {
  clientId: process.env.CLIENT_ID ?? "orders",
  clientSecret: process.env.CLIENT_SECRET,
};

const flows = [
  new ClientCredentialsFlow({
    ...client,
    provider: acme,
    settings: {
      domain: process.env.ACME_DOMAIN ?? "id.acme.example",
      resource: process.env.ACME_RESOURCE ?? "https://api.acme.example",
    },
  }),
  new ClientCredentialsFlow({ ...client, provider: shop }),
];

for (const token of await Promise.all(flows.map((flow) => flow.getToken()))) {
  console.log(token.type, "token until", token.expiresAt?.toISOString() ?? "an unknown time");
}
