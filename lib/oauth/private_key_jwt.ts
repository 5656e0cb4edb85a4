/**
 * Assertions that the client signs with its own key (RFC 7523), with the provider's quirks. Loaded
 * only for such a client.
 *
 * @module
 */

import { base64Of } from "../core/encodings.ts";
import { readClientCertificate } from "../keys/certificates.ts";
import { keyAlgorithmsOf } from "../contract/credential_settings.ts";
import { type KeySetting, readKeySetting } from "./key_setting.ts";
import { describeProvenance } from "../settings/provenance.ts";
import { type PrivateKey, readPrivateKey } from "../keys/private_key.ts";
import type { JsonObject } from "../core/json.ts";
import type { AssertionAlgorithm } from "../contract/provider.ts";
import { keyIdOf } from "../settings/resolve.ts";
import { algorithmsAt, assertionsBy } from "./signed_assertion.ts";
import type { Assertion, Maker, RequestContext } from "./request_parts.ts";

/**
 * Read the key once, and sign a new assertion for each request.
 *
 * @throws {GettokenError} `setting_invalid` if the key cannot be used.
 */
export async function signedAssertions(context: RequestContext): Promise<Maker<Assertion>> {
  const { run: { log }, provider, settings } = context;
  const { assertion: quirks = {} } = provider;
  const { values, secrets } = settings;
  const given = await readKeySetting("privateKey", provider, settings);
  const key = await readPrivateKey(given.content, {
    ...given.options,
    keyId: keyIdOf(settings),
    algorithms: algorithmsAt(context, keyAlgorithmsOf(provider)),
    algorithm: values.signingAlgorithm as AssertionAlgorithm | undefined,
  });
  // An unused passphrase may be that of another key.
  const warnings = secrets.dpopKey || secrets.clientCert ? [] : key.warnings;
  for (const warning of warnings) log.warn(warning);
  const header = quirks.keyHeader === "x5t#S256"
    ? await certificateHeader(given, key, context)
    : { kid: key.keyId };
  return await assertionsBy(key, header, context);
}

/**
 * The thumbprint of the certificate, which has a setting of its own or is beside the key. If asked,
 * also the certificate and its issuers (RFC 7515 §4.1.6), for servers that trust an issuer and a
 * subject instead of one certificate.
 */
async function certificateHeader(
  { content, options }: KeySetting,
  key: PrivateKey,
  { run: { host, log }, settings: { values, secrets, provenance } }: RequestContext,
): Promise<JsonObject> {
  const { certificate: own } = secrets;
  const certificate = await readClientCertificate(own ?? content, {
    source: own ? describeProvenance(provenance.certificate) : options.source,
    key,
    now: host.now(),
  });
  for (const warning of certificate.warnings) log.warn(warning);
  const { sendCertificateChain = "false" } = values;
  return {
    "x5t#S256": certificate["x5t#S256"],
    ...["true", "1"].includes(sendCertificateChain) &&
      { x5c: certificate.chain.map(({ der }) => base64Of(der)) },
  };
}
