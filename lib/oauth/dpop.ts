/**
 * Bind tokens to a key (DPoP, RFC 9449): add a proof to each token request, read the nonce that a
 * server demands, and explain what goes wrong. The key is not a credential: the user keeps it, for
 * every use of a bound token. Loaded only if there is such a key, or the server wants one.
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
    "it is the key that the client authenticates with, and a token is bound to another",
    "Make a key for this purpose alone.",
  );
}

/** The algorithms that the server accepts; all if it does not say (RFC 9449 §5.1). */
function algorithmsAt({ dpopAlgorithms: listed, metadata }: TokenEndpoint): JwsAlgorithm[] {
  const accepted = signingAlgorithms.filter((name) => listed?.includes(name) ?? true);
  if (accepted.length > 0) return accepted;
  throw new GettokenError("setting_invalid", "The server takes no DPoP proof that can be made", {
    details: [`${metadata} lists: ${printable(listed?.join(", ") || "none", 200)}`],
    hint: "Leave the DPoP key out, or name the token endpoint itself if the metadata is wrong.",
  });
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
  const problem = nonce === null ? "sends none" : "sends one that cannot be used";
  throw new GettokenError(
    "reply_unusable",
    `${server} asks for a nonce in the DPoP proof and ${problem}`,
    {
      hint: "The header DPoP-Nonce must hold up to 2048 printable characters. " +
        "Is something in between that drops or changes it?",
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
    log.warn("the server did not bind the token to the DPoP key: whoever has it can use it");
  }
}

/** What to do about a refusal that is about DPoP. */
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
    "The server does not take the proof. Check the clock of this machine, that the server accepts keys of this kind, and that it knows itself by the address that was asked.",
  use_dpop_nonce:
    "The server got the nonce that it had asked for, and asks for another. Try again; if it stays so, the servers behind this address do not know each other's nonces.",
};

/** Makes a key of a kind that every server with DPoP accepts. */
const makeKey = "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out dpop.pem";

function adviceWithoutKey(
  { dpop, title }: Provider,
  ofProvider = "The server wants DPoP for this client.",
): string {
  const useless = `${ofProvider} A token bound to a key is useless without that key`;
  return dpop
    ? `${useless}, so give one that you keep, with --dpop-key-file (${makeKey}), or have DPoP turned off at the server.`
    : `${useless}, and there is no setting for one with ${title}: have DPoP turned off at the server.`;
}
