/**
 * What proves who the client is: its secret, a JWT that it signs, or a certificate.
 *
 * @module
 */

import { settingsOf } from "./common_settings.ts";
import { usualAlgorithms } from "./credential_settings.ts";
import type { PassphraseOptions } from "./encrypted_pem.ts";
import { GettokenError } from "./errors.ts";
import type { Attempt, Run } from "./http.ts";
import { waysToSet } from "./incomplete_settings.ts";
import { describeOrigin, type Origin } from "./origin.ts";
import type { Provider, Settings, SigningAlgorithm } from "./provider.ts";
import { Secret } from "./secret.ts";
import type { ResolvedSettings } from "./settings.ts";
import type { TokenEndpoint } from "./token_endpoint.ts";
import type { Proof } from "./token_request.ts";

/** How long an assertion is valid unless the provider says otherwise, in seconds. */
const usualLifetime = 60;

/** PKCS#12, as it is once a file of it has been read. */
const pkcs12InPem = /^-----BEGIN PKCS12-----/;

/** Makes the proof for a try of a request; without one, as it would be made. */
export type ProofMaker = (attempt?: Attempt) => Promise<Proof>;

/**
 * What makes the proof for each request. A key is read here, once; whatever is signed is signed
 * anew each time, since servers take an assertion once, and what others sign is fetched anew, since
 * they renew it.
 *
 * @throws {GettokenError} `setting_invalid` if a key cannot be used.
 */
export async function proofMaker(
  run: Run,
  provider: Provider,
  settings: ResolvedSettings,
  endpoint: TokenEndpoint,
): Promise<ProofMaker> {
  const { clientSecret, privateKey, clientCert } = settings.secrets;
  if (privateKey) return await assertionMaker(run, provider, settings, endpoint, privateKey);
  if (clientCert) return await certificatePresenter(run, settings);
  if (clientSecret) return () => Promise.resolve({ secret: clientSecret });
  return await tokenFetcher(run, provider, settings);
}

/** Lets every request from now on show the certificate, so that nothing else need prove anything. */
async function certificatePresenter(
  { host, log }: Run,
  settings: ResolvedSettings,
): Promise<ProofMaker> {
  const { readClientIdentity } = await import("./mutual_tls.ts");
  const { tls, presented, warnings } = await readClientIdentity(settings, host.now());
  for (const warning of warnings) log.warn(warning);
  for (const line of presented) log.step(line);
  log.protect(new Secret(tls.key));
  host.present(tls);
  return () => Promise.resolve({ secret: new Secret(""), presented });
}

/** Fetches a token of another issuer: from a file, or from the job that this runs in. */
async function tokenFetcher(
  { host, log }: Run,
  provider: Provider,
  { values, origins }: ResolvedSettings,
): Promise<ProofMaker> {
  const { describeFederatedToken, readFederatedToken } = await import("./federated_token.ts");
  const { idTokenSource, requestGithubToken } = await import("./github_actions.ts");
  const { isStdin } = await import("./secret_file.ts");
  const path = values.federatedTokenFile;
  const source = path === undefined ? idTokenSource(host) : undefined;
  if (path === undefined && source === undefined) {
    throw new GettokenError("defect", "A token request was built without client credentials");
  }
  const readToken = () =>
    readFederatedToken(host, path ?? "", sourceOf(origins.federatedTokenFile));
  // What came in at stdin comes once.
  const piped = path !== undefined && isStdin(path) ? await readToken() : undefined;
  return async (attempt) => {
    if (source && attempt === undefined) return { secret: new Secret("") };
    const token = source && attempt
      ? await requestGithubToken(attempt, { ...source, audience: audienceOf(provider, values) })
      : piped ?? await readToken();
    log.protect(token.assertion);
    return { secret: token.assertion, presented: describeFederatedToken(token) };
  };
}

/** For whom a token of another issuer has to be. */
function audienceOf({ assertion }: Provider, values: Settings): string {
  const fitting = assertion?.federation?.find(({ with: wanted = {} }) =>
    Object.entries(wanted).every(([name, value]) => values[name] === value)
  );
  return fitting?.audience ?? "";
}

async function assertionMaker(
  { host, log }: Run,
  provider: Provider,
  { values, secrets, origins }: ResolvedSettings,
  { audience }: TokenEndpoint,
  given: Secret,
): Promise<ProofMaker> {
  const { algorithms = usualAlgorithms, lifetime = usualLifetime, keyHeader, maxBytes, grant } =
    provider.assertion ?? {};
  const { readPrivateKey } = await import("./private_key.ts");
  const passphrase: PassphraseOptions = {
    source: sourceOf(origins.privateKey),
    passphrase: secrets.keyPassphrase,
    passphraseSource: origins.keyPassphrase && describeOrigin(origins.keyPassphrase),
    passphraseWays: waysToSet("keyPassphrase", settingsOf(provider).keyPassphrase ?? {}),
  };
  const unpacked = given.matches(pkcs12InPem)
    ? await (await import("./pkcs12.ts")).unpackPkcs12(given, passphrase)
    : undefined;
  const privateKey = unpacked ?? given;
  const key = await readPrivateKey(privateKey, {
    ...(unpacked ? { source: passphrase.source } : passphrase),
    keyId: values.keyId,
    algorithms,
    algorithm: values.signingAlgorithm as SigningAlgorithm | undefined,
  });
  // A passphrase may be that of the key which the token is bound to.
  const warnings = secrets.dpopKey ? [] : key.warnings;
  for (const warning of warnings) log.warn(warning);
  const found = keyHeader === "x5t#S256"
    ? await certificateHeader()
    : key.keyId === undefined
    ? {}
    : { kid: key.keyId };
  // Those who take it as a grant document it with its type (RFC 7519 §5.1).
  const header = { ...(grant && { typ: "JWT" }), ...found };
  const { signAssertion } = await import("./client_assertion.ts");
  const issuer = values.clientId ?? "";
  const { sub: subject, ...claims } = {
    sub: issuer,
    ...await provider.assertion?.claims?.(values),
  };
  const holdsScope = Object.hasOwn(claims, "scope");
  return async () => {
    const assertion = await signAssertion({
      ...{ key, header, issuer, subject, audience, lifetime, maxBytes, claims },
      now: host.now(),
    });
    log.protect(assertion);
    return { secret: assertion, holdsScope };
  };

  async function certificateHeader(): Promise<Readonly<Record<string, string>>> {
    const { readClientCertificate } = await import("./client_certificate.ts");
    const own = secrets.certificate;
    const certificate = await readClientCertificate(own ?? privateKey, {
      source: sourceOf(own ? origins.certificate : origins.privateKey),
      key,
      now: host.now(),
    });
    for (const warning of certificate.warnings) log.warn(warning);
    return { "x5t#S256": certificate["x5t#S256"] };
  }
}

function sourceOf(origin: Origin = { kind: "default" }): string {
  return describeOrigin(origin);
}
