/**
 * SAP Authorization and Trust Management service (XSUAA), with a service key that has a secret or a
 * certificate.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";

const grantNotAllowed =
  "Allow client {clientId} the grant client_credentials under oauth2-configuration in xs-security.json.";

export default {
  apiVersion: 1,
  name: "xsuaa",
  title: "SAP XSUAA",
  docs:
    "https://github.com/SAP-docs/btp-cloud-platform/blob/main/docs/60-security/token-retrieval-fails-with-status-code-401-fd5865e.md",
  setup: [
    "Create a service key for the instance, with binding-secret, instance-secret or x509 as its credential type.",
    "Pass the key file unchanged with --service-key-file; or set url, clientid and clientsecret from it (they may be in uaa), or certurl, clientid, certificate and key.",
    "Renew a key of the type x509 in time: it is valid for 7 days by default.",
  ],
  example:
    "--url https://acme.authentication.eu10.hana.ondemand.com --client-id 'sb-orders!b12|destination-xsappname!b34'",
  settings: {
    serviceKey: {
      description: "Service key, JSON with the other settings in it",
      secret: true,
      multiline: true,
      members: {
        url: "url",
        certUrl: "certurl",
        clientId: "clientid",
        clientSecret: "clientsecret",
        clientCert: "certificate",
        clientKey: "key",
      },
    },
    url: {
      description: "The url of the service key",
      example: "https://acme.authentication.eu10.hana.ondemand.com",
      required: { unless: "certUrl" },
      format: "url",
      check: checkUrl,
    },
    certUrl: {
      description: "The certurl of the service key, for a certificate",
      example: "https://acme.authentication.cert.eu10.hana.ondemand.com",
      format: "url",
      check: checkCertUrl,
    },
    clientId: {
      description: "The clientid of the service key, with ! and | unchanged",
      example: "sb-orders!b12|destination-xsappname!b34",
    },
    clientSecret: {
      description: "Client secret: the clientsecret of the service key",
    },
  },
  // Deviates from RFC 6749 §2.3.1: the server does not decode client IDs in HTTP Basic, and each of
  // its client IDs contains a `!`.
  clientAuthentication: ["client_secret_post", "tls_client_auth"],
  endpoint: ({ url = "", certUrl }) => ({
    tokenEndpoint: endpointAt(url || (certUrl ?? "")),
    // Its metadata has another issuer: this one, and /oauth/token.
    issuer: url || undefined,
    // Deviates from RFC 8705 §5: the metadata has it, but may contain another issuer.
    mtlsTokenEndpoint: endpointAt(certUrl ?? certUrlFor(url)),
  }),
  explain: [
    {
      // The error is invalid_client.
      text: /unauthorized grant type/i,
      hint: grantNotAllowed,
    },
    {
      text: /unable to map issuer/i,
      hint:
        "{url} belongs to another subaccount than the credential. Take url, clientid and clientsecret from one service key.",
    },
    {
      text: /requested id\b/i,
      hint:
        "{url} has no client {clientId}. Take url and clientid from one service key that still exists, with ! and | unchanged.",
    },
    {
      error: ["unauthorized", "invalid_client"],
      hint:
        "The server does not accept the {credential} of {clientId}: it is wrong or has expired, or its service key is deleted. Take all from one service key: clientid with ! and | unchanged, url and clientsecret, or certurl, certificate and key.",
    },
    {
      text: /empty scope/i,
      hint: "Client {clientId} has no scopes. Add them to the authorities in xs-security.json.",
    },
    {
      error: "invalid_scope",
      hint:
        "Client {clientId} may not have all of the scopes {scope}. Add them to the authorities in xs-security.json, or request fewer.",
    },
    {
      error: ["unauthorized_client", "unsupported_grant_type"],
      hint: grantNotAllowed,
    },
  ],
} satisfies Provider;

function endpointAt(url: string): string {
  return `${url.replace(/\/$/, "")}/oauth/token`;
}

/** Derives one URL from the other, if SAP hosts the server. */
function certUrlFor(url: string): string {
  return url.replace(
    /^(https:\/\/[^/]*\.authentication)\.(?=[^/]*\.hana\.ondemand\.com\/?$)/,
    "$1.cert.",
  );
}

function checkCertUrl(url: string): string | undefined {
  if (/^https:\/\/[^/]*\.authentication\.(?!cert\.)/.test(url)) {
    return "must be the certurl of the service key, not its url";
  }
  return checkPath(url, "certurl");
}

function checkUrl(url: string): string | undefined {
  if (/^https:\/\/[^/]*\.authentication\.cert\./.test(url)) {
    return "must be the url of the service key, not its certurl, which takes a certificate instead of a secret";
  }
  return checkPath(url, "url");
}

function checkPath(url: string, member: string): string | undefined {
  return /\?|\/oauth(\/|$)/.test(url)
    ? `must be the ${member} of the service key unchanged, without /oauth/token and a query`
    : undefined;
}
