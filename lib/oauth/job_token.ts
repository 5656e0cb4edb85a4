/**
 * The ID token of a job of GitHub Actions, which its runner issues. Gitea and Forgejo do as GitHub does.
 *
 * @module
 */

import { GettokenError, invalidVariable } from "../core/errors.ts";
import type { FlowHost } from "../core/flow_host.ts";
import { Secret } from "../core/secret.ts";
import { printable } from "../core/text.ts";
import { checkFormat } from "../contract/formats.ts";
import { jobVariable as urlVariable } from "../settings/choose_credential.ts";
import {
  type Attempt,
  exchangeHttp,
  type HttpReply,
  isSuccess,
  jsonObjectOf,
  maybeJsonObject,
} from "../net/http.ts";
import { isTemporary, temporaryFailure } from "../net/retryable_reply.ts";

/** Where a job requests its ID token, and the token that authenticates the request. */
export interface IdTokenSource {
  readonly url: string;
  readonly token: Secret;
}

const tokenVariable = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

const setByRunner = `The runner sets ${urlVariable}; do not set it by hand.`;

/**
 * Where this job requests its ID token; `undefined` if it is not a job, or may not request one.
 *
 * Only the environment counts, where the runner sets both variables: a URL in a file could send the
 * token anywhere. Its host is not checked against a list. GitHub has many with changing names, an
 * Enterprise Server has its owner's, and a process that can set variables here can read the token, too.
 *
 * @throws {GettokenError} `setting_missing`, `setting_invalid`
 */
export function idTokenSource(host: Pick<FlowHost, "env">): IdTokenSource | undefined {
  const url = host.env(urlVariable);
  const token = host.env(tokenVariable);
  if (!url && !token) return undefined;
  if (!url || !token) {
    const [absent, present] = url ? [tokenVariable, urlVariable] : [urlVariable, tokenVariable];
    throw new GettokenError("setting_missing", `${absent} is not set, but ${present} is`, {
      hint: "The runner sets both. Pass both to where gettoken runs, such as a container.",
      settings: [{ variables: [absent], problem: "is missing" }],
    });
  }
  const checked = checkFormat(url, "url");
  // RFC 6750 §2.1
  if ("problem" in checked) throw invalidVariable(urlVariable, checked.problem, setByRunner);
  if (!/^[\w.~+/=-]+$/.test(token)) {
    throw invalidVariable(tokenVariable, "is not a token", setByRunner);
  }
  return { url, token: new Secret(token) };
}

/**
 * Requests the ID token. What comes may not be a JWT: see {@linkcode noIdToken}.
 *
 * @throws {GettokenError}
 */
export async function requestIdToken(
  attempt: Attempt,
  { url, token }: IdTokenSource,
  audience: string,
): Promise<unknown> {
  // The rest of the URL must not change. Its path has a double slash, for one.
  const separator = url.includes("?") ? "&" : "?";
  const reply = await exchangeHttp(attempt, {
    method: "GET",
    url: `${url}${separator}audience=${encodeURIComponent(audience)}`,
    headers: { authorization: `bearer ${token.reveal()}` },
  });
  const server = new URL(url).host;
  if (!isSuccess(reply)) throw idTokenError(reply, server, audience, attempt);
  return jsonObjectOf(reply, server, "an ID token").value;
}

/** The error for a reply that has no JWT. */
export function noIdToken({ url }: IdTokenSource): GettokenError {
  const message = `The reply from ${new URL(url).host} contains no ID token`;
  return new GettokenError("reply_unusable", message, { hint: setByRunner });
}

/** The error for a failed request. */
function idTokenError(
  reply: HttpReply,
  server: string,
  audience: string,
  { host, log }: Attempt,
): GettokenError {
  const { status } = reply;
  const { message } = maybeJsonObject(reply) ?? {};
  const said = typeof message === "string" ? log.redacted(printable(message, 512)) : undefined;
  const details = [
    ...(said === undefined ? [] : [`It said: ${said}`]),
    `audience = ${audience}`,
  ];
  const more = { details, serverMessage: said, httpStatus: status };
  if (isTemporary(reply)) {
    const problem = `${server} cannot issue an ID token now`;
    return temporaryFailure(reply, problem, host.now(), { ...more, hint: "Try again later." });
  }
  const problem = `${server} did not issue an ID token for this job (HTTP ${status})`;
  if (status !== 401 && status !== 403) {
    return new GettokenError("reply_unusable", problem, { ...more, hint: setByRunner });
  }
  // A pull request from a fork never gets the permission.
  return new GettokenError("refused", problem, {
    ...more,
    hint: "Give the job `permissions: id-token: write` " +
      "(on Forgejo: `enable-openid-connect: true`). The permission ends with the job.",
  });
}
