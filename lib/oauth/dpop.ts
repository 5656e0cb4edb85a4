/**
 * Bind tokens to a key (DPoP, RFC 9449): add a proof to each token request, read the nonce that a
 * server demands, and explain failures. The key is not a credential: the user needs it for every use
 * of a bound token. Loaded only if there is such a key, or the server requires one.
 *
 * @module
 */

import { type FailureDetails, GettokenError, invalidSetting } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { printable } from "../core/text.ts";
import { type JwsAlgorithm, signingAlgorithms } from "../keys/algorithms.ts";
import { isSameKey } from "../keys/jwk.ts";
import { type PrivateKey, readPrivateKey, signJwt } from "../keys/private_key.ts";
import type { Provider } from "../contract/provider.ts";
import { describeProvenance } from "../settings/provenance.ts";
import { keyIdOf, type ResolvedSettings } from "../settings/resolve.ts";
import { type HttpReply, maybeJsonObject } from "../net/http.ts";
import { readKeySetting } from "./key_setting.ts";
import type { RequestContext, TokenEndpoint } from "./request_parts.ts";
import type { RequestSource } from "./token_request.ts";

/**
 * Add a proof to each request (RFC 9449 §4.2): a new one each time, since servers accept it once.
 *
 * @throws {GettokenError} `setting_invalid` if the key cannot be used, or not at this server, or if
 * the client authenticates with it.
 */
export async function withDpop(
  context: RequestContext,
  makeRequest: RequestSource,
): Promise<RequestSource> {
  const { host, log } = context.run;
  const key = await readDpopKey(context);
  for (const warning of key.warnings) log.warn(warning);
  return async (attempt, nonce) => {
    const request = await makeRequest(attempt);
    const { origin, pathname } = new URL(request.url);
    const proof = await signJwt(
      key,
      { typ: "dpop+jwt", jwk: key.publicKey },
      { htm: "POST", htu: origin + pathname, nonce },
      { now: host.now() },
    );
    log.protect(proof);
    return { ...request, headers: { ...request.headers, DPoP: proof }, isBound: true };
  };
}

async function readDpopKey(
  { provider, settings, endpoint }: RequestContext,
): Promise<PrivateKey> {
  const { content, options } = await readKeySetting("dpopKey", provider, settings);
  const key = await readPrivateKey(content, { ...options, algorithms: algorithmsAt(endpoint) });
  if (settings.secrets.privateKey === undefined) return key;
  const other = await readKeySetting("privateKey", provider, settings);
  const keyId = keyIdOf(settings);
  const own = await readPrivateKey(other.content, {
    ...other.options,
    ...{ keyId, algorithms: signingAlgorithms },
  });
  // An unused passphrase may be that of the client's key.
  if (!isSameKey(own.publicKey, key.publicKey)) return { ...key, warnings: [] };
  throw invalidSetting(
    options.source,
    "it is also the client's private key, and a token must be bound to a different key",
    "Create a separate key for DPoP.",
  );
}

/** The algorithms that the server accepts; all if it does not say (RFC 9449 §5.1). */
function algorithmsAt({ dpopAlgorithms: listed, metadata }: TokenEndpoint): JwsAlgorithm[] {
  const accepted = signingAlgorithms.filter((name) => listed?.includes(name) ?? true);
  if (accepted.length > 0) return accepted;
  throw new GettokenError(
    "setting_invalid",
    "The server supports none of the DPoP algorithms of gettoken",
    {
      details: [`${metadata} lists: ${printable(listed?.join(", ") || "none", 200)}`],
      hint:
        "Omit the DPoP key, or set the token endpoint (for oidc: --token-url) if the metadata is wrong.",
    },
  );
}

/** RFC 9449 §8.1. Longer ones do not fit in a header, beside the key and the signature. */
const nonceForm = /^[\x21\x23-\x5b\x5d-\x7e]{1,2048}$/;

/**
 * The nonce for a second request; `undefined` if the reply does not demand one (RFC 9449 §8).
 *
 * @param server The host that replied.
 * @throws {GettokenError} `reply_unusable` if it demands one without a valid value.
 */
export function demandedNonce(reply: HttpReply, server: string): string | undefined {
  if (reply.status !== 400 && reply.status !== 401) return undefined;
  if (maybeJsonObject(reply)?.error !== "use_dpop_nonce") return undefined;
  const nonce = reply.headers.get("dpop-nonce");
  if (nonce !== null && nonceForm.test(nonce)) return nonce;
  const problem = nonce === null ? "sends none" : "sends an invalid one";
  throw new GettokenError(
    "reply_unusable",
    `${server} requires a nonce in the DPoP proof but ${problem}`,
    {
      hint: "The header DPoP-Nonce must have up to 2048 printable characters. " +
        "Check whether a proxy drops or changes it.",
    },
  );
}

/**
 * Check that the token is bound to the user's key or to none; warn if there is a key but no binding.
 *
 * @throws {GettokenError} `reply_unusable` if it is bound to a key that the user does not have.
 */
export function checkBinding(
  tokenType: "Bearer" | "DPoP",
  isBound: boolean,
  provider: Provider,
  log: Log,
): void {
  if (tokenType === "DPoP" && !isBound) {
    throw new GettokenError(
      "reply_unusable",
      'The token response cannot be used: token_type is "DPoP", not Bearer',
      { hint: adviceWithoutKey(provider) },
    );
  }
  if (tokenType === "Bearer" && isBound) {
    log.warn("the server did not bind the token to the DPoP key: anyone who has it can use it");
  }
}

/** A refusal that is about DPoP, with what to do. */
export function adviseOnRefusal<Details extends FailureDetails>(
  error: "invalid_dpop_proof" | "use_dpop_nonce",
  explained: Details,
  provider: Provider,
  { secrets, provenance: { dpopKey: provenance } }: ResolvedSettings,
): Details {
  if (!secrets.dpopKey || !provenance) {
    return { ...explained, hint: adviceWithoutKey(provider, explained.hint) };
  }
  const details = [
    ...explained.details ?? [],
    `dpop key = *** (${describeProvenance(provenance)})`,
  ];
  return { ...explained, details, hint: adviceWithKey[error] };
}

const adviceWithKey = {
  invalid_dpop_proof:
    "Check the clock of this machine, that the server accepts keys of this type, and that it knows its own URL (behind a proxy it may expect another).",
  use_dpop_nonce:
    "The server got the nonce that it had asked for, and asks for another. Try again; if that does not help, the servers behind this URL may not share their nonces.",
};

/** Creates a key of a type that every server with DPoP accepts. */
const makeKey = "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out dpop.pem";

function adviceWithoutKey(
  { dpop, title }: Provider,
  ofProvider = "The server requires DPoP for this client.",
): string {
  const useless = `${ofProvider} A token bound to a key is useless without that key`;
  return dpop
    ? `${useless}, so set one that you keep with --dpop-key-file (${makeKey}), or have DPoP turned off at the server.`
    : `${useless}, and there is no setting for one with ${title}: have DPoP turned off at the server.`;
}
