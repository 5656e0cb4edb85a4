/**
 * Tells in our own words why there is no TLS connection, and what to set.
 *
 * @module
 */

import type { GettokenError } from "../core/errors.ts";
import { type KnownFailure, recognise } from "./failure_patterns.ts";

/** The value of an environment variable, `undefined` if it is not set. */
type Environment = (name: string) => string | undefined;

/**
 * What a failure means if it is one of TLS.
 *
 * @param words What the runtime says.
 * @param target The address that was asked for.
 * @param identified Whether a certificate of the client was shown.
 */
export function explainTlsFailure(
  words: string,
  target: URL,
  env: Environment,
  identified = false,
): GettokenError | undefined {
  const known = identified ? [...refusals, ...failures] : failures;
  const failure = recognise(words, known, { host: target.host });
  if (failure === undefined) return undefined;
  const details = [
    ...validityIn(words),
    ...namesIn(words),
    ...failure.hint === trust ? ineffective(env) : [],
  ];
  return details.reduce((failure, detail) => failure.with(detail), failure);
}

/** When a certificate is valid, as far as the runtime says, and what the clock here shows. */
function validityIn(words: string): string[] {
  const { now, edge, bound } =
    /verification time (?<now>\d+).*is not valid (?<edge>after|before) (?<bound>\d+)/
      .exec(words)?.groups ?? {};
  if (edge === undefined) return [];
  const limit = edge === "after" ? "until" : "from";
  return [`It is valid ${limit} ${date(bound)}; the clock of this machine shows ${date(now)}.`];
}

/** A number of seconds since 1970 as a date. */
function date(seconds: string | undefined): string {
  const time = new Date(Number(seconds) * 1000);
  return Number.isNaN(time.valueOf()) ? "a time far away" : time.toISOString().slice(0, 16) + "Z";
}

/** The names that a certificate is for, as far as the runtime says. */
function namesIn(words: string): string[] {
  const [, list = ""] = /only valid for (.*)/.exec(words) ?? [];
  const names = Array.from(list.matchAll(/DnsName\("([\w.*-]{1,253})"\)/g), ([, name]) => name);
  return names.length > 0 ? [`It is for ${names.slice(0, 5).join(", ")}.`] : [];
}

/** Variables by which other programs find certificates. */
const certificateVariables = ["SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"];

/** Remarks about variables that someone has set in vain. */
function ineffective(env: Environment): string[] {
  const ofSystem = env("DENO_TLS_CA_STORE")?.includes("system");
  return [
    ...certificateVariables
      .filter((name) => env(name) && !(ofSystem && name === "SSL_CERT_FILE"))
      .map((name) => `${name} is set, but not read: --ca-file "$${name}" would be.`),
    ...env("NODE_TLS_REJECT_UNAUTHORIZED") === "0"
      ? ["NODE_TLS_REJECT_UNAUTHORIZED has no effect: certificates are always checked."]
      : [],
  ];
}

const trust = "The network of a company may have put its own in between. Give the certificate of " +
  "its authority (a PEM file) with --ca-file or DENO_CERT, or set DENO_TLS_CA_STORE=system to " +
  "trust what this system trusts.";

/** What a server says of the client's certificate, by its alert (RFC 8446 §6.2). */
const refusals: readonly KnownFailure[] = [
  {
    pattern: /alert: UnknownCA/i,
    code: "refused",
    message: "{host} does not trust the issuer of the client's certificate",
    hint: "Have the certificate registered there, or its issuer. If others are between the two, " +
      "put their certificates behind it in --client-cert-file.",
  },
  {
    pattern: /alert: CertificateExpired/i,
    code: "refused",
    message: "{host} says that the client's certificate has expired",
    hint: "Renew it; or compare its dates with the clocks of this machine and of the server.",
  },
  {
    pattern: /alert: CertificateRevoked/i,
    code: "refused",
    message: "{host} says that the client's certificate was revoked",
    hint: "Have a new one issued.",
  },
  {
    pattern: /alert: (BadCertificate|Certificate(Unknown|Unobtainable)|UnsupportedCertificate)/i,
    code: "refused",
    message: "{host} does not accept the client's certificate",
    hint: "Compare it with what is registered there. It has to be one for clients (clientAuth).",
  },
  {
    pattern: /alert: (AccessDenied|DecryptError)/i,
    code: "refused",
    message: "{host} denies access to whoever has the client's certificate",
    hint: "Compare it with what is registered there.",
  },
  {
    pattern: /alert: (CertificateRequired|HandshakeFailure)/i,
    code: "refused",
    message: "{host} wants a certificate of the client other than the one that is there",
    hint: "It may take certificates of other issuers only, or only keys of another kind, such as " +
      "RSA.",
  },
];

