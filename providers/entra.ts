/**
 * Microsoft Entra ID, the v2.0 endpoint of one tenant.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";
import { entraErrors } from "./entra_errors.ts";

const guid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const wholeGuid = new RegExp(`^${guid}$`, "i");
const domain = /^([a-z0-9-]+\.)+[a-z0-9-]+$/i;
const resourceUri = new RegExp(`^([a-z][a-z0-9+.-]*://[^/]+|${guid})(?<path>/.*)?$`, "i");

const authorityHosts = [
  "login.microsoftonline.com",
  "login.microsoftonline.us",
  "login.partner.microsoftonline.cn",
  "login.sovcloud-identity.fr",
  "login.sovcloud-identity.de",
  "login.sovcloud-identity.sg",
  // Other names of the first three
  "login.windows.net",
  "login.microsoft.com",
  "sts.windows.net",
  "login.usgovcloudapi.net",
  "login.chinacloudapi.cn",
].map((host) => host.replaceAll(".", "\\."));
// Each External ID tenant has a host of its own.
const externalId = "([a-z0-9-]+\\.)+ciamlogin\\.com";
const loopback = "(localhost|127[.\\d]+|\\[::1\\])(:\\d+)?";

export default {
  apiVersion: 1,
  name: "entra",
  title: "Microsoft Entra ID",
  docs: "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow",
  setup: [
    "Register an application; its overview shows the client ID and the tenant (directory) ID.",
    "Under Certificates & secrets create a client secret and copy its Value, which is shown only once.",
    "Under API permissions add application permissions, not delegated ones, and grant admin consent; without them you may get a token that the API refuses.",
    "Use the API's application ID URI with /.default after it as the scope: the token has all permissions granted for that API.",
  ],
  example:
    "--tenant contoso.onmicrosoft.com --client-id 11111111-2222-3333-4444-555555555555 --scope https://graph.microsoft.com/.default",
  settings: {
    tenant: {
      description: "Tenant: its directory ID or one of its domains",
      example: "contoso.onmicrosoft.com",
      env: ["AZURE_TENANT_ID"],
      otherEnv: { ARM_TENANT_ID: "the same value", AZURE_CREDENTIALS: "its tenantId" },
      required: true,
      check: checkTenant,
    },
    authorityHost: {
      description: "Authority host of the tenant's cloud",
      example: "https://login.microsoftonline.us",
      env: ["AZURE_AUTHORITY_HOST"],
      default: "https://login.microsoftonline.com",
      format: "origin",
      warn: [{
        pattern: new RegExp(
          `^https://(?!(${[...authorityHosts, externalId, loopback].join("|")})$)`,
        ),
        text: "is not a known host of Microsoft Entra, and the secret is sent to it",
      }],
    },
    clientId: {
      description: "Application (client) ID",
      example: "11111111-2222-3333-4444-555555555555",
      env: ["AZURE_CLIENT_ID"],
      otherEnv: { ARM_CLIENT_ID: "the same value", AZURE_CREDENTIALS: "its clientId" },
      format: "guid",
    },
    privateKey: {
      description: "Private key and certificate, PEM or PFX",
      fileEnv: ["AZURE_CLIENT_CERTIFICATE_PATH"],
    },
    sendCertificateChain: {
      description: "Send the certificate's chain (x5c), for trust in its subject name and issuer",
      env: ["AZURE_CLIENT_SEND_CERTIFICATE_CHAIN"],
    },
    federatedTokenFile: {
      env: ["AZURE_FEDERATED_TOKEN_FILE"],
      otherEnv: { ARM_OIDC_TOKEN_FILE_PATH: "the same value" },
    },
    keyPassphrase: { env: ["AZURE_CLIENT_CERTIFICATE_PASSWORD"] },
    clientSecret: {
      env: ["AZURE_CLIENT_SECRET"],
      otherEnv: { ARM_CLIENT_SECRET: "the same value", AZURE_CREDENTIALS: "its clientSecret" },
      warn: [{
        pattern: wholeGuid,
        text:
          "looks like the ID of a client secret; use its Value, which is shown only when the secret is created",
      }],
    },
    scope: {
      description: "Scope: the API's application ID URI with /.default after it",
      example: "https://graph.microsoft.com/.default",
      required: true,
      check: checkScope,
    },
  },
  clientAuthentication: ["client_secret_post", "client_secret_basic", "private_key_jwt"],
  assertion: {
    algorithms: ["PS256", "RS256"],
    keyHeader: "x5t#S256",
    lifetime: 600,
    federation: [
      {
        audience: "api://AzureADTokenExchangeUSGov",
        with: { authorityHost: "https://login.microsoftonline.us" },
      },
      {
        audience: "api://AzureADTokenExchangeChina",
        with: { authorityHost: "https://login.partner.microsoftonline.cn" },
      },
      { audience: "api://AzureADTokenExchange" },
    ],
  },
  // Not discovered: with a domain as the tenant, the issuer in the metadata has the ID instead.
  endpoint({ authorityHost, tenant = "" }) {
    const authority = `${authorityHost}/${encodeURIComponent(tenant)}`;
    return { tokenEndpoint: `${authority}/oauth2/v2.0/token`, issuer: `${authority}/v2.0` };
  },
  response: {
    warn: [{
      withoutClaim: "roles",
      text:
        "has no roles, so an API that requires application permissions refuses it: add them under API permissions, and grant admin consent",
    }],
  },
  explain: entraErrors,
  errorCode: /AADSTS(\d+)/,
} satisfies Provider;

function checkTenant(tenant: string): string | undefined {
  if (/^(common|organizations|consumers)$/i.test(tenant)) {
    return `must be one tenant, not ${tenant}: its directory ID or a domain such as contoso.onmicrosoft.com`;
  }
  return wholeGuid.test(tenant) || domain.test(tenant)
    ? undefined
    : "must be a directory ID (a GUID) or a domain such as contoso.onmicrosoft.com, without https:// and slashes";
}

/** Deviates from RFC 6749 §3.3: the scope is a single token, a resource and `/.default`. */
function checkScope(scope: string): string | undefined {
  const tokens = scope.split(" ");
  const meant = [...new Set(tokens.flatMap(defaultScopes))];
  if (meant[0] === scope) return undefined;
  if (meant.length === 0) {
    return "must be the application ID URI of an API with /.default after it, such as https://graph.microsoft.com/.default";
  }
  return tokens.length > 1
    ? `must be a single scope, as each run is for one resource: ${meant.join(" or ")}`
    : `must be the application ID URI of the API with /.default after it: ${meant.join(" or ")}`;
}

