/**
 * The nonce that a server wants to see in a DPoP proof (RFC 9449 §8).
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import type { HttpReply } from "../net/http.ts";
import { maybeJsonObject } from "../net/json.ts";

/** RFC 9449 §8.1, and no more than a header has room for beside the key and the signature. */
const form = /^[\x21\x23-\x5b\x5d-\x7e]{1,2048}$/;

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
  if (nonce !== null && form.test(nonce)) return nonce;
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
