/**
 * Mutual TLS: a client proves who it is by a certificate that it shows when the connection is made
 * (RFC 8705 §2).
 *
 * @module
 */

import { isoDate } from "../core/clock.ts";
import {
  type Certificate,
  type ClientCertificate,
  readClientCertificate,
} from "../keys/certificates.ts";
import type { TlsIdentity } from "../core/host.ts";
import { type GivenKey, givenKey } from "./key_setting.ts";
import { isCertificateOnly } from "../settings/setting_warnings.ts";
import { describeProvenance } from "../settings/provenance.ts";
import { pemOf } from "../keys/pem.ts";
import { signingAlgorithms } from "../keys/algorithms.ts";
import { readPrivateKey } from "../keys/private_key.ts";
import { readPrivatePem } from "../keys/private_pem.ts";
import type { Provider } from "../contract/provider.ts";
import { Secret } from "../core/secret.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";
import type { RequestContext } from "./request_parts.ts";
import { printable } from "../core/text.ts";
import { invalidSetting } from "../core/errors.ts";

/**
 * Lets every request from now on show the certificate, so that nothing else need prove anything.
 *
 * @returns What the server sees of it, a line each.
 * @throws {GettokenError} `setting_invalid`
 */
export async function presentCertificate(
  { run: { host, log }, provider, settings }: RequestContext,
): Promise<readonly string[]> {
  const { tls, presented, warnings } = await readClientIdentity(provider, settings, host.now());
  for (const warning of warnings) log.warn(warning);
  for (const line of presented) log.step(line);
  log.protect(new Secret(tls.key));
  host.present(tls);
  return presented;
}

/** A certificate with its key, checked as far as that can be done without a server. */
export interface ClientIdentity {
  readonly tls: TlsIdentity;
  /** What the server compares with what is registered there, a line each. */
  readonly presented: readonly string[];
  /** What is odd about it, though it can be used. */
  readonly warnings: readonly string[];
}

/**
 * Reads the certificate of a client and its private key, which may stand in one text.
 *
 * @param now The time, in milliseconds since 1970.
 * @throws {GettokenError} `setting_invalid` if they cannot be used, with the reason.
 */
export async function readClientIdentity(
  provider: Provider,
  settings: ResolvedSettings,
  now: number,
): Promise<ClientIdentity> {
  const { secrets: { clientKey }, provenance } = settings;
  const given = await givenKey("clientCert", provider, settings);
  if (clientKey === undefined && isCertificateOnly(given.content)) {
    const hint = "Give its key, too: with --client-key-file, or in the same file.";
    throw invalidSetting(given.options.source, "it holds a certificate, and no private key", hint);
  }
  const { pem, warnings } = await readKey(
    clientKey ? await givenKey("clientKey", provider, settings) : given,
  );
  const keySource = describeProvenance(provenance[clientKey ? "clientKey" : "clientCert"]);
  const key = await readPrivateKey(pem, { source: keySource, algorithms: signingAlgorithms });
  const { source } = given.options;
  const certificate = await readClientCertificate(given.content, { source, key, now });
  requireUsable(certificate.chain[0], source);
  return {
    tls: { certificate: certificate.chain.map(({ pem }) => pem).join(""), key: pem.reveal() },
    presented: describe(certificate),
    warnings: [...warnings, ...certificate.warnings],
  };
}

/** The key as TLS needs it: decrypted, in PKCS#8. */
async function readKey(
  { content, options }: GivenKey,
): Promise<{ readonly pem: Secret; readonly warnings: readonly string[] }> {
  const { source, passphrase } = options;
  const text = content.reveal();
  if (text.trim().startsWith("{")) throw invalidSetting(source, "it is a JWK, and TLS needs PEM");
  const { pkcs8, wasEncrypted } = await readPrivatePem(text, options);
  return {
    // What cannot be used is refused by what reads it next.
    pem: pkcs8 ? new Secret(pemOf("PRIVATE KEY", pkcs8)) : content,
    warnings: passphrase && !wasEncrypted
      ? [`${source}: its key is not encrypted, so the passphrase is not used`]
      : [],
  };
}

/** SEQUENCE { SEQUENCE { [0] version 3 (RFC 5280 §4.1), in hexadecimal digits. */
const version3 = /^30(?:[0-7]\w|81\w{2}|82\w{4})30(?:[0-7]\w|81\w{2}|82\w{4})a003020102/;

/**
 * An identifier, its critical mark, and the beginning of the content (RFC 5280 §4.1), unless it is
 * one of those that the runtime knows: key usages, names, constraints, lists of revoked ones.
 */
const unknownCritical = /(?<!0603551d(?:0f|11|13|1e|1f|25))0101ff04/;

/** Refuses a certificate that the runtime cannot take. Deno 2.6 would end with a panic. */
function requireUsable({ der }: Certificate, source: string): void {
  const digits = der.toHex();
  if (!version3.test(digits)) {
    const hint = "Have it issued anew, as X.509 version 3: with at least one extension.";
    throw invalidSetting(
      source,
      "the certificate is of X.509 version 1, which TLS does not take",
      hint,
    );
  }
  if (unknownCritical.test(digits)) {
    throw invalidSetting(
      source,
      "the certificate has an extension that is marked as critical and not known here",
      "Have it issued without that extension, or with the extension not marked as critical.",
    );
  }
}

/** The most characters of a name that are shown. */
const maxName = 300;

function describe(certificate: ClientCertificate): string[] {
  const { subject, issuer, chain: [{ ends }] } = certificate;
  return [
    `presented certificate = ${printable(subject, maxName) || "(no subject)"}`,
    `issued by ${printable(issuer, maxName)}, valid until ${isoDate(ends)}`,
    `its SHA-256 (x5t#S256) = ${certificate["x5t#S256"]}`,
  ];
}