/** The scopes that the user may have meant, the most likely first. */
function defaultScopes(token: string): string[] {
  const decoded = /^[a-z][a-z0-9+.-]*%/i.test(token) ? withoutEncoding(token) : token;
  const scope = decoded.replace(/(\/\.default)+\/*$/i, "/.default");
  // A resource may end in a slash, which makes two: https://contoso.com//.default
  if (/^[^/].*\/\.default$/.test(scope)) return [scope];
  return resourcesIn(scope.replace(/\.default$/, "")).map((uri) => `${uri}/.default`);
}

/** The resource in a URI, which may end in a permission: `Mail.Read`, `user_impersonation`. */
function resourcesIn(uri: string): string[] {
  const parts = resourceUri.exec(uri);
  if (parts === null) return [];
  if (!parts.groups?.path) return [uri];
  const lastSlash = uri.lastIndexOf("/");
  const [rest, last] = [uri.slice(0, lastSlash), uri.slice(lastSlash + 1)];
  if (/[._]/.test(last)) return [rest];
  return last === "" ? [rest, uri] : [uri, rest];
}

/** Decodes a URI that was copied from an encoded form, perhaps encoded twice. */
function withoutEncoding(uri: string): string {
  return uri.replace(/%(?:25)*(3A|2F)/gi, (_, code) => decodeURIComponent(`%${code}`));
}
