/**
 * Makes the JWT that proves who a client is: by the client's own key, and as the provider wants it.
 *
 * @module
 */

import { signAssertion } from "./client_assertion.ts";
import { readClientCertificate } from "../keys/client_certificate.ts";
import { usualAlgorithms } from "../contract/credential_settings.ts";
import { type GivenKey, givenKey } from "./key_setting.ts";
import type { Run } from "../net/http.ts";
import { describeOrigin } from "../settings/origin.ts";
import { type PrivateKey, readPrivateKey } from "../keys/private_key.ts";
import type { AssertionQuirks, Provider, SigningAlgorithm } from "../contract/provider.ts";
import { reveal, type Secret } from "../core/secret.ts";
import { clientIdOf, keyIdOf, type ResolvedSettings } from "../settings/resolve.ts";
import type { TokenEndpoint } from "./token_endpoint.ts";
import type { Proof } from "./token_request.ts";

/** How long an assertion is valid unless the provider says otherwise, in seconds. */
const usualLifetime = 60;

/**
 * Reads a key, and returns what signs an assertion with it, another one each time.
 *
 * @throws {GettokenError} `setting_invalid` if the key cannot be used.
 */
export async function assertionMaker(
  run: Run,
  provider: Provider,
  settings: ResolvedSettings,
  endpoint: TokenEndpoint,
  privateKey: Secret,
): Promise<() => Promise<Proof>> {
  const { host, log } = run;
  const { assertion: quirks = {} } = provider;
  const { values, secrets } = settings;
  const given = await givenKey("privateKey", privateKey, provider, settings);
  const key = await readPrivateKey(given.content, {
    ...given.options,
    keyId: keyIdOf(settings),
    algorithms: quirks.algorithms ?? usualAlgorithms,
    algorithm: values.signingAlgorithm as SigningAlgorithm | undefined,
  });
  // A passphrase may be that of the key which the token is bound to.
  const warnings = secrets.dpopKey ? [] : key.warnings;
  for (const warning of warnings) log.warn(warning);
  const header = {
    ...typeFor(quirks, endpoint),
    ...await keyHeaderFor(run, quirks, settings, given, key),
  };
  const issuer = reveal(clientIdOf(settings));
  const { sub: subject, ...claims } = { sub: issuer, ...await quirks.claims?.(values) };
  const { lifetime = usualLifetime, maxBytes } = quirks;
  const { audience } = endpoint;
  return async () => {
    const assertion = await signAssertion({
      ...{ key, header, issuer, subject, audience, lifetime, maxBytes, claims },
      now: host.now(),
    });
    log.protect(assertion);
    return { secret: assertion, holdsScope: Object.hasOwn(claims, "scope") };
  };
}

/** What kind of JWT the server gets. */
function typeFor(
  { grant }: AssertionQuirks,
  { audience, issuer }: TokenEndpoint,
): Readonly<Record<string, string>> {
  // Those who take it as a grant document it with its type (RFC 7519 §5.1).
  if (grant) return { typ: "JWT" };
  // RFC 7523bis §4: this type and the issuer as the only audience go together. Others stay as they
  // are documented.
  return audience === issuer ? { typ: "client-authentication+jwt" } : {};
}

/** How the server finds the key. */
async function keyHeaderFor(
  run: Run,
  { keyHeader }: AssertionQuirks,
  settings: ResolvedSettings,
  given: GivenKey,
  key: PrivateKey,
): Promise<Readonly<Record<string, string>>> {
  if (keyHeader === "x5t#S256") return await thumbprint(run, settings, given, key);
  return key.keyId === undefined ? {} : { kid: key.keyId };
}

/** The thumbprint of the certificate, which stands beside the key or by itself. */
async function thumbprint(
  { host, log }: Run,
  { secrets: { certificate: own }, origins }: ResolvedSettings,
  { content, options }: GivenKey,
  key: PrivateKey,
): Promise<{ readonly "x5t#S256": string }> {
  const { warnings, ["x5t#S256"]: thumbprint } = await readClientCertificate(own ?? content, {
    source: own ? describeOrigin(origins.certificate ?? { kind: "default" }) : options.source,
    key,
    now: host.now(),
  });
  for (const warning of warnings) log.warn(warning);
  return { "x5t#S256": thumbprint };
}
