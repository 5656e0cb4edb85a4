/**
 * The token with which GitHub vouches for a job of GitHub Actions. Gitea and Forgejo do the same in
 * the same way.
 *
 * @module
 */

import { jobVariable as urlVariable } from "../settings/choose_credential.ts";
import { GettokenError } from "../core/errors.ts";
import { type FederatedToken, parseFederatedToken } from "./federated_token.ts";
import { checkFormat } from "../contract/formats.ts";
import type { Host } from "../core/host.ts";
import {
  type Attempt,
  exchangeHttp,
  type HttpReply,
  jsonObjectOf,
  maybeJsonObject,
} from "../net/http.ts";
import { Secret } from "../core/secret.ts";
import { isTemporary, temporaryFailure } from "../net/retryable_reply.ts";
import { printable } from "../core/text.ts";

/** Where a job asks for its token, and with what. */
export interface IdTokenSource {
  readonly url: string;
  readonly token: Secret;
}

const tokenVariable = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

/** A pull request from a fork never gets that. */
const permission = "Give the job `permissions: id-token: write` " +
  "(on Forgejo: `enable-openid-connect: true`).";

const setByRunner = `The runner sets ${urlVariable}; do not set it by hand.`;

/**
 * Where this job asks for its token; `undefined` if this is no job, or one that may not ask.
 *
 * Both variables count in the environment only, where the runner puts them: an address in a file
 * could send the token anywhere. Its host is not compared with a list. GitHub has many by changing
 * names, an Enterprise Server has its owner's, and whoever can set variables here can read the
 * token as well.
 *
 * @throws {GettokenError} `setting_missing`, `setting_invalid`
 */
export function idTokenSource(host: Pick<Host, "env">): IdTokenSource | undefined {
  const url = host.env(urlVariable);
  const token = host.env(tokenVariable);
  if (!url && !token) return undefined;
  if (!url || !token) {
    const [absent, present] = url ? [tokenVariable, urlVariable] : [urlVariable, tokenVariable];
    throw new GettokenError("setting_missing", `${absent} is not set, but ${present} is`, {
      hint: "The runner sets both. Hand on both to where gettoken runs, such as a container.",
    });
  }
  const checked = checkFormat(url, "url");
  // RFC 6750 §2.1
  const problem = "problem" in checked
    ? `${urlVariable} in the environment ${checked.problem}`
    : /^[\w.~+/=-]+$/.test(token)
    ? undefined
    : `${tokenVariable} in the environment is not a token`;
  if (problem) throw new GettokenError("setting_invalid", problem, { hint: setByRunner });
  return { url, token: new Secret(token) };
}

/**
 * Asks for the token of this job. It lives for minutes, so it is to be asked for anew each time.
 *
 * @param audience For whom it is: `api://AzureADTokenExchange`.
 * @throws {GettokenError} if it is refused, or the reply is of no use.
 */
export async function requestGithubToken(
  attempt: Attempt,
  { url, token, audience }: IdTokenSource & { readonly audience: string },
): Promise<FederatedToken> {
  const { log } = attempt;
  log.protect(token);
  // The rest of the address stays as it is: its path has a double slash, for one.
  const separator = url.includes("?") ? "&" : "?";
  const reply = await exchangeHttp(attempt, {
    method: "GET",
    url: `${url}${separator}audience=${encodeURIComponent(audience)}`,
    headers: { authorization: `bearer ${token.reveal()}` },
  });
  const server = new URL(url).host;
  if (reply.status !== 200) throw explain(reply, server, audience, attempt);
  const { value } = jsonObjectOf(reply, server, "an ID token");
  const idToken = typeof value === "string" ? await parseFederatedToken(value) : undefined;
  if (idToken === undefined) {
    throw new GettokenError("reply_unusable", `The reply of ${server} holds no ID token`, {
      hint: setByRunner,
    });
  }
  log.protect(idToken.assertion);
  return idToken;
}

/** The error for a reply without a token. */
function explain(
  reply: HttpReply,
  server: string,
  audience: string,
  { host, log }: Attempt,
): GettokenError {
  const { status } = reply;
  const { message } = maybeJsonObject(reply) ?? {};
  const details = [
    ...(typeof message === "string" ? [`It said: ${log.redacted(printable(message, 512))}`] : []),
    `audience = ${audience}`,
  ];
  if (isTemporary(reply)) {
    const problem = `${server} cannot vouch for this job now`;
    return temporaryFailure(reply, problem, host.now(), { details, hint: "Try again later." });
  }
  const [code, hint] = status === 401 || status === 403
    ? ["refused" as const, `${permission} The right to ask ends with the job.`]
    : ["reply_unusable" as const, setByRunner];
  return new GettokenError(code, `${server} does not vouch for this job (HTTP ${status})`, {
    details,
    hint,
  });
}
