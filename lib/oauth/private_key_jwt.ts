/**
 * Assertions that the client signs with its own key (RFC 7523), with the provider's quirks. Loaded
 * only for such a client.
 *
 * @module
 */

import { readClientCertificate } from "../keys/certificates.ts";
import { usualAlgorithms } from "../contract/credential_settings.ts";
import { type KeySetting, readKeySetting } from "./key_setting.ts";
import { describeProvenance } from "../settings/provenance.ts";
import { type PrivateKey, readPrivateKey, secondsOf, signJwt } from "../keys/private_key.ts";
import type { AssertionAlgorithm, AssertionQuirks } from "../contract/provider.ts";
import { reveal } from "../core/secret.ts";
import { clientIdOf, keyIdOf } from "../settings/resolve.ts";
import type { Assertion, Maker, RequestContext, TokenEndpoint } from "./request_parts.ts";

/**
 * Read the key once, and sign a new assertion for each request.
 *
 * @throws {GettokenError} `setting_invalid` if the key cannot be used.
 */
export async function signedAssertions(context: RequestContext): Promise<Maker<Assertion>> {
  const { run: { host, log }, provider, settings, endpoint } = context;
  const { assertion: quirks = {} } = provider;
  const { values, secrets } = settings;
  const given = await readKeySetting("privateKey", provider, settings);
  const key = await readPrivateKey(given.content, {
    ...given.options,
    keyId: keyIdOf(settings),
    algorithms: quirks.algorithms ?? usualAlgorithms,
    algorithm: values.signingAlgorithm as AssertionAlgorithm | undefined,
  });
  // An unused passphrase may be that of the DPoP key.
  const warnings = secrets.dpopKey ? [] : key.warnings;
  for (const warning of warnings) log.warn(warning);
  const header = {
    ...typeFor(quirks, endpoint),
    ...quirks.keyHeader === "x5t#S256"
      ? { "x5t#S256": await thumbprintOf(given, key, context) }
      : { kid: key.keyId },
  };
  const issuer = reveal(clientIdOf(settings));
  const claims = { sub: issuer, ...await quirks.claims?.(values) };
  const { lifetime = 60, maxBytes } = quirks;
  return async () => {
    const now = host.now();
    const nbf = secondsOf(now);
    // A provider's claims cannot replace these.
    const own = { iss: issuer, aud: endpoint.audience, nbf, exp: nbf + lifetime };
    const jwt = await signJwt(key, header, { ...claims, ...own }, { now, maxBytes });
    log.protect(jwt);
    return { jwt, hasScope: Object.hasOwn(claims, "scope") };
  };
}

/** The type of the JWT. */
function typeFor(
  { grant }: AssertionQuirks,
  { audience, issuer, metadata }: TokenEndpoint,
): Readonly<Record<string, string>> {
  // Servers that accept it as a grant document this type (RFC 7519 §5.1).
  if (grant) return { typ: "JWT" };
  // RFC 7523bis §4 requires this type where the only audience is the issuer.
  return metadata !== undefined && audience === issuer ? { typ: "client-authentication+jwt" } : {};
}

/** The thumbprint of the certificate, which has a setting of its own or is beside the key. */
async function thumbprintOf(
  { content, options }: KeySetting,
  key: PrivateKey,
  { run: { host, log }, settings: { secrets: { certificate: own }, provenance } }: RequestContext,
): Promise<string> {
  const certificate = await readClientCertificate(own ?? content, {
    source: own ? describeProvenance(provenance.certificate) : options.source,
    key,
    now: host.now(),
  });
  for (const warning of certificate.warnings) log.warn(warning);
  return certificate["x5t#S256"];
}
