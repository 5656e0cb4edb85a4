import { assertEquals } from "@std/assert";
import { type ExpectedClient, findRequestProblems } from "../../../lib/check/request_problems.ts";
import { forEachCase } from "../helpers.ts";

const url = "https://id.example/token";
const clientId = "svc 1:é";
const clientSecret = "s3cr3t ~+/=%&:";

const basic: ExpectedClient = {
  clientId,
  clientSecret,
  method: "client_secret_basic",
  scope: "a b",
};
const post: ExpectedClient = { ...basic, method: "client_secret_post" };

const type = "application/x-www-form-urlencoded";
const form = "grant_type=client_credentials&scope=a+b";
const pair = "svc+1%3A%C3%A9:s3cr3t+%7E%2B%2F%3D%25%26%3A";
const inForm = `client_id=svc+1%3A%C3%A9&client_secret=s3cr3t+%7E%2B%2F%3D%25%26%3A`;

/** A valid request with HTTP Basic, with these changes. */
function byBasic(body = form, headers: Record<string, string> = {}): RequestInit {
  const authorization = `Basic ${btoa(pair)}`;
  return { method: "POST", body, headers: { "content-type": type, authorization, ...headers } };
}

/** A valid request with form fields, with these changes. */
function byPost(body = `${form}&${inForm}`, headers: Record<string, string> = {}): RequestInit {
  return { method: "POST", body, headers: { "content-type": type, ...headers } };
}

async function found(init: RequestInit, client: ExpectedClient, address = url) {
  return (await findRequestProblems(address, init, client)).map(({ error, what }) =>
    `${error}: ${what}`
  );
}

Deno.test("findRequestProblems() with a valid request: no problems", async () => {
  assertEquals(await found(byBasic(), basic), []);
  assertEquals(await found(byPost(), post), []);
  const charset = { "content-type": `${type}; charset=UTF-8` };
  assertEquals(await found(byBasic(form, charset), basic), []);
  assertEquals(
    await found(byBasic("grant_type=client_credentials"), { ...basic, scope: undefined }),
    [],
  );
  assertEquals(await found(byBasic(`${form}&resource=x&resource=y&audience=z`), basic), []);
  assertEquals(await found(byBasic(), basic, `${url}?tenant=a`), []);
});

Deno.test("findRequestProblems(): finds each violation of RFC 6749", async () => {
  const authorization = `Basic ${btoa(pair)}`;
  const notEncoded = { authorization: `Basic ${btoa("svc-1:s3cr3t")}` };
  const wrongBasic =
    "invalid_client: the Authorization header is not the client ID and secret, each form-encoded";
  await forEachCase<readonly [RequestInit, ExpectedClient, problem: string]>({
    "another method": [
      { ...byBasic(), method: "PUT" },
      basic,
      "invalid_request: the method is PUT, not POST",
    ],
    "JSON": [
      byBasic(form, { "content-type": "application/json" }),
      basic,
      "invalid_request: the Content-Type is application/json, not application/x-www-form-urlencoded",
    ],
    "a parameter twice": [
      byBasic(`${form}&scope=a`),
      basic,
      "invalid_request: scope is sent more than once",
    ],
    "another grant": [
      byBasic("grant_type=password&scope=a+b"),
      basic,
      "unsupported_grant_type: grant_type is not client_credentials",
    ],
    "another scope": [
      byBasic("grant_type=client_credentials&scope=a"),
      basic,
      "invalid_scope: the scope is not the requested one",
    ],
    "no scope": [
      byBasic("grant_type=client_credentials"),
      basic,
      "invalid_scope: the scope is not the requested one",
    ],
    "an invalid scope": [
      byBasic("grant_type=client_credentials&scope=a++b"),
      { ...basic, scope: "a  b" },
      'invalid_scope: the scope must be scopes of printable ASCII without " and \\, separated by single spaces',
    ],
    "no authentication": [
      byPost(form),
      basic,
      "invalid_client: there is no Authorization header",
    ],
    "Basic for something else": [byBasic(form, notEncoded), basic, wrongBasic],
    "Basic that is no Base64": [byBasic(form, { authorization: "Basic a" }), basic, wrongBasic],
    "another scheme": [byBasic(form, { authorization: `Bearer ${btoa(pair)}` }), basic, wrongBasic],
    "Basic without form-encoding": [
      byBasic(form, { authorization: `Basic ${btoa("svc 1:x:s3cr3t ~+/=%&:")}` }),
      basic,
      wrongBasic,
    ],
    "Basic and form fields": [
      byBasic(`${form}&client_id=svc`),
      basic,
      "invalid_client: client_id is in the form, but belongs to another client authentication method",
    ],
    "an assertion, beside Basic": [
      byBasic(`${form}&client_assertion=x`),
      basic,
      "invalid_client: client_assertion is in the form, but belongs to another client authentication method",
    ],
    "an assertion, beside the secret": [
      byPost(`${form}&${inForm}&client_assertion_type=x`),
      post,
      "invalid_client: client_assertion_type is in the form, but belongs to another client authentication method",
    ],
    "form fields and Basic": [
      byPost(undefined, { authorization }),
      post,
      "invalid_client: there is an Authorization header and a client ID in the form",
    ],
    "another client": [
      byPost(`${form}&client_id=other&client_secret=${encodeURIComponent(clientSecret)}`),
      post,
      "invalid_client: client_id is not the client ID",
    ],
    "another secret": [
      byPost(`${form}&client_id=${encodeURIComponent(clientId)}&client_secret=other`),
      post,
      "invalid_client: client_secret is not the secret",
    ],
    "the secret in another field": [
      byBasic(`${form}&password=${encodeURIComponent(`x${clientSecret}`)}`),
      basic,
      "invalid_request: password contains the secret",
    ],
    "the secret in another header field": [
      byBasic(form, { "x-secret": clientSecret }),
      basic,
      "invalid_request: x-secret contains the secret",
    ],
  }, async ([init, client, problem]) => assertEquals(await found(init, client), [problem]));
});

