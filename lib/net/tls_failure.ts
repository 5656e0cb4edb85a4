/**
 * Explain TLS failures, including a rejected client certificate.
 *
 * @module
 */

import type { GettokenError } from "../core/errors.ts";
import { type KnownFailure, matchFailure } from "./failure_patterns.ts";
import type { Environment } from "./proxies.ts";

/**
 * The failure, if the runtime's message is about TLS with this host.
 *
 * @param identified Whether a client certificate was presented.
 */
export function explainTlsFailure(
  words: string,
  { host }: URL,
  env: Environment,
  identified = false,
): GettokenError | undefined {
  const failure = (identified ? matchFailure(words, refusals, "refused", { host }) : undefined) ??
    matchFailure(words, failures, "tls_failed", { host });
  if (failure === undefined) return undefined;
  const details = [
    ...validityIn(words),
    ...namesIn(words),
    ...failure.hint === trust ? ineffective(env) : [],
  ];
  return details.reduce((failure, detail) => failure.with(detail), failure);
}

/** When a certificate is valid, if the runtime says so, and the time on this machine. */
function validityIn(words: string): string[] {
  const { now, edge, bound } =
    /verification time (?<now>\d+).*is not valid (?<edge>after|before) (?<bound>\d+)/
      .exec(words)?.groups ?? {};
  if (edge === undefined) return [];
  const limit = edge === "after" ? "until" : "from";
  return [`It is valid ${limit} ${date(bound)}; this machine's clock shows ${date(now)}.`];
}

/** A number of seconds since 1970 as a date. */
function date(seconds: string | undefined): string {
  const time = new Date(Number(seconds) * 1000);
  return Number.isNaN(time.valueOf())
    ? "a time out of range"
    : time.toISOString().slice(0, 16) + "Z";
}

/** The names in a certificate, if the runtime lists them. */
function namesIn(words: string): string[] {
  const [, list = ""] = /only valid for (.*)/.exec(words) ?? [];
  const found = list.matchAll(/DnsName\("([\w.*-]{1,253})"\)|IpAddress\(([\da-f.:]{2,45})\)/g);
  const names = Array.from(found, ([, name, address]) => name ?? address);
  return names.length > 0 ? [`It is valid for ${names.slice(0, 5).join(", ")}.`] : [];
}

/** Variables that name CA certificates for other programs. */
const certificateVariables = ["SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"];

/** Notes about variables that are set without effect. */
function ineffective(env: Environment): string[] {
  const ofSystem = env("DENO_TLS_CA_STORE")?.includes("system");
  return [
    ...certificateVariables
      .filter((name) => env(name) && !(ofSystem && name === "SSL_CERT_FILE"))
      .map((name) => `${name} is set but not used; to use it, add --ca-file "$${name}".`),
    ...env("NODE_TLS_REJECT_UNAUTHORIZED") === "0"
      ? ["NODE_TLS_REJECT_UNAUTHORIZED has no effect: certificates are always checked."]
      : [],
  ];
}

const trust =
  "A TLS-inspecting proxy in your network may have replaced it. Set the CA certificate (a " +
  "PEM file) with --ca-file or DENO_CERT, or set DENO_TLS_CA_STORE=system to use the CAs that this " +
  "system trusts.";

/**
 * Why a server rejects the client certificate, by its alert (RFC 8446 §6.2). The words of an alert are
 * separate in Node.
 */
const refusals: readonly KnownFailure[] = [
  {
    pattern: /alert:? unknown ?ca/i,
    message: "{host} does not trust the issuer of the client certificate",
    hint: "Register the certificate or its issuer there. Append intermediate certificates to the " +
      "file of --client-cert-file.",
  },
  {
    pattern: /alert:? certificate ?expired/i,
    message: "{host} says that the client certificate has expired",
    hint: "Renew it, or compare its dates with the clocks of this machine and of the server.",
  },
  {
    pattern: /alert:? certificate ?revoked/i,
    message: "{host} says that the client certificate was revoked",
    hint: "Request a new one.",
  },
  {
    pattern:
      /alert:? (bad ?certificate|certificate ?(unknown|unobtainable)|unsupported ?certificate)/i,
    message: "{host} does not accept the client certificate",
    hint: "Compare it with the one registered there. It must be for clients (clientAuth).",
  },
  {
    pattern: /alert:? (access ?denied|decrypt ?error)/i,
    message: "{host} denies access with this client certificate",
    hint: "Compare it with the one registered there.",
  },
  {
    pattern: /alert:? (certificate ?required|handshake ?failure)/i,
    message: "{host} requires another client certificate",
    hint: "It may accept only other issuers, or only other types of keys, such as RSA.",
  },
];

