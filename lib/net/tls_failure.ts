/**
 * Explain failures of TLS, including a refused client certificate, and what to set.
 *
 * @module
 */

import type { GettokenError } from "../core/errors.ts";
import { type KnownFailure, matchFailure } from "./failure_patterns.ts";
import type { Environment } from "./proxies.ts";

/**
 * The failure, if the runtime's words are about TLS with this host.
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
    message: "{host} does not trust the issuer of the client's certificate",
    hint: "Have the certificate registered there, or its issuer. If others are between the two, " +
      "put their certificates behind it in --client-cert-file.",
  },
  {
    pattern: /alert: CertificateExpired/i,
    message: "{host} says that the client's certificate has expired",
    hint: "Renew it; or compare its dates with the clocks of this machine and of the server.",
  },
  {
    pattern: /alert: CertificateRevoked/i,
    message: "{host} says that the client's certificate was revoked",
    hint: "Have a new one issued.",
  },
  {
    pattern: /alert: (BadCertificate|Certificate(Unknown|Unobtainable)|UnsupportedCertificate)/i,
    message: "{host} does not accept the client's certificate",
    hint: "Compare it with what is registered there. It has to be one for clients (clientAuth).",
  },
  {
    pattern: /alert: (AccessDenied|DecryptError)/i,
    message: "{host} denies access to whoever has the client's certificate",
    hint: "Compare it with what is registered there.",
  },
  {
    pattern: /alert: (CertificateRequired|HandshakeFailure)/i,
    message: "{host} wants a certificate of the client other than the one that is there",
    hint: "It may take certificates of other issuers only, or only keys of another kind, such as " +
      "RSA.",
  },
];

/** What the runtime says (rustls and webpki), most specific first. */
const failures: readonly KnownFailure[] = [
  {
    pattern: /certificate store|CA file|platform certificates/i,
    message: "Cannot load the certificates that are to be trusted",
    hint: "Check DENO_CERT and DENO_TLS_CA_STORE; for the system's store, SSL_CERT_FILE and " +
      "SSL_CERT_DIR, too.",
  },
  {
    pattern: /NotValidForName|not valid for name/i,
    message: "The certificate of {host} is for another name",
    hint: "Check the address: is it the name that the certificate was issued for?",
  },
  {
    pattern: /CaUsedAsEndEntity/i,
    message: "The certificate of {host} is that of an authority, which is none for a server",
    hint: "Whoever runs it must give it one with CA:FALSE. To trust it does not help.",
  },
  {
    pattern: /UnknownIssuer/i,
    message: "The certificate of {host} is not trusted: its issuer is unknown",
    hint: trust,
  },
  {
    pattern: /certificate: BadSignature/i,
    message: "The certificate of {host} is not trusted: its signature is wrong, or its key weak",
    hint: trust,
  },
  {
    pattern: /certificate expired|CertExpired|certificate: Expired/i,
    message: "The certificate of {host} has expired",
    hint: "If it is valid for others, check the clock of this machine.",
  },
  {
    pattern: /NotValidYet|not valid yet/i,
    message: "The certificate of {host} is not valid yet",
    hint: "Check the clock of this machine.",
  },
  {
    pattern: /certificate: Revoked/i,
    message: "The certificate of {host} was revoked",
    hint: "Whoever runs it must renew it.",
  },
  {
    pattern: /certificate: (Unsupported|Other|Bad|Unhandled|Invalid)|extended key usage/i,
    message: "The certificate of {host} is of a kind that is not accepted",
    hint: "Whoever runs it must renew it: X.509 version 3, for servers, signed with SHA-256 or " +
      "better.",
  },
  {
    pattern: /InvalidContentType|corrupt message|unexpected message(?! from connection)/i,
    message: "{host} does not speak TLS on this port",
    hint: "Check the port. Without TLS, only this machine's own addresses can be asked (http://).",
  },
  {
    pattern: /tls handshake eof/i,
    code: "connection_failed",
    message: "{host} ended the connection before TLS was agreed on",
    hint: "Try again; check the port, and that no firewall ends the connection.",
    transient: true,
  },
  {
    pattern: /alert: (CertificateRequired|BadCertificate|AccessDenied)/i,
    message: "{host} asks for a certificate of the client, and gettoken has none",
    hint: "If the provider takes certificates, give one with --client-cert-file. It is shown to " +
      "the token endpoint alone: if this is where its metadata stands, name the token endpoint " +
      "itself (for oidc: --token-url).",
  },
  {
    pattern: /alert: ProtocolVersion|ServerDoesNotSupportTls|TlsVersion/i,
    message: "{host} speaks only versions of TLS that are too old",
    hint: "Whoever runs it must allow TLS 1.2 or 1.3.",
  },
  {
    pattern: /alert: (HandshakeFailure|InsufficientSecurity)|peer is incompatible/i,
    message: "{host} and gettoken have no form of TLS in common",
    hint: "It may know only old ciphers, or ask for a certificate of the client " +
      "(--client-cert-file).",
  },
  {
    pattern: /alert: UnrecognisedName/i,
    message: "The server at {host} does not serve this name",
    hint: "Check the address.",
  },
  {
    pattern: /invalid peer certificate|fatal alert|peer misbehaved|\btls\b(?! close_notify)/i,
    message: "No TLS connection with {host}",
    hint: trust,
  },
];
