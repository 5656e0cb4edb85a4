/**
 * The JWT that a client signs to prove who it is (RFC 7523 §3): its claims, its audience, and what to
 * show of it if the server refuses it. Loaded only for such a client.
 *
 * @module
 */

import { type JwtSigner, secondsOf, signJwt } from "../keys/private_key.ts";
import type { JsonObject } from "../core/json.ts";
import { commonAlgorithms } from "../keys/algorithms.ts";
import { reveal } from "../core/secret.ts";
import { either, printable, words } from "../core/text.ts";
import { clientIdOf } from "../settings/resolve.ts";
import { GettokenError, invalidSetting } from "../core/errors.ts";
import { describeProvenance } from "../settings/provenance.ts";
import type { Assertion, Maker, RequestContext } from "./request_parts.ts";

/**
 * Sign a new assertion for each request, because servers accept one only once.
 *
 * @param header What tells the server which key it was signed with.
 * @throws {GettokenError} `setting_invalid` if its audience is not known.
 */
export async function assertionsBy(
  signer: JwtSigner,
  header: JsonObject,
  context: RequestContext,
): Promise<Maker<Assertion>> {
  const { run: { host, log }, provider, settings } = context;
  const { lifetime = 60, maxBytes, ...quirks } = provider.assertion ?? {};
  const { aud, typ } = audienceOf(context);
  const issuer = reveal(clientIdOf(settings));
  const claims = { sub: issuer, ...await quirks.claims?.(settings.values) };
  const fullHeader = { ...typ && { typ }, ...header };
  const presented = describe(signer, fullHeader, { aud, lifetime });
  return async () => {
    const now = host.now();
    const nbf = secondsOf(now);
    // A provider's claims cannot replace these.
    const own = { iss: issuer, aud, nbf, exp: nbf + lifetime };
    const jwt = await signJwt(signer, fullHeader, { ...claims, ...own }, { now, maxBytes });
    log.protect(jwt);
    return { jwt, presented, hasScope: Object.hasOwn(claims, "scope") };
  };
}

/**
 * The algorithms that a credential can use at a server, the one to prefer first.
 *
 * @param usual Those that the credential can use, the usual one first.
 * @throws {GettokenError} `setting_invalid` if there is none, or if the user chose another one.
 */
export function algorithmsAt<Name extends string>(
  { settings: { values, credential }, endpoint }: RequestContext,
  usual: readonly Name[],
): readonly Name[] {
  const { signingAlgorithm: wanted } = values;
  const { assertionAlgorithms: listed, metadata } = endpoint;
  const common = commonAlgorithms(usual, listed);
  if (common.length > 0 && (wanted === undefined || isIn(common, wanted))) return common;
  const kind = `a ${words(credential, " ")}`;
  const problem = wanted === undefined
    ? `The server lists no signing algorithm for ${kind}`
    : isIn(usual, wanted)
    ? `The server does not list the signing algorithm ${wanted}`
    : `The signing algorithm ${wanted} is not for ${kind}`;
  throw new GettokenError("setting_invalid", problem, {
    details: listed ? [`${metadata} lists: ${printable(listed.join(", "), 200)}`] : [],
    hint: common.length === 0
      ? "Use another client authentication method (--auth-method)."
      : `Omit --signing-algorithm, or set it to ${either(common)}, as the client is registered.`,
  });
}

function isIn(names: readonly string[], name: string): boolean {
  return names.includes(name);
}

/**
 * The only audience of an assertion, and the type that goes with it. By default the token endpoint
 * and no type, as RFC 7523 §3 and OpenID Connect Core 1.0 §9 have it: almost every server takes that.
 */
function audienceOf(
  { provider: { assertion: quirks = {} }, settings, endpoint }: RequestContext,
): { readonly aud: string; readonly typ?: string } {
  const tokenEndpoint = endpoint.isUnasked ? "(the token endpoint)" : endpoint.url;
  const { audience: usual = tokenEndpoint } = endpoint;
  // Servers that accept it as a grant document this type (RFC 7519 §5.1).
  if (quirks.grant) return { aud: usual, typ: "JWT" };
  const { assertionAudience: wanted = quirks.audience } = settings.values;
  if (wanted === undefined) return { aud: usual };
  if (wanted === "token-endpoint") return { aud: tokenEndpoint };
  if (wanted !== "issuer") return { aud: wanted };
  // RFC 7523bis §4 requires the type where the only audience is the issuer.
  if (endpoint.issuer) return { aud: endpoint.issuer, typ: "client-authentication+jwt" };
  throw invalidSetting(
    describeProvenance(settings.provenance.assertionAudience),
    "the issuer is not known, since the token endpoint was set and not discovered",
    "Set the issuer itself as the audience: --assertion-audience https://…",
  );
}

/** What the server sees of an assertion and compares with what is registered. */
function describe(
  { algorithm, source }: JwtSigner,
  header: JsonObject,
  { aud, lifetime }: { readonly aud: string; readonly lifetime: number },
): string[] {
  const { typ, x5c, ...names } = header;
  const members = Object.entries({ alg: algorithm, ...names, typ })
    .map(([name, value]) => `${name} = ${value ? printable(`${value}`, 100) : "(none)"}`);
  const chain = Array.isArray(x5c) ? [`certificates in x5c = ${x5c.length}`] : [];
  return [
    `presented assertion: ${[...members, ...chain, `aud = ${printable(aud, 300)}`].join(", ")}, ` +
    `valid for ${lifetime} s`,
    `signed with: ${source}`,
  ];
}