/** What the runtime says (rustls and webpki), most specific first. */
const failures: readonly KnownFailure[] = [
  {
    pattern: /certificate store|CA file|platform certificates/i,
    code: "tls_failed",
    message: "Cannot load the certificates that are to be trusted",
    hint: "Check DENO_CERT and DENO_TLS_CA_STORE; for the system's store, SSL_CERT_FILE and " +
      "SSL_CERT_DIR, too.",
  },
  {
    pattern: /NotValidForName|not valid for name/i,
    code: "tls_failed",
    message: "The certificate of {host} is for another name",
    hint: "Check the address: is it the name that the certificate was issued for?",
  },
  {
    pattern: /CaUsedAsEndEntity/i,
    code: "tls_failed",
    message: "The certificate of {host} is that of an authority, which is none for a server",
    hint: "Whoever runs it must give it one with CA:FALSE. To trust it does not help.",
  },
  {
    pattern: /UnknownIssuer/i,
    code: "tls_failed",
    message: "The certificate of {host} is not trusted: its issuer is unknown",
    hint: trust,
  },
  {
    pattern: /certificate: BadSignature/i,
    code: "tls_failed",
    message: "The certificate of {host} is not trusted: its signature is wrong, or its key weak",
    hint: trust,
  },
  {
    pattern: /certificate expired|CertExpired|certificate: Expired/i,
    code: "tls_failed",
    message: "The certificate of {host} has expired",
    hint: "If it is valid for others, check the clock of this machine.",
  },
  {
    pattern: /NotValidYet|not valid yet/i,
    code: "tls_failed",
    message: "The certificate of {host} is not valid yet",
    hint: "Check the clock of this machine.",
  },
  {
    pattern: /certificate: Revoked/i,
    code: "tls_failed",
    message: "The certificate of {host} was revoked",
    hint: "Whoever runs it must renew it.",
  },
  {
    pattern: /certificate: (Unsupported|Other|Bad|Unhandled|Invalid)|extended key usage/i,
    code: "tls_failed",
    message: "The certificate of {host} is of a kind that is not accepted",
    hint: "Whoever runs it must renew it: X.509 version 3, for servers, signed with SHA-256 or " +
      "better.",
  },
  {
    pattern: /InvalidContentType|corrupt message|unexpected message(?! from connection)/i,
    code: "tls_failed",
    message: "{host} does not speak TLS on this port",
    hint: "Check the port. Without TLS, only this machine's own addresses can be asked (http://).",
  },
  {
    pattern: /tls handshake eof/i,
    code: "connection_failed",
    message: "{host} ended the connection before TLS was agreed on",
    hint: "Try again; check the port, and that no firewall ends the connection.",
    passing: true,
  },
  {
    pattern: /alert: (CertificateRequired|BadCertificate|AccessDenied)/i,
    code: "tls_failed",
    message: "{host} asks for a certificate of the client, and gettoken has none",
    hint: "If the provider takes certificates, give one with --client-cert-file. It is shown to " +
      "the token endpoint alone: if this is where its metadata stands, name the token endpoint " +
      "itself (for oidc: --token-url).",
  },
  {
    pattern: /alert: ProtocolVersion|ServerDoesNotSupportTls|TlsVersion/i,
    code: "tls_failed",
    message: "{host} speaks only versions of TLS that are too old",
    hint: "Whoever runs it must allow TLS 1.2 or 1.3.",
  },
  {
    pattern: /alert: (HandshakeFailure|InsufficientSecurity)|peer is incompatible/i,
    code: "tls_failed",
    message: "{host} and gettoken have no form of TLS in common",
    hint: "It may know only old ciphers, or ask for a certificate of the client " +
      "(--client-cert-file).",
  },
  {
    pattern: /alert: UnrecognisedName/i,
    code: "tls_failed",
    message: "The server at {host} does not serve this name",
    hint: "Check the address.",
  },
  {
    pattern: /invalid peer certificate|fatal alert|peer misbehaved|\btls\b(?! close_notify)/i,
    code: "tls_failed",
    message: "No TLS connection with {host}",
    hint: trust,
  },
];
