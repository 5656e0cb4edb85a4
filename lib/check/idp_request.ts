/**
 * Reads a token request as strictly as RFC 6749 allows a server to.
 *
 * @module
 */

import { checkFormat } from "../contract/formats.ts";
import type { ClientAuthenticationMethod } from "../contract/provider.ts";
import { formEncode } from "../core/encodings.ts";

/** Who is expected to ask, and how. The secret is a sample, so it is no `Secret`. */
export interface ExpectedClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly method: ClientAuthenticationMethod;
  readonly scope: string | undefined;
  /** Whether what it signs is the grant itself (RFC 7523 §2.1), and not its authentication. */
  readonly isGrant?: boolean;
}

/** Why a token request is refused: the error of RFC 6749 §5.2, and what exactly is wrong. */
export interface RequestProblem {
  readonly error: "invalid_request" | "invalid_client" | "unsupported_grant_type" | "invalid_scope";
  readonly what: string;
}

/** Parameters that a request must not repeat (RFC 6749 §3.2). Others have rules of their own. */
const once = [
  ...["grant_type", "scope", "client_id", "client_secret", "client_assertion", "assertion"],
];

/** What is wrong with a token request. Empty if nothing. */
export function requestProblems(
  address: string,
  init: RequestInit,
  client: ExpectedClient,
): RequestProblem[] {
  const url = new URL(address);
  const headers = new Headers(init.headers);
  const form = new URLSearchParams(typeof init.body === "string" ? init.body : "");
  return [
    ...addressProblems(url).map((what) => invalid("invalid_request", what)),
    ...shapeProblems(init, headers, form).map((what) => invalid("invalid_request", what)),
    ...grantProblems(form, client),
    ...authenticationProblems(headers, form, client).map((what) => invalid("invalid_client", what)),
    ...strayProblems(url, headers, form, client).map((what) => invalid("invalid_request", what)),
  ];
}

function invalid(error: RequestProblem["error"], what: string): RequestProblem {
  return { error, what };
}

function addressProblems(url: URL): string[] {
  const parameters = [...url.searchParams.keys()].filter((name) => once.includes(name));
  return [
    ...(url.username + url.password === "" ? [] : ["the address has a user part"]),
    ...(url.hash === "" ? [] : ["the address has a fragment"]),
    ...parameters.map((name) => `${name} is in the address`),
  ];
}

function shapeProblems(init: RequestInit, headers: Headers, form: URLSearchParams): string[] {
  const type = headers.get("content-type") ?? "";
  const repeated = once.filter((name) => form.getAll(name).length > 1);
  return [
    ...(init.method === "POST" ? [] : [`the method is ${init.method ?? "GET"}, not POST`]),
    ...(/^application\/x-www-form-urlencoded *(;|$)/i.test(type)
      ? []
      : [`the body is ${type || "of no media type"}, not application/x-www-form-urlencoded`]),
    ...repeated.map((name) => `${name} is there more than once`),
  ];
}

function grantProblems(
  form: URLSearchParams,
  { scope: expected, isGrant }: ExpectedClient,
): RequestProblem[] {
  const problems: RequestProblem[] = [];
  const grant = isGrant ? "urn:ietf:params:oauth:grant-type:jwt-bearer" : "client_credentials";
  if (form.get("grant_type") !== grant) {
    problems.push(invalid("unsupported_grant_type", `grant_type is not ${grant}`));
  }
  const scope = form.get("scope") ?? undefined;
  const syntax = scope === undefined ? undefined : checkFormat(scope, "scope");
  if (syntax && "problem" in syntax) {
    problems.push(invalid("invalid_scope", `the scope ${syntax.problem}`));
  }
  if (scope !== expected) {
    problems.push(invalid("invalid_scope", "the scope is not the one that was asked for"));
  }
  return problems;
}

/** The form fields of a client authentication method. */
function fieldsOf(method: ClientAuthenticationMethod): readonly string[] {
  if (method === "client_secret_basic") return [];
  if (method === "client_secret_post") return ["client_id", "client_secret"];
  return isJwtMethod(method)
    ? ["client_id", "client_assertion_type", "client_assertion"]
    : ["client_id"];
}

/** Whether the client authenticates with a JWT, as the registered names say. */
function isJwtMethod(method: ClientAuthenticationMethod): boolean {
  return method.endsWith("_jwt");
}

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

function authenticationProblems(
  headers: Headers,
  form: URLSearchParams,
  { method, clientId, clientSecret, isGrant }: ExpectedClient,
): string[] {
  const given = headers.get("authorization");
  const mine = isGrant ? [] : fieldsOf(method);
  const others = [...form.keys()]
    .filter((name) => /^client_(id|secret|assertion)/.test(name) && !mine.includes(name))
    .map((name) => `${name} is in the form, beside another way to authenticate`);
  if (isGrant) return given === null ? others : ["there is an Authorization header", ...others];
  if (method === "client_secret_basic") {
    const wanted = [clientId, clientSecret].map(formEncode).join(":");
    if (given === null) return ["there is no Authorization header"];
    return decodeBasic(given) === wanted ? others : [
      "the Authorization header does not hold client ID and secret, each form-encoded",
      ...others,
    ];
  }
  return [
    ...(given === null ? [] : ["there is an Authorization header beside the form"]),
    ...(form.get("client_id") === clientId ? [] : ["client_id is not the client ID"]),
    ...(isJwtMethod(method)
      ? form.get("client_assertion_type") === assertionType
        ? []
        : ["client_assertion_type is wrong"]
      : form.get("client_secret") === clientSecret
      ? []
      : ["client_secret is not the secret"]),
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

/** The secret where it does not belong. */
function strayProblems(
  { href }: URL,
  headers: Headers,
  form: URLSearchParams,
  { clientSecret }: ExpectedClient,
): string[] {
  const forms = [clientSecret, encodeURIComponent(clientSecret), formEncode(clientSecret)];
  const fields = [...form].filter(([name]) => name !== "client_secret");
  const places = [...headers, ...fields].filter(([, value]) => value.includes(clientSecret));
  return [
    ...(forms.some((form) => href.includes(form)) ? ["the address holds the secret"] : []),
    ...places.map(([name]) => `${name} holds the secret`),
  ];
}
