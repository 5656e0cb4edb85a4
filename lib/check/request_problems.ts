/** Validates a token request as strictly as RFC 6749 and the provider allow. @module */

import { assertionProblems, type ExpectedAssertion } from "./assertion_problems.ts";
import { problemsWhere } from "./check_result.ts";
import { checkFormat } from "../contract/formats.ts";
import type { ClientAuthenticationMethod, RequestQuirks } from "../contract/provider.ts";
import { formEncode } from "../core/encodings.ts";
import { isJsonObject, parseJson } from "../core/json.ts";

/** The expected client and request. The secret is a sample, so it is not a `Secret`. */
export interface ExpectedClient {
  readonly clientId: string;
  readonly clientSecret: string;
  /** `undefined` if the client does not authenticate. */
  readonly method: ClientAuthenticationMethod | undefined;
  /** How requests differ from RFC 6749. */
  readonly request?: RequestQuirks | undefined;
  /** The fields and headers that contain a secret by reference. */
  readonly secretFields?: readonly string[];
  readonly scope: string | undefined;
  /** Whether the JWT is the grant (RFC 7523 §2.1), and not the client authentication. */
  readonly isGrant?: boolean;
  /** The expected JWT, if there is one. */
  readonly assertion?: ExpectedAssertion | undefined;
}

/** Why a token request is refused: the error of RFC 6749 §5.2, and the exact problem. */
export interface RequestProblem {
  readonly error: "invalid_request" | "invalid_client" | "unsupported_grant_type" | "invalid_scope";
  readonly what: string;
}

/** The parts of a token request. */
interface Request {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly form: URLSearchParams;
}

/** Parameters that a request must not repeat (RFC 6749 §3.2). Others have their own rules. */
const once = [
  ...["grant_type", "scope", "client_id", "client_secret", "client_assertion", "assertion"],
];

/** Finds the problems of a token request. */
export async function findRequestProblems(
  address: string,
  { method = "GET", headers, body }: RequestInit,
  client: ExpectedClient,
): Promise<RequestProblem[]> {
  const form = standardFields(typeof body === "string" ? body : "", client.request);
  const request = { method, url: new URL(address), headers: new Headers(headers), form };
  const { assertion, isGrant } = client;
  const jwt = form.get(isGrant ? "assertion" : "client_assertion") ?? "";
  return [
    ...as("invalid_request", formatProblems(request, client.request)),
    ...grantProblems(form, client),
    ...as("invalid_client", authenticationProblems(request, client)),
    ...as("invalid_request", leakProblems(request, client)),
    ...as("invalid_client", assertion ? await assertionProblems(jwt, client, assertion) : []),
  ];
}

/** The fields of a body, with their standard names. */
function standardFields(body: string, { body: format, names = {} }: RequestQuirks = {}) {
  const others = {
    [names.clientId ?? ""]: "client_id",
    [names.clientSecret ?? ""]: "client_secret",
  };
  return new URLSearchParams(
    pairsIn(body, format === "json").map(([name, value]) => [others[name] ?? name, value]),
  );
}

function pairsIn(body: string, isJson: boolean): (readonly [name: string, value: string])[] {
  if (!isJson) return [...new URLSearchParams(body)];
  const members = parseJson(body);
  return Object.entries(isJsonObject(members) ? members : {})
    .flatMap(([name, value]) => [value].flat().map((item) => [name, String(item)] as const));
}

function as(error: RequestProblem["error"], problems: readonly string[]): RequestProblem[] {
  return problems.map((what) => ({ error, what }));
}

function formatProblems(
  { method, url, headers, form }: Request,
  { body = "form" }: RequestQuirks = {},
): string[] {
  const type = headers.get("content-type") ?? "";
  const expected = body === "json" ? "application/json" : "application/x-www-form-urlencoded";
  return [
    ...problemsWhere([
      [url.username + url.password !== "", "the URL has a user name or password"],
      [url.hash !== "", "the URL has a fragment"],
    ]),
    ...[...url.searchParams.keys()].filter((name) => once.includes(name))
      .map((name) => `${name} is in the URL`),
    ...problemsWhere([
      [method !== "POST", `the method is ${method}, not POST`],
      [
        !new RegExp(`^${expected} *(;|$)`, "i").test(type),
        `the Content-Type is ${type || "missing"}, not ${expected}`,
      ],
    ]),
    ...once.filter((name) => form.getAll(name).length > 1)
      .map((name) => `${name} is sent more than once`),
  ];
}

