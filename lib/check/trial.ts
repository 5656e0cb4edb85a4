/** Runs a provider against an identity provider in memory. @module */

import { attempt, type Attempted, oneLine } from "./check_result.ts";
import { memoryIdp, tokenEndpointOf } from "./memory_idp.ts";
import { type ExpectedClient, isByJwt } from "./request_problems.ts";
import { methodsOf, secretMethodsOf } from "../contract/credential_settings.ts";
import { getToken } from "../oauth/get_token.ts";
import { FileProblem, type Host } from "../core/host.ts";
import type { Run } from "../net/http.ts";
import type { JsonObject } from "../core/json.ts";
import { Log } from "../core/log.ts";
import { writeToken } from "../output/forms.ts";
import type {
  ClientAuthenticationMethod,
  Endpoint,
  Provider,
  Settings,
} from "../contract/provider.ts";
import { sampleKey } from "./sample_key.ts";
import { memberPath } from "../oauth/reply_members.ts";
import {
  type Branch,
  clientSecretOf,
  putAt,
  resolveSample,
  sampleSources,
} from "./sample_sources.ts";
import type { Sample } from "./samples.ts";

/** A provider to check, and settings to try it with. */
export interface Trial {
  /** The machine; only its clock is used. */
  readonly host: Host;
  readonly provider: Provider;
  readonly samples: readonly Sample[];
}

/** A run of a trial. */
export interface TrialRun {
  readonly sample: Sample;
  /** The client authentication method; the default one if undefined. */
  readonly method?: ClientAuthenticationMethod;
  /** The response of the identity provider. */
  readonly reply: JsonObject;
  /** The HTTP status of an error response, if it is not the usual one. */
  readonly status?: number;
  /** The kind of metadata that it publishes. */
  readonly metadata?: "openid" | "oauth";
}

/** The JSON output of a run, and the problems of its requests. */
export interface TrialOutcome {
  readonly printed: Attempted<JsonObject>;
  readonly requestProblems: readonly string[];
}

/** A token response. */
export const sampleToken = { access_token: "sample.access.token", token_type: "Bearer" } as const;

/** Gets a token and prints it as JSON, in memory. */
export async function runTrial(trial: Trial, run: TrialRun): Promise<TrialOutcome> {
  const requestProblems: string[] = [];
  return { printed: await attempt(() => printTrial(trial, run, requestProblems)), requestProblems };
}

async function printTrial(
  { host, provider }: Trial,
  { sample, method: wanted, ...answer }: TrialRun,
  requestProblems: string[],
): Promise<JsonObject> {
  const options = methodsOf(provider).length > 1
    ? { ...sample.options, authMethod: wanted }
    : sample.options;
  const { values } = await resolveSample(provider, options);
  const { assertion: quirks = {} } = provider;
  const method = methodIn(provider, values);
  const now = host.now();
  const key = method === "private_key_jwt" ? await sampleKey(provider, now) : undefined;
  const isSigned = isByJwt(method);
  const secret = new TextEncoder().encode(clientSecretOf(provider));
  const claims = isSigned ? await quirks.claims?.(values) ?? {} : {};
  const endpoint = await provider.endpoint(values);
  const audience = quirks.audience === "issuer"
    ? endpoint.issuer ?? ""
    : endpoint.audience ?? tokenEndpointOf(endpoint);
  const client: ExpectedClient = {
    ...{ clientId: values.clientId ?? "", clientSecret: clientSecretOf(provider), method },
    request: provider.request,
    secretFields: await secretFieldsOf(provider, values),
    scope: "scope" in claims ? undefined : values.scope,
    isGrant: key !== undefined && quirks.grant === true,
    assertion: isSigned
      ? { claims, key: key?.publicKey ?? secret, audience, quirks, now }
      : undefined,
  };
  const reply = "access_token" in answer.reply ? inShapeOf(provider, answer.reply) : answer.reply;
  const fetch = memoryIdp({ endpoint, client, requestProblems, ...answer, reply });
  let written = "";
  const writeUnchanged = (text: string) => Promise.resolve(void (written += text));
  const machine: Host = { ...emptyMachine(host), fetch, writeUnchanged };
  const log = new Log(machine);
  const run: Run = { host: machine, log, timeout: 30, retries: 0, userAgent: "gettoken" };
  const token = await getToken(run, provider, sampleSources(provider, options, key?.pem));
  await writeToken(machine, { output: "json" }, provider, token);
  return JSON.parse(written);
}

/** The client authentication method of a run: by default one with a secret, if there is one. */
function methodIn(
  provider: Provider,
  { authMethod }: Settings,
): ClientAuthenticationMethod | undefined {
  const methods = methodsOf(provider);
  return methods.find((name) => name === authMethod) ?? secretMethodsOf(provider)[0] ?? methods[0];
}

/** The fields and headers that contain a secret by reference. */
async function secretFieldsOf(provider: Provider, values: Settings): Promise<string[]> {
  const fields = Object.entries({
    ...await provider.parameters?.(values),
    ...lowerCased(await provider.headers?.(values) ?? {}),
  });
  return fields.flatMap(([name, value]) =>
    typeof value === "object" && "secret" in value ? [name] : []
  );
}

function lowerCased<Value>(fields: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

/** A token response with its members where the provider expects them, and its name for Bearer. */
function inShapeOf({ response = {} }: Provider, reply: JsonObject): JsonObject {
  const { access_token, expires_in, ...others } = reply;
  const { accessToken = "access_token", expiresIn = "expires_in" } = response;
  const shaped: Branch = { ...others };
  if ("token_type" in others) {
    shaped.token_type = [response.tokenType ?? others.token_type].flat()[0];
  }
  putAt(shaped, memberPath(accessToken), access_token);
  if (expires_in !== undefined) putAt(shaped, memberPath(expiresIn), expires_in);
  return shaped;
}

/** The token endpoint, or the issuer without one. */
export function addressOf(endpoint: Endpoint): string {
  return endpoint.tokenEndpoint ?? endpoint.issuer;
}

/** Whether a string contains `undefined` or an object instead of a value. */
export function isMadeOfNothing(text: string): boolean {
  return /\bundefined\b|\[object /.test(text);
}

/** Why a run returned no token, as one line; `undefined` if it did. */
export function whyNoToken({ printed, requestProblems }: TrialOutcome): string | undefined {
  if (requestProblems.length > 0) return requestProblems.join("; ");
  return printed.failure ? oneLine(printed.failure) : undefined;
}

/** A machine with a clock, but without network, files, environment and terminal. */
export function emptyMachine(host: Host): Host {
  return {
    ...host,
    env: () => undefined,
    readFile: () => Promise.reject(new FileProblem("missing")),
    changeFiles: () => Promise.reject(new Error("There are no files")),
    prepareFiles: () => Promise.reject(new Error("There are no files")),
    fetch: () => Promise.reject(new Error("There is no network")),
    writeStdout: () => Promise.resolve(),
    writeUnchanged: () => Promise.resolve(),
    writeStderr: () => {},
    sendToTerminal: () => {},
    writeStatus: () => {},
    isTerminal: () => false,
    othersMayRead: () => Promise.resolve(false),
    trust: () => {},
    present: () => {},
    // In memory, nothing times out.
    timeout: () => new AbortController().signal,
  };
}