/** By the message of rustls and webpki, or the code of Node and Bun, most specific first. */
const failures: readonly KnownFailure[] = [
  {
    pattern: /certificate store|CA file|platform certificates/i,
    message: "Cannot load the trusted CA certificates",
    hint: "Check DENO_CERT and DENO_TLS_CA_STORE; for the system's store, also SSL_CERT_FILE and " +
      "SSL_CERT_DIR.",
  },
  {
    pattern: /not valid for any names/i,
    message: "The certificate of {host} lists no names of hosts (subjectAltName)",
    hint:
      "The server's administrator must replace it by one that lists the host there; its common " +
      "name (CN) does not count.",
  },
  {
    pattern: /NotValidForName|not valid for name|ERR_TLS_CERT_ALTNAME_INVALID/i,
    message: "The certificate of {host} is for another name",
    hint: "Check the host name: the certificate must include it.",
  },
  {
    pattern: /CaUsedAsEndEntity/i,
    message: "The certificate of {host} is a CA certificate, not one for a server",
    hint:
      "The server's administrator must replace it by one with CA:FALSE. Trusting it does not help.",
  },
  {
    pattern: /UnknownIssuer|self.signed.cert|unable_to_(get_issuer|verify_leaf)/i,
    message: "The certificate of {host} is not trusted: its issuer is unknown",
    hint: trust,
  },
  {
    pattern: /certificate: BadSignature/i,
    message:
      "The certificate of {host} is not trusted: its signature is invalid, or its key too weak",
    hint: trust,
  },
  {
    pattern: /certificate expired|CertExpired|certificate: Expired|CERT_HAS_EXPIRED/i,
    message: "The certificate of {host} has expired",
    hint: "Check the clock of this machine, or ask the server's administrator to renew it.",
  },
  {
    pattern: /NotValidYet|not valid yet|CERT_NOT_YET_VALID/i,
    message: "The certificate of {host} is not valid yet",
    hint: "Check the clock of this machine.",
  },
  {
    pattern: /certificate: Revoked|CERT_REVOKED/i,
    message: "The certificate of {host} was revoked",
    hint: "The server's administrator must replace it.",
  },
  {
    pattern: /certificate: (Unsupported|Other|Bad|Unhandled|Invalid)|extended key usage/i,
    message: "The certificate of {host} is of an unsupported type",
    hint: "The server's administrator must replace it: X.509 version 3, for servers, signed with " +
      "SHA-256 or better.",
  },
  {
    pattern:
      /InvalidContentType|corrupt message|unexpected message(?! from connection)|wrong version number/i,
    message: "{host} does not speak TLS on this port",
    hint: "Check the port. Without TLS (http://), only loopback addresses are allowed.",
  },
  {
    pattern: /tls handshake eof/i,
    code: "connection_failed",
    message: "{host} closed the connection during the TLS handshake",
    hint: "Try again; check the port, and that no firewall closes the connection.",
    transient: true,
  },
  {
    pattern: /alert:? (certificate ?required|bad ?certificate|access ?denied)/i,
    message: "{host} requires a client certificate, and none was presented",
    hint: "If the provider accepts certificates, set --client-cert-file. The certificate is " +
      "presented to the token endpoint only; if the metadata needs it too, set the token endpoint " +
      "(for oidc: --token-url).",
  },
  {
    pattern: /alert:? protocol ?version|ServerDoesNotSupportTls|TlsVersion/i,
    message: "{host} supports only outdated TLS versions",
    hint: "The server's administrator must enable TLS 1.2 or 1.3.",
  },
  {
    pattern: /alert:? (handshake ?failure|insufficient ?security)|peer is incompatible/i,
    message: "{host} and gettoken have no TLS parameters in common",
    hint: "It may support only old ciphers, or require a client certificate (--client-cert-file).",
  },
  {
    pattern: /alert: UnrecognisedName|alert unrecognized name/i,
    message: "The server at {host} does not serve this name",
    hint: "Check the host name.",
  },
  {
    pattern:
      /invalid peer certificate|(fatal|tlsv1\S*|sslv3) alert|peer misbehaved|\btls\b(?! close_notify)/i,
    message: "No TLS connection to {host}",
    hint: trust,
  },
];
