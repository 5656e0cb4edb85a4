/**
 * Tokens from another issuer, which replace a secret (workload identity federation, RFC 7523 §2.2):
 * from a function of the caller, from a file, or for a job of GitHub Actions, from its runner. They are
 * sent unchanged. Loaded only if the run has no other credential.
 *
 * @module
 */

import { unlessAborted } from "../core/abort.ts";
import { inWords, utcTime } from "../core/clock.ts";
import { GettokenError, invalidSetting, kindOf } from "../core/errors.ts";
import type { FlowHost } from "../core/flow_host.ts";
import type { JsonObject } from "../core/json.ts";
import type { Log } from "../core/log.ts";
import { Secret } from "../core/secret.ts";
import { printable } from "../core/text.ts";
import type { Provider, Settings } from "../contract/provider.ts";
import type { FederatedTokenSource } from "../settings/choose_credential.ts";
import { describeProvenance } from "../settings/provenance.ts";
import { isStdin, namedFile, readSecretText } from "../settings/secret_file.ts";
import type { Attempt } from "../net/http.ts";
import { idTokenSource, noIdToken, requestIdToken } from "./job_token.ts";
import type { Assertion, Maker, RequestContext } from "./request_parts.ts";
import { claimsOf } from "./token_response.ts";

interface FederatedToken {
  readonly jwt: Secret;
  /** Not verified: that is for the receiver. */
  readonly claims: JsonObject;
}

/** Shown in place of a token that is requested only when it is sent. */
const notRequested: Assertion = { jwt: new Secret("(an ID token of this job)") };

/** Gets a new token for an attempt; `undefined` if it is requested only when it is sent. */
type FederatedTokens = Maker<FederatedToken | undefined>;

/**
 * Get a new token for each attempt, because the file may have been renewed, and ID tokens expire
 * within minutes.
 *
 * @throws {GettokenError} `setting_missing`, `setting_invalid`
 */
export async function federatedAssertions(context: RequestContext): Promise<Maker<Assertion>> {
  const getToken = fromFunction(context) ?? await fromFile(context) ?? fromJob(context);
  if (!getToken) {
    throw new GettokenError("defect", "A token request was built without client credentials");
  }
  return async (attempt) => {
    const token = await getToken(attempt);
    return token ? toAssertion(token, context.run.log) : notRequested;
  };
}

function toAssertion({ jwt, claims: { iss, sub, aud } }: FederatedToken, log: Log): Assertion {
  log.protect(jwt);
  // One line each, to be compared with what is registered at the provider.
  const presented = Object.entries({ issuer: iss, subject: sub, audience: aud })
    .map(([name, claim]) => `presented ${name} = ${shown(claim)}`);
  return { jwt, presented };
}

function fromFunction({ run, provider, settings }: RequestContext): FederatedTokens | undefined {
  const { values, federatedToken } = settings;
  if (federatedToken === undefined) return undefined;
  const audience = audienceOf(provider, values) || undefined;
  return async (attempt) => {
    if (!attempt) return undefined;
    const text = await callFunction(federatedToken, audience, attempt);
    const token = parse(text);
    if (token) return requireUnexpired(token, functionName, run.host.now());
    const problem = "it did not return a signed JWT";
    throw invalidSetting(functionName, problem, "It must return the token, as a string.");
  };
}

const functionName = "federatedToken";

/** Calls a function of the caller, whose error may contain a secret. */
async function callFunction(
  getToken: FederatedTokenSource,
  audience: string | undefined,
  { deadline: signal, limit, signal: aborting }: Attempt,
): Promise<unknown> {
  try {
    return await unlessAborted(() => getToken({ audience, signal }), signal);
  } catch (error) {
    aborting?.throwIfAborted();
    if (error instanceof GettokenError) throw error;
    if (signal.aborted) {
      const message = `${functionName} did not return a token within ${limit} s`;
      throw new GettokenError("timed_out", message, { hint: "Increase timeout.", retry: {} });
    }
    const hint = "To see it, catch it in the function.";
    throw invalidSetting(functionName, `the function threw ${kindOf(error)}`, hint);
  }
}

async function fromFile(
  { run: { host }, settings: { values, provenance } }: RequestContext,
): Promise<FederatedTokens | undefined> {
  const path = values.federatedTokenFile;
  if (path === undefined) return undefined;
  const readToken = () => readFile(host, path, describeProvenance(provenance.federatedTokenFile));
  // Stdin can be read only once.
  const piped = isStdin(path) ? await readToken() : undefined;
  return async () => piped ?? await readToken();
}

function fromJob({ run, provider, settings }: RequestContext): FederatedTokens | undefined {
  const source = idTokenSource(run.host);
  if (source === undefined) return undefined;
  run.log.protect(source.token);
  const audience = audienceOf(provider, settings.values);
  return async (attempt) => {
    if (!attempt) return undefined;
    const token = parse(await requestIdToken(attempt, source, audience));
    if (token) return token;
    throw noIdToken(source);
  };
}

/** The audience that a token from another issuer must have. */
function audienceOf({ assertion }: Provider, values: Settings): string {
  const matching = assertion?.federation?.find(({ with: wanted = {} }) =>
    Object.entries(wanted).every(([name, value]) => values[name] === value)
  );
  return matching?.audience ?? "";
}

/** A claim as messages show it. Entra registers claims of at most 600 characters. */
function shown(claim: unknown): string {
  const values = [claim].flat().filter((value) => typeof value === "string");
  return printable(values.join(", "), 600) || "(none)";
}

async function readFile(host: FlowHost, path: string, source: string): Promise<FederatedToken> {
  const token = parse(await readSecretText(host, path, source));
  const name = namedFile(path, source);
  if (token === undefined) {
    const hint =
      "The file must contain only the token: three parts in Base64url, separated by dots.";
    throw invalidSetting(name, "it contains no signed JWT", hint);
  }
  return requireUnexpired(token, name, host.now());
}

function requireUnexpired(token: FederatedToken, name: string, now: number): FederatedToken {
  const { exp } = token.claims;
  if (typeof exp !== "number" || exp * 1000 > now) return token;
  const end = Math.max(exp, 0);
  const ago = inWords(Math.round(now / 1000 - end));
  const hint = "Check why the token was not renewed.";
  throw invalidSetting(name, `its token expired ${ago} ago`, hint).with(
    `It was valid until ${utcTime(end * 1000)}; this machine's clock says ${utcTime(now)}.`,
  );
}

/** `undefined` if it is not a signed JWT (RFC 7515 §7.1). One without a signature proves nothing. */
function parse(token: unknown): FederatedToken | undefined {
  const jwt = new Secret(typeof token === "string" ? token.trim() : "");
  const claims = jwt.matches(/^[\w-]+\.[\w-]+\.[\w-]+$/) ? claimsOf(jwt) : undefined;
  return typeof claims === "object" ? { jwt, claims } : undefined;
}