function grantProblems(
  form: URLSearchParams,
  { scope: expected, isGrant, request: { grantType = "client_credentials" } = {} }: ExpectedClient,
): RequestProblem[] {
  const grant = isGrant ? "urn:ietf:params:oauth:grant-type:jwt-bearer" : grantType;
  const scope = form.get("scope") ?? undefined;
  const syntax = scope === undefined ? {} : checkFormat(scope, "scope");
  return [
    ...as(
      "unsupported_grant_type",
      (form.get("grant_type") ?? false) === grant ? [] : [`grant_type is not ${grant || "absent"}`],
    ),
    ...as("invalid_scope", [
      ...("problem" in syntax ? [`the scope ${syntax.problem}`] : []),
      ...(scope === expected ? [] : ["the scope is not the requested one"]),
    ]),
  ];
}

/** The form fields of a client authentication method. */
function fieldsOf(method: ClientAuthenticationMethod): string[] {
  if (method === "client_secret_basic") return [];
  if (method === "client_secret_post") return ["client_id", "client_secret"];
  return isByJwt(method)
    ? ["client_id", "client_assertion_type", "client_assertion"]
    : ["client_id"];
}

/** Whether the client authenticates with a JWT that it signs (RFC 7523 §2.2). */
export function isByJwt(method: ClientAuthenticationMethod | undefined): boolean {
  return method?.endsWith("_jwt") ?? false;
}

function authenticationProblems(
  { headers, form }: Request,
  { method, clientId, clientSecret, isGrant }: ExpectedClient,
): string[] {
  const authorization = headers.get("authorization");
  // A provider without client authentication sends what it likes.
  if (method === undefined) return authorization ? ["there is an Authorization header"] : [];
  // Beside a grant, a provider may add them itself.
  const expected = isGrant ? ["client_id", "client_secret"] : fieldsOf(method);
  const others = [...form.keys()]
    .filter((name) => /^client_(id|secret|assertion)/.test(name) && !expected.includes(name))
    .map((name) => `${name} is in the form, but belongs to another client authentication method`);
  if (isGrant) {
    return authorization === null ? others : ["there is an Authorization header", ...others];
  }
  if (method === "client_secret_basic") {
    if (authorization === null) return ["there is no Authorization header"];
    const isRight =
      decodeBasic(authorization) === [clientId, clientSecret].map(formEncode).join(":");
    const wrong = "the Authorization header is not the client ID and secret, each form-encoded";
    return isRight ? others : [wrong, ...others];
  }
  const type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  const isJwt = expected.includes("client_assertion");
  return [
    ...problemsWhere([
      [authorization !== null, "there is an Authorization header and a client ID in the form"],
      [form.get("client_id") !== clientId, "client_id is not the client ID"],
      [isJwt && form.get("client_assertion_type") !== type, "client_assertion_type is wrong"],
      [!isJwt && form.get("client_secret") !== clientSecret, "client_secret is not the secret"],
    ]),
    ...others,
  ];
}

function decodeBasic(header: string): string | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/]+=*)$/.exec(header)?.[1];
  try {
    return encoded && atob(encoded);
  } catch {
    return undefined;
  }
}

/** Finds the secret in the wrong places. */
function leakProblems(
  { url, headers, form }: Request,
  { clientSecret, secretFields = [] }: ExpectedClient,
): string[] {
  const spellings = [clientSecret, encodeURIComponent(clientSecret), formEncode(clientSecret)];
  const meant = ["client_secret", ...secretFields];
  const fields = [...headers, ...form].filter(([name]) => !meant.includes(name));
  return [
    ...(spellings.some((text) => url.href.includes(text)) ? ["the URL contains the secret"] : []),
    ...fields.filter(([, value]) => value.includes(clientSecret))
      .map(([name]) => `${name} contains the secret`),
  ];
}
