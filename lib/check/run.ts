/**
 * Runs gettoken with a provider and the identity provider in memory.
 *
 * @module
 */

import { type Attempt, attempt, told } from "./check.ts";
import { checkIdp } from "./idp.ts";
import type { ExpectedClient } from "./idp_request.ts";
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
import { clientSecretOf, resolveSample, type Sample, sampleSources } from "./sample_settings.ts";

/** A provider that is checked, with settings to try it with. */
export interface Trial {
  /** The machine it is checked on; nothing of it but its clock is used. */
  readonly host: Host;
  readonly provider: Provider;
  readonly samples: readonly Sample[];
}

/** What a run is to be like. */
export interface TrialRun {
  readonly sample: Sample;
  /** How the client is to authenticate; in the usual way unless given. */
  readonly method?: ClientAuthenticationMethod;
  /** What the identity provider answers. */
  readonly reply: JsonObject;
  /** Which kind of metadata it publishes. */
  readonly metadata?: "openid" | "oauth";
}

/** What came of a run: the members of its JSON output, and what was wrong with its requests. */
export interface TrialOutcome {
  readonly printed: Attempt<JsonObject>;
  readonly findings: readonly string[];
}

/** A token for the identity provider to give. */
export const sampleToken = { access_token: "sample.access.token", token_type: "Bearer" } as const;

/** Gets a token and prints it as JSON, in memory. */
export async function runTrial(trial: Trial, run: TrialRun): Promise<TrialOutcome> {
  const findings: string[] = [];
  return { printed: await attempt(() => printTrial(trial, run, findings)), findings };
}

async function printTrial(
  { host, provider }: Trial,
  { sample, method: wanted, reply, metadata }: TrialRun,
  findings: string[],
): Promise<JsonObject> {
  const options = withMethod(provider, sample, wanted);
  const { values } = await resolveSample(provider, options);
  const { assertion: quirks = {} } = provider;
  const method = methodIn(provider, values);
  const now = host.now();
  const key = method === "private_key_jwt" ? await sampleKey(provider, now) : undefined;
  const claims = key ? await quirks.claims?.(values) ?? {} : {};
  const clientId = values.clientId ?? "";
  const client: ExpectedClient = {
    ...{ clientId, clientSecret: clientSecretOf(provider), method },
    scope: "scope" in claims ? undefined : values.scope,
    isGrant: key !== undefined && quirks.grant === true,
  };
  const endpoint = await provider.endpoint(values);
  const audience = endpoint.audience ?? addressOf(endpoint);
  const assertion = key &&
    { clientId, claims, publicKey: key.publicKey, audience, quirks, now };
  const fetch = checkIdp({ endpoint, client, assertion, reply, findings, metadata });
  let written = "";
  const writeUnchanged = (text: string) => Promise.resolve(void (written += text));
  const machine: Host = { ...emptyMachine(host), fetch, writeUnchanged };
  const run: Run = {
    host: machine,
    log: new Log(machine),
    timeout: 30,
    retries: 0,
    userAgent: "gettoken",
  };
  const token = await getToken(run, provider, sampleSources(provider, options, key?.pem));
  await writeToken(machine, { output: "json" }, provider, token);
  return JSON.parse(written);
}

/** The options of a sample, and how the client authenticates where there is a choice. */
function withMethod(
  provider: Provider,
  { options }: Sample,
  authMethod: ClientAuthenticationMethod | undefined,
): Settings {
  return methodsOf(provider).length > 1 ? { ...options, authMethod } : options;
}

/** How the client authenticates with these settings: by a secret, if there is a choice. */
function methodIn(provider: Provider, { authMethod }: Settings): ClientAuthenticationMethod {
  const methods = methodsOf(provider);
  return methods.find((name) => name === authMethod) ?? secretMethodsOf(provider)[0] ??
    methods[0] ?? "client_secret_basic";
}

/** The address by which an endpoint is found. */
export function addressOf(endpoint: Endpoint): string {
  return "issuer" in endpoint ? endpoint.issuer : endpoint.tokenEndpoint;
}

/** Whether a text was made of a setting without a value, or of something that is no text. */
export function isMadeOfNothing(text: string): boolean {
  return /\bundefined\b|\[object /.test(text);
}

/** Why a run gave no token, as one line. */
export function whyNone({ printed, findings }: TrialOutcome): string | undefined {
  if (findings.length > 0) return findings.join("; ");
  return "failure" in printed ? told(printed.failure) : undefined;
}

/** A machine with a clock, but without a network, files, variables and a terminal. */
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
    // Nothing is waited for, so no time runs out.
    timeout: () => new AbortController().signal,
  };
}
