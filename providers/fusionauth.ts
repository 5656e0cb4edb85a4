/**
 * FusionAuth, with an entity of a server.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";

const entityScope =
  /^target-entity:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(:[^,\s]+(,[^,\s]+)*)?$/i;

export default {
  apiVersion: 1,
  name: "fusionauth",
  title: "FusionAuth",
  docs: "https://fusionauth.io/docs/lifecycle/authenticate-users/oauth/endpoints",
  setup: [
    "Create two entities: the client, whose client ID and secret you use here, and the target, which represents the API.",
    "Grant the client entity the permissions on the target, under Entity Grants.",
    "Use target-entity:ID as the scope for all permissions, or target-entity:ID:read,write for some, with the ID of the target.",
  ],
  example:
    "--base-url https://id.example.com --client-id 11111111-2222-3333-4444-555555555555 --scope target-entity:66666666-7777-8888-9999-aaaaaaaaaaaa:read,write",
  settings: {
    baseUrl: {
      description: "URL of the server",
      example: "https://id.example.com",
      env: ["FUSIONAUTH_URL"],
      required: true,
      format: "origin",
    },
    tenantId: {
      description: "Tenant ID, for a server with several tenants",
      example: "11111111-2222-3333-4444-555555555555",
      format: "guid",
    },
    clientId: { description: "Client ID of the client entity" },
    clientSecret: { description: "Client secret of that entity" },
    scope: {
      description: "Target entity, with permissions if not all; separated by spaces",
      example: "target-entity:66666666-7777-8888-9999-aaaaaaaaaaaa:read,write",
      check: checkScope,
    },
  },
  // The tenant chooses the issuer in the metadata, which is often not a URL.
  endpoint: ({ baseUrl = "" }) => ({ tokenEndpoint: `${baseUrl}/oauth2/token`, issuer: baseUrl }),
  parameters: ({ tenantId }) => ({ tenantId }),
  // By error_reason, which is the most precise.
  explain: [
    {
      code: "invalid_client_id",
      hint:
        "There is no entity with the client ID {clientId} in this tenant. Copy the one that the entity shows, not the ID of an application, and check the tenant ID.",
    },
    {
      code: ["invalid_grant_type", "grant_type_disabled"],
      hint:
        "The client credentials grant is for entities only. Check that {clientId} is the client ID of an entity, not of an application.",
    },
    {
      code: "invalid_target_entity_scope",
      hint:
        "A target entity in the scope {scope} does not exist, or {clientId} has no grant for it. Check the ID, and add an entity grant.",
    },
    {
      code: "invalid_entity_permission_scope",
      hint:
        "Grant {clientId} each permission that the scope {scope} names, or request fewer: one without a grant makes all fail.",
    },
    {
      code: "missing_tenant_id",
      hint: "{baseUrl} has several tenants. Set the tenant ID to that of the entity's tenant.",
    },
    {
      code: "invalid_tenant_id",
      hint: "{baseUrl} has no tenant {tenantId}. Copy the tenant ID from Tenants.",
    },
    {
      code: "not_licensed",
      hint: "{baseUrl} has no license for entities and this grant, which belong to the paid plans.",
    },
    {
      error: "invalid_client",
      hint:
        "FusionAuth does not accept the secret. Copy it from the entity whose client ID is {clientId}.",
    },
    {
      error: "invalid_scope",
      hint:
        "Name a target entity in the scope, such as target-entity:ID:read,write, and grant {clientId} each permission on it.",
    },
  ],
} satisfies Provider;

function checkScope(scope: string): string | undefined {
  return scope.split(" ").every((token) =>
      !/^target-entity/i.test(token) || entityScope.test(token)
    )
    ? undefined
    : "must be target-entity:ID or target-entity:ID:read,write, with the entity's ID and only commas between permissions";
}
