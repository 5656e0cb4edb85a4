/**
 * SAP Authorization and Trust Management service (XSUAA), by a service key with a secret or a
 * certificate.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";

const grantNotAllowed =
  "Allow client {clientId} the grant client_credentials, under oauth2-configuration in xs-security.json.";

export default {
  apiVersion: 1,
  name: "xsuaa",
  title: "SAP XSUAA",
  docs:
    "https://github.com/SAP-docs/btp-cloud-platform/blob/main/docs/60-security/token-retrieval-fails-with-status-code-401-fd5865e.md",
  setup: [
    "Create a service key for the instance, with binding-secret, instance-secret or x509 as its credential type.",
    "Give it as it is, with --service-key-file; or take url, clientid and clientsecret from it (they may stand within uaa), or certurl, clientid, certificate and key.",
    "Renew a key of the type x509 in time: within 7 days unless it says otherwise.",
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
      description: "The clientid of the service key, with ! and | as they are",
      example: "sb-orders!b12|destination-xsappname!b34",
    },
    clientSecret: {
      description: "Client secret: the clientsecret of the service key",
    },
  },
  // Deviates from RFC 6749 §2.3.1: without a header of its own this server takes what HTTP Basic
  // carries as it is, without decoding it, and each of its client IDs has a `!`.
  clientAuthentication: ["client_secret_post", "tls_client_auth"],
  endpoint: ({ url = "", certUrl }) => ({
    tokenEndpoint: endpointAt(url || (certUrl ?? "")),
    // Deviates from RFC 8705 §5: the metadata has it, but may name another issuer than its own.
    mtlsTokenEndpoint: endpointAt(certUrl ?? certUrlFor(url)),
  }),
  explain: [
    {
      // It comes with invalid_client.
      text: /unauthorized grant type/i,
      hint: grantNotAllowed,
    },
    {
      text: /unable to map issuer/i,
      hint:
        "{url} belongs to another subaccount than what was sent there. Take url, clientid and clientsecret from one service key.",
    },
    {
      text: /requested id\b/i,
      hint:
        "{url} has no client {clientId}. Take url and clientid from one service key that still exists, with ! and | as they are.",
    },
    {
      error: ["unauthorized", "invalid_client"],
      hint:
        "The secret or the certificate of {clientId} is wrong or has expired, or its service key is deleted. Take all from one service key: clientid with ! and | as it is, url and clientsecret, or certurl, certificate and key.",
    },
    {
      text: /empty scope/i,
      hint:
        "Client {clientId} has no scope at all. Add some to the authorities in xs-security.json.",
    },
    {
      error: "invalid_scope",
      hint:
        "Client {clientId} may not have all of the scopes {scope}. Add them to the authorities in xs-security.json, or ask for fewer.",
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

/** Where SAP runs it, the one address follows from the other. */
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
    ? `must be the ${member} of the service key as it is, without /oauth/token and without a query`
    : undefined;
}
