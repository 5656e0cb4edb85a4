/**
 * Bind tokens to a key (DPoP, RFC 9449): read the key, add a proof to each token request, and read
 * the nonce that a server demands. The key is not a credential: the caller keeps it, and proves to
 * have it wherever a bound token is used. Loaded only when there is such a key.
 *
 * @module
 */

import { GettokenError, invalidSetting } from "../core/errors.ts";
import { givenKey } from "./key_setting.ts";
import { isSameKey } from "../keys/jwk.ts";
import { type PrivateKey, readPrivateKey } from "../keys/private_key.ts";
import { type JwtOptions, signJwt } from "../keys/sign_jwt.ts";
import type { HttpReply } from "../net/http.ts";
import { maybeJsonObject } from "../net/json_reply.ts";
import type { Secret } from "../core/secret.ts";
import { keyIdOf } from "../settings/resolve.ts";
import { type JwsAlgorithm, signingAlgorithms } from "../keys/algorithms.ts";
import { printable } from "../core/text.ts";
import type { RequestContext, TokenEndpoint } from "./request_parts.ts";
import type { RequestSource } from "./token_request.ts";

/**
 * Adds a proof to each request, made anew each time, since servers take one once.
 *
 * @throws {GettokenError} `setting_invalid` if the key cannot be used.
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
    const { url, headers } = request;
    const proof = await dpopProof({ key, method: "POST", url, nonce, now: host.now() });
    log.protect(proof);
    return { ...request, headers: { ...headers, DPoP: proof }, isBound: true };
  };
}

/**
 * Reads the key that tokens are to be bound to.
 *
 * @throws {GettokenError} `setting_invalid` if it cannot be used, or not at this server, or if the
 * client authenticates with it.
 */
export async function readDpopKey(
  { provider, settings, endpoint }: Omit<RequestContext, "run">,
): Promise<PrivateKey> {
  const { content, options } = await givenKey("dpopKey", provider, settings);
  const key = await readPrivateKey(content, { ...options, algorithms: algorithmsAt(endpoint) });
  // The passphrase may be that of the client's key alone.
  if (settings.secrets.privateKey === undefined) return key;
  const other = await givenKey("privateKey", provider, settings);
  const own = await readPrivateKey(other.content, {
    ...{ ...other.options, keyId: keyIdOf(settings) },
    algorithms: signingAlgorithms,
  });
  if (!isSameKey(own.publicKey, key.publicKey)) return { ...key, warnings: [] };
  throw invalidSetting(
    options.source,
    "it is the key that the client authenticates with, and a token is bound to another",
    "Make a key for this purpose alone.",
  );
}

/** The algorithms of proofs that the server takes, as far as it says (RFC 9449 §5.1). */
function algorithmsAt({ dpopAlgorithms: listed, metadata }: TokenEndpoint): JwsAlgorithm[] {
  const taken = signingAlgorithms.filter((name) => listed?.includes(name) ?? true);
  if (taken.length > 0) return taken;
  throw new GettokenError("setting_invalid", "The server takes no DPoP proof that can be made", {
    details: [`${metadata} lists: ${printable(listed?.join(", ") || "none", 200)}`],
    hint: "Leave the DPoP key out, or name the token endpoint itself if the metadata is wrong.",
  });
}

/** A proof to be made. */
export interface ProofRequest extends JwtOptions {
  readonly key: PrivateKey;
  /** The method of the request: `POST`. */
  readonly method: string;
  /** The address of the request. */
  readonly url: string;
  /** What the server wants to see in it, if it does (RFC 9449 §8). */
  readonly nonce?: string | undefined;
}

/**
 * Makes the value of the header `DPoP` (RFC 9449 §4.2). It is for one request.
 *
 * @throws {GettokenError} `setting_invalid` if the key is broken.
 */
export async function dpopProof(request: ProofRequest): Promise<Secret> {
  const { key, method, url, nonce } = request;
  return await signJwt(
    key,
    { typ: "dpop+jwt", jwk: key.publicKey },
    { htm: method, htu: withoutQuery(url), nonce },
    request,
  );
}

/** An address without query and fragment. */
function withoutQuery(address: string): string {
  const url = new URL(address);
  url.search = "";
  url.hash = "";
  return url.href;
}

/** RFC 9449 §8.1, and no more than a header has room for beside the key and the signature. */
const nonceForm = /^[\x21\x23-\x5b\x5d-\x7e]{1,2048}$/;

/**
 * The nonce to ask again with; `undefined` if the reply does not demand one.
 *
 * @param server The host that replied.
 * @throws {GettokenError} `reply_unusable` if it demands one and does not say which.
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