Deno.test("findRequestProblems(): finds credentials and fragments in the URL", async () => {
  await forEachCase({
    "https://user@id.example/token": "the URL has a user name or password",
    "https://:pass@id.example/token": "the URL has a user name or password",
    "https://id.example/token#x": "the URL has a fragment",
    "https://id.example/token?client_id=x": "client_id is in the URL",
    [`https://id.example/token?x=${encodeURIComponent(clientSecret)}`]:
      "the URL contains the secret",
    [`https://id.example/token?${new URLSearchParams({ clientSecret })}`]:
      "the URL contains the secret",
    [`https://id.example/${encodeURIComponent(clientSecret)}/token`]: "the URL contains the secret",
  }, async (problem, address) => {
    assertEquals(await found(byBasic(), basic, address), [`invalid_request: ${problem}`]);
  });
});

Deno.test("findRequestProblems(), a request as the provider describes it: no problems", async () => {
  const json = { "content-type": "application/json" };
  const names = { clientId: "appId", clientSecret: "key" };
  const login = { ...post, scope: undefined, request: { body: "json", grantType: false, names } };
  const body = JSON.stringify({ appId: clientId, key: clientSecret, roles: ["a", "b"] });
  assertEquals(await found(byPost(body, json), login as ExpectedClient), []);
  const apiKey: ExpectedClient = {
    ...basic,
    method: undefined,
    scope: undefined,
    request: { grantType: "urn:x:apikey" },
    secretFields: ["apikey", "x-key"],
  };
  const sent = `grant_type=urn%3Ax%3Aapikey&${new URLSearchParams({ apikey: clientSecret })}`;
  assertEquals(await found(byPost(sent, { "x-key": clientSecret }), apiKey), []);
  // What the provider did not say stays a problem.
  assertEquals(await found(byPost(body, json), { ...post, scope: undefined }), [
    "invalid_request: the Content-Type is application/json, not application/x-www-form-urlencoded",
    "unsupported_grant_type: grant_type is not client_credentials",
    "invalid_client: client_id is not the client ID",
    "invalid_client: client_secret is not the secret",
  ]);
  assertEquals(await found(byPost(sent), { ...apiKey, request: { grantType: false } }), [
    "unsupported_grant_type: grant_type is not absent",
  ]);
  assertEquals(await found(byPost(sent), { ...apiKey, secretFields: [] }), [
    "invalid_request: apikey contains the secret",
  ]);
  const authorization = `Basic ${btoa(pair)}`;
  assertEquals(await found(byPost(sent, { authorization }), apiKey), [
    "invalid_client: there is an Authorization header",
  ]);
});
