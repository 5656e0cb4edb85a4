/**
 * Mutual TLS: the client authenticates with a certificate when the connection is made (RFC 8705 §2).
 * Loaded only for such a client.
 *
 * @module
 */

import { isoDate } from "../core/clock.ts";
import { hexOf } from "../core/encodings.ts";
import {
  type Certificate,
  type ClientCertificate,
  readClientCertificate,
} from "../keys/certificates.ts";
import { type KeySetting, readKeySetting } from "./key_setting.ts";
import { isCertificateOnly } from "../settings/setting_warnings.ts";
import { pemOf } from "../keys/pem.ts";
import { signingAlgorithms } from "../keys/algorithms.ts";
import { readPrivateKey } from "../keys/private_key.ts";
import { readPrivatePem } from "../keys/private_pem.ts";
import { Secret } from "../core/secret.ts";
import type { RequestContext, TokenEndpoint } from "./request_parts.ts";
import { printable } from "../core/text.ts";
import { invalidSetting } from "../core/errors.ts";

/**
 * Present the client's certificate in all TLS connections from now on, and its key, which may be in
 * the same setting.
 *
 * @returns What the server sees of it and compares with what is registered, one line each.
 * @throws {GettokenError} `setting_invalid` if the certificate or the key cannot be used.
 */
export async function presentCertificate(
  { run: { host, log }, provider, settings, endpoint }: RequestContext,
): Promise<readonly string[]> {
  const { clientKey, privateKey } = settings.secrets;
  const given = await readKeySetting("clientCert", provider, settings);
  const { content, options: { source } } = given;
  if (clientKey === undefined && isCertificateOnly(content)) {
    const hint = "Set its private key with --client-key-file, or add it to the same file.";
    throw invalidSetting(source, "it contains a certificate but no private key", hint);
  }
  const own = clientKey ? await readKeySetting("clientKey", provider, settings) : given;
  const { pem, warnings } = await readKey(own);
  const key = await readPrivateKey(pem, {
    source: own.options.source,
    algorithms: signingAlgorithms,
  });
  const certificate = await readClientCertificate(content, { source, key, now: host.now() });
  requireUsable(certificate.chain[0], source);
  requireTls(endpoint, source);
  const presented = describe(certificate);
  // An unused passphrase may be that of the other key.
  const ofKey = privateKey ? [] : warnings;
  for (const warning of [...ofKey, ...certificate.warnings]) log.warn(warning);
  for (const line of presented) log.step(line);
  log.protect(pem);
  const chain = certificate.chain.map(({ pem }) => pem).join("");
  host.present({ certificate: chain, key: pem.reveal() });
  return presented;
}

/** Refuse an address at which nothing would be shown: the server would know nothing of it. */
function requireTls({ url, isUnasked }: TokenEndpoint, source: string): void {
  const { protocol, host } = new URL(url);
  if (protocol === "https:" || isUnasked) return;
  throw invalidSetting(
    source,
    `a certificate is shown in TLS only, and the token endpoint is http://${host}`,
    "Use the https:// address of the server, or another credential.",
  );
}

/** The key as TLS needs it: decrypted, in PKCS#8. */
async function readKey(
  { content, options }: KeySetting,
): Promise<{ readonly pem: Secret; readonly warnings: readonly string[] }> {
  const { source, passphrase } = options;
  const text = content.reveal();
  if (text.trim().startsWith("{")) throw invalidSetting(source, "it is a JWK, and TLS needs PEM");
  const { pkcs8, wasEncrypted } = await readPrivatePem(text, options);
  return {
    // readPrivateKey() refuses what cannot be used.
    pem: pkcs8 ? new Secret(pemOf("PRIVATE KEY", pkcs8)) : content,
    warnings: passphrase && !wasEncrypted
      ? [`${source}: its key is not encrypted, so the passphrase is not used`]
      : [],
  };
}

/** SEQUENCE { SEQUENCE { [0] version 3 (RFC 5280 §4.1), in hexadecimal digits. */
const version3 = /^30(?:[0-7]\w|81\w{2}|82\w{4})30(?:[0-7]\w|81\w{2}|82\w{4})a003020102/;

/**
 * The end of an extension's identifier, `critical`, and the start of its value (RFC 5280 §4.1), except
 * for the extensions that the runtime knows: key usages, names, constraints, revocation lists.
 */
const unknownCritical = /(?<!0603551d(?:0f|11|13|1e|1f|25))0101ff04/;

/** Refuse a certificate that the runtime does not support: Deno 2.6 would panic. */
function requireUsable({ der }: Certificate, source: string): void {
  const digits = hexOf(der);
  if (!version3.test(digits)) {
    const hint = "Request a new one as X.509 version 3, with at least one extension.";
    throw invalidSetting(
      source,
      "the certificate is X.509 version 1, which TLS does not support",
      hint,
    );
  }
  if (unknownCritical.test(digits)) {
    throw invalidSetting(
      source,
      "the certificate has an unknown extension that is marked critical",
      "Request one without that extension, or with it not marked critical.",
    );
  }
}

function describe(certificate: ClientCertificate): string[] {
  const { subject, issuer, chain: [{ ends }] } = certificate;
  return [
    `presented certificate = ${printable(subject, 300) || "(no subject)"}`,
    `issued by ${printable(issuer, 300)}, valid until ${isoDate(ends)}`,
    `its SHA-256 (x5t#S256) = ${certificate["x5t#S256"]}`,
  ];
}
