/**
 * Says whether a reply without a token is a refusal, or not from a token endpoint at all.
 *
 * @module
 */

import { isTemporary } from "../net/retryable_reply.ts";
import type { Refusal } from "./read_refusal.ts";
import { isOauthCode } from "./refusal_members.ts";

/**
 * The client errors of a server that has no token endpoint at this URL, or takes no such request
 * there (RFC 9110 §15.5).
 */
const notHere = [404, 405, 406, 407, 410, 411, 413, 414, 415, 421, 426, 431];

/**
 * Whether a reply is a refusal. 401 and 403 always are (RFC 9110 §15.5), and other client errors are
 * if they say anything, but those of {@linkcode notHere} only if the error is one of OAuth or known to
 * the provider. Successes are if they state an error. A page is not, unless it is about a certificate.
 */
export function isRefused(
  { status, error, description, isStated, isPage }: Refusal,
  isKnown: boolean,
): boolean {
  if (isTemporary({ status })) return false;
  if (status === 401 || status === 403) return true;
  const isClientError = status >= 400 && status < 500;
  if (isPage && (!isClientError || wantsCertificate(description))) return isClientError;
  if (isOauthCode(error)) return true;
  if (isPage) return false;
  if (!isClientError || notHere.includes(status)) {
    return isStated && (isKnown || !isClientError);
  }
  return (error ?? description) !== undefined && !isReasonPhrase(description);
}

/** Whether the page of a gateway says that a client certificate is missing or not accepted. */
export function wantsCertificate(title = ""): boolean {
  return /\b(SSL|TLS|client) certificate\b/i.test(title);
}

/** Whether a description says no more than the status does (RFC 9110 §15.5). */
function isReasonPhrase(text = ""): boolean {
  return /^(4\d\d\W+)?(bad request|conflict|locked|payment required|(precondition|expectation) failed|precondition required|unprocessable (entity|content)|i'm a teapot|unavailable for legal reasons)\W*$/i
    .test(text);
}
