/** Checks the results of a provider's functions: endpoint, form fields and claims. @module */

import { attempt, checkEach, type CheckResult, oneLine, problemsWhere } from "./check_result.ts";
import { addressOf, isMadeOfNothing, type Trial } from "./trial.ts";
import { settingsOf } from "../contract/declared_settings.ts";
import { methodsOf } from "../contract/credential_settings.ts";
import { mayBeContacted } from "../contract/formats.ts";
import type {
  Awaitable,
  Claims,
  Endpoint,
  Parameters,
  Provider,
  Settings,
} from "../contract/provider.ts";
import { extraHeaders } from "../oauth/extra_headers.ts";
import { parameterFields } from "../oauth/request_fields.ts";
import { reservedClaims } from "../oauth/token_request.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";
import { resolveSample } from "./sample_sources.ts";
import { refusalOf, type Sample } from "./samples.ts";

/** How to check a function of the provider. */
interface FunctionCheck<T> {
  readonly name: string;
  readonly title: string;
  readonly call: (values: Settings, settings: ResolvedSettings) => Awaitable<T>;
  /** The problems of its result, compared with that of a second call. */
  readonly problems: (value: T, again: T) => readonly string[];
  readonly notes?: (value: T) => readonly string[];
}

/** Calls a function twice with each sample, and checks the results. */
function checkFunction<T>(
  provider: Provider,
  samples: readonly Sample[],
  { name, title, call, problems, notes }: FunctionCheck<T>,
): Promise<CheckResult> {
  return checkEach(name, title, samples, async ({ options }, found) => {
    const outcome = await attempt(async () => {
      const settings = await resolveSample(provider, options);
      const { values } = settings;
      return [await call(values, settings), await call(values, settings)] as const;
    });
    if (outcome.failure) {
      found.problems.push(oneLine(outcome.failure));
      return;
    }
    found.problems.push(...problems(...outcome.value));
    found.notes.push(...notes?.(outcome.value[0]) ?? []);
  });
}

/** Checks that a secret may be sent to each endpoint that the provider returns. */
export async function checkEndpoint({ provider, samples }: Trial): Promise<CheckResult> {
  return await checkFunction(provider, await withEachValue(provider, samples), {
    name: "endpoint",
    title: "endpoint() returns a URL that may receive the secret",
    call: (values) => provider.endpoint(values),
    problems(endpoint, again) {
      const [address, other] = [endpoint, again].map(addressOf);
      const changes = `it returns ${address}, and ${other} when called again`;
      return [...endpointProblems(endpoint), ...(address === other ? [] : [changes])];
    },
    notes(endpoint) {
      const address = addressOf(endpoint);
      return address.includes("?") ? [`${address} has a query, which is unusual`] : [];
    },
  });
}

/** The samples, and variants of each with every value of the settings that list their values. */
async function withEachValue(provider: Provider, samples: readonly Sample[]): Promise<Sample[]> {
  const changed = Object.entries(settingsOf(provider)).flatMap(([name, { values = [] }]) =>
    samples.filter(({ options }) => options[name] !== undefined).flatMap(({ what, options }) =>
      values.map((value): Sample => ({
        what: `${what}, ${name} = ${value}`,
        options: { ...options, [name]: value },
      }))
    )
  );
  const all = [...samples];
  for (const sample of changed) {
    // Some values conflict with the other settings.
    if (await refusalOf(provider, sample.options) === undefined) all.push(sample);
  }
  return all;
}

function endpointProblems(endpoint: Endpoint): string[] {
  const { tokenEndpoint, issuer, mtlsTokenEndpoint, mtlsIssuer } = endpoint;
  const issuers = [issuer ?? [], mtlsIssuer ?? []].flat();
  return [tokenEndpoint ?? [], mtlsTokenEndpoint ?? [], ...issuers].flat().flatMap((address) =>
    addressProblems(address, issuers.includes(address)).map((problem) => `${address} ${problem}`)
  );
}

function addressProblems(address: string, isIssuer: boolean): string[] {
  const url = URL.parse(address);
  if (url === null) return ["is not a URL"];
  return problemsWhere([
    [!mayBeContacted(url), "must begin with https://, or with http:// for this machine"],
    [url.username + url.password !== "", "must not have a user name or password (before @)"],
    [address.includes("#"), "must not have a fragment (after #)"],
    [isIssuer && address.includes("?"), "must not have a query: an issuer has none"],
    [
      isMadeOfNothing(address),
      "contains a setting without a value: make it required, or give it a default",
    ],
  ]);
}

/** Parameters that may be repeated, by RFC 8707 and RFC 8693. */
const repeatable = ["resource", "audience"];

/** Checks the form fields that the provider adds. */
export function checkParameters({ provider, samples }: Trial): Promise<CheckResult> {
  return checkFunction(provider, samples, {
    name: "parameters",
    title: "parameters() adds only form fields that a provider may set",
    async call(values, settings) {
      const parameters = await provider.parameters?.(values) ?? {};
      // Refuses the fields that only gettoken sets.
      await parameterFields(provider, settings);
      return parameters;
    },
    problems: memberProblems,
    notes: (parameters) =>
      Object.entries(parameters).flatMap(([name, value]) => {
        const times = [value ?? []].flat().length;
        const isUsual = times < 2 || repeatable.includes(name);
        return isUsual ? [] : [`${name} is sent ${times} times, which is unusual`];
      }),
  });
}

/** Checks the headers that the provider adds; `undefined` if it adds none. */
export async function checkHeaders({ provider, samples }: Trial): Promise<CheckResult | undefined> {
  if (provider.headers === undefined) return undefined;
  return await checkFunction(provider, samples, {
    name: "headers",
    title: "headers() adds only headers that a provider may set",
    async call(values, settings) {
      // Refuses names and values that cannot be sent.
      await extraHeaders(provider, settings);
      return await provider.headers?.(values) ?? {};
    },
    problems: memberProblems,
  });
}

/** Checks the claims that the provider adds to the client's JWT; `undefined` if it adds none. */
export async function checkClaims({ provider, samples }: Trial): Promise<CheckResult | undefined> {
  if (provider.assertion?.claims === undefined) return undefined;
  const result = await checkFunction(provider, samples, {
    name: "claims",
    title: "assertion.claims() returns only claims that a provider may set",
    call: async (values) => await provider.assertion?.claims?.(values) ?? {},
    problems: (claims, again) => memberProblems(claims, again, reservedClaims),
  });
  if (methodsOf(provider).includes("private_key_jwt")) return result;
  const note = "assertion has no effect: private_key_jwt is not in clientAuthentication";
  return { ...result, notes: [note] };
}

function memberProblems(
  members: Parameters | Claims,
  again: Parameters | Claims,
  reserved?: readonly string[],
): string[] {
  const isSame = JSON.stringify(members) === JSON.stringify(again);
  return [
    ...(isSame ? [] : ["it returns another value when called again"]),
    ...Object.entries(members).flatMap(([name, value]) =>
      problemsWhere([
        [reserved?.includes(name), `${name} is a claim that only gettoken sets`],
        [
          [value ?? []].flat().some((text) => typeof text === "string" && isMadeOfNothing(text)),
          `${name} contains a setting without a value (leave it out) or a secret (send it as { secret })`,
        ],
      ])
    ),
  ];
}
