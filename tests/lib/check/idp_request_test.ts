import { assertEquals } from "@std/assert";
import { type ExpectedClient, requestProblems } from "../../../lib/check/idp_request.ts";
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

/** A request by Basic, right but for what is given. */
function byBasic(body = form, headers: Record<string, string> = {}): RequestInit {
  const authorization = `Basic ${btoa(pair)}`;
  return { method: "POST", body, headers: { "content-type": type, authorization, ...headers } };
}

/** A request by form fields, right but for what is given. */
function byPost(body = `${form}&${inForm}`, headers: Record<string, string> = {}): RequestInit {
  return { method: "POST", body, headers: { "content-type": type, ...headers } };
}

function found(init: RequestInit, client: ExpectedClient, address = url): string[] {
  return requestProblems(address, init, client).map(({ error, what }) => `${error}: ${what}`);
}

Deno.test("requestProblems() finds nothing in a right request", () => {
  assertEquals(found(byBasic(), basic), []);
  assertEquals(found(byPost(), post), []);
  const charset = { "content-type": `${type}; charset=UTF-8` };
  assertEquals(found(byBasic(form, charset), basic), []);
  assertEquals(found(byBasic("grant_type=client_credentials"), { ...basic, scope: undefined }), []);
  assertEquals(found(byBasic(`${form}&resource=x&resource=y&audience=z`), basic), []);
  assertEquals(found(byBasic(), basic, `${url}?tenant=a`), []);
});

Deno.test("requestProblems() finds each thing that RFC 6749 lets a server refuse", async () => {
  const authorization = `Basic ${btoa(pair)}`;
  const notEncoded = { authorization: `Basic ${btoa("svc-1:s3cr3t")}` };
  const wrongBasic =
    "invalid_client: the Authorization header does not hold client ID and secret, each form-encoded";
  await forEachCase<readonly [RequestInit, ExpectedClient, problem: string]>({
    "another method": [
      { ...byBasic(), method: "PUT" },
      basic,
      "invalid_request: the method is PUT, not POST",
    ],
    "JSON": [
      byBasic(form, { "content-type": "application/json" }),
      basic,
      "invalid_request: the body is application/json, not application/x-www-form-urlencoded",
    ],
    "a parameter twice": [
      byBasic(`${form}&scope=a`),
      basic,
      "invalid_request: scope is there more than once",
    ],
    "another grant": [
      byBasic("grant_type=password&scope=a+b"),
      basic,
      "unsupported_grant_type: grant_type is not client_credentials",
    ],
    "another scope": [
      byBasic("grant_type=client_credentials&scope=a"),
      basic,
      "invalid_scope: the scope is not the one that was asked for",
    ],
    "no scope": [
      byBasic("grant_type=client_credentials"),
      basic,
      "invalid_scope: the scope is not the one that was asked for",
    ],
    "a scope that is none": [
      byBasic("grant_type=client_credentials&scope=a++b"),
      { ...basic, scope: "a  b" },
      'invalid_scope: the scope must be scope names of printable ASCII without " and \\, with one space between',
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
      "invalid_client: client_id is in the form, beside another way to authenticate",
    ],
    "an assertion, beside Basic": [
      byBasic(`${form}&client_assertion=x`),
      basic,
      "invalid_client: client_assertion is in the form, beside another way to authenticate",
    ],
    "an assertion, beside the secret": [
      byPost(`${form}&${inForm}&client_assertion_type=x`),
      post,
      "invalid_client: client_assertion_type is in the form, beside another way to authenticate",
    ],
    "form fields and Basic": [
      byPost(undefined, { authorization }),
      post,
      "invalid_client: there is an Authorization header beside the form",
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
      "invalid_request: password holds the secret",
    ],
    "the secret in another header field": [
      byBasic(form, { "x-secret": clientSecret }),
      basic,
      "invalid_request: x-secret holds the secret",
    ],
  }, ([init, client, problem]) => assertEquals(found(init, client), [problem]));
});

Deno.test("requestProblems() finds what does not belong into an address", async () => {
  await forEachCase({
    "https://user@id.example/token": "the address has a user part",
    "https://:pass@id.example/token": "the address has a user part",
    "https://id.example/token#x": "the address has a fragment",
    "https://id.example/token?client_id=x": "client_id is in the address",
    [`https://id.example/token?x=${encodeURIComponent(clientSecret)}`]:
      "the address holds the secret",
    [`https://id.example/token?${new URLSearchParams({ clientSecret })}`]:
      "the address holds the secret",
    [`https://id.example/${encodeURIComponent(clientSecret)}/token`]:
      "the address holds the secret",
  }, (problem, address) => {
    assertEquals(found(byBasic(), basic, address), [`invalid_request: ${problem}`]);
  });
});
