/**
 * HTTP statuses: redirects, refusals and temporary failures.
 *
 * @module
 */

import { answers, type Fault, type Faults, type Place, tokenResponse, variants } from "./fault.ts";

/** A redirect, which is never followed. */
function redirect(status: number, location: (place: Place) => string, where: string): Fault {
  return {
    server: answers((place) =>
      new Response(null, { status, headers: { location: location(place) } })
    ),
    exit: 7,
    code: "redirected",
    says: [
      new RegExp(`127\\.0\\.0\\.1:\\d+ answered with a redirect${where} \\(HTTP ${status}\\)`),
      /not followed/,
    ],
  };
}

const anywhere = " to 127\\.0\\.0\\.1:\\d+";

const redirects: Faults = {
  ...variants(
    [301, 302, 303, 307, 308].map((status) => [
      `a redirect with ${status} to another port`,
      redirect(status, ({ thief }) => `${thief}/steal`, anywhere),
    ]),
  ),
  "a redirect to another path": redirect(307, () => "/other", anywhere),
  "a redirect to itself": redirect(307, ({ origin }) => `${origin}/token`, anywhere),
  "a redirect to another host": redirect(
    308,
    () => "https://thief.invalid/",
    " to thief\\.invalid",
  ),
  "a redirect without a scheme": redirect(302, () => "//thief.invalid/", " to thief\\.invalid"),
  "a redirect to a file": redirect(302, () => "file:///etc/passwd", ".*"),
  "a redirect to data": redirect(302, () => "data:application/json,{}", " to data:"),
  "a redirect to a script": redirect(302, () => "javascript:alert(1)", " to javascript:"),
  "a redirect to no address": redirect(301, () => "http://[::1", ""),
  "a redirect to an address of 4 KB": redirect(
    302,
    () => `https://${"x".repeat(4000)}.invalid/`,
    ".*",
  ),
  "a redirect to an address with a password": redirect(
    302,
    ({ secret }) => `https://id:${encodeURIComponent(secret)}@thief.invalid/`,
    " to thief\\.invalid",
  ),
  "a redirect to nowhere": {
    server: answers(() => new Response(null, { status: 307 })),
    ...{ exit: 7, code: "redirected", says: [/answered with a redirect \(HTTP 307\)/] },
  },
  "a redirect with a token": {
    server: answers((place) =>
      tokenResponse(place, {}, { status: 302, headers: { location: place.thief } })
    ),
    ...{ exit: 7, code: "redirected" },
  },
  "several choices": redirect(300, ({ thief }) => thief, anywhere),
  "an old copy that would do": {
    server: answers(() => new Response(null, { status: 304 })),
    ...{ exit: 7, says: [/HTTP 304/], code: "redirected" },
  },
};

/** A refusal by the identity provider, without a retry. */
function refusal(status: number, error: string, ...says: readonly RegExp[]): Fault {
  return {
    server: answers(() => Response.json({ error, error_description: "No." }, { status })),
    exit: 4,
    code: "refused",
    says: [new RegExp(`refused: ${error} \\(HTTP ${status}\\)`), /It said: No\./, ...says],
  };
}

const refusals: Faults = {
  "a wrong secret": refusal(401, "invalid_client", /→ .*secret.* of client some-client/),
  "a wrong secret with 400": refusal(400, "invalid_client", /→ /),
  "an error with 200": refusal(200, "invalid_client", /→ /),
  "a refused scope": refusal(400, "invalid_scope", /→ .*scope/),
  "a grant that is not allowed": refusal(400, "unauthorized_client", /→ .*grant/),
  "a grant that is unknown": refusal(400, "unsupported_grant_type", /→ .*grant/),
  "an unknown API": refusal(400, "invalid_target", /→ .*--resource/),
  "a denied token": refusal(403, "access_denied", /→ .*some-client/),
  "an error that no standard knows": refusal(418, "i_am_a_teapot"),
  "an error with a token": {
    ...refusal(400, "invalid_client"),
    server: answers((place) =>
      tokenResponse(place, { error: "invalid_client", error_description: "No." }, { status: 400 })
    ),
  },
};

/** A page in place of a refusal, perhaps of a gateway, perhaps of another server. */
function refusedByPage(status: number): Fault {
  return {
    server: answers(() =>
      new Response("<html><title>Go away</title>", {
        ...{ status, headers: { "content-type": "text/html" } },
      })
    ),
    exit: 4,
    code: "refused",
    says: [
      new RegExp(`refused the request \\(HTTP ${status}\\)`),
      /an HTML page with the title: Go away/,
      /→ .*either the URL is not that of one, or a gateway/,
    ],
  };
}

/** A refusal in another form than RFC 6749 §5.2. */
function refusedBy(status: number, body: unknown, says: RegExp): Fault {
  const [text, type] = typeof body === "string"
    ? [body, "text/plain"]
    : [JSON.stringify(body), "application/json"];
  return {
    server: answers(() => new Response(text, { status, headers: { "content-type": type } })),
    exit: 4,
    code: "refused",
    says: [new RegExp(`refused.* \\(HTTP ${status}\\)`), says, /→ .*secret/],
  };
}

const ofGateways: Faults = {
  ...variants([401, 403].map((status) => [`a page with ${status}`, refusedByPage(status)])),
  "nothing but 401": refusedBy(401, "", /refused the request/),
  "a text with 401": refusedBy(401, "invalid_client: secret expired", /said: .*secret expired/),
  "a message with 403": refusedBy(403, { message: "Forbidden" }, /It said: Forbidden/),
  "a nested error with 401": refusedBy(
    401,
    { error: { code: "invalid_client", message: "The client secret is wrong." } },
    /refused: invalid_client[^]*It said: The client secret is wrong\./,
  ),
  "a list of errors with 400": refusedBy(400, { errors: [{ detail: "Expired" }] }, /said: Expired/),
};

/** A reply that is not from a token endpoint. */
function noEndpoint(status: number, body: BodyInit | null = "<html>"): Fault {
  return {
    server: answers(() => new Response(body, { status, headers: { "content-type": "text/html" } })),
    exit: 7,
    code: "reply_unusable",
    says: [new RegExp(`is not a token response \\(HTTP ${status}\\)`), /→ /],
  };
}

const others: Faults = {
  ...variants(
    [402, 404, 405, 406, 407, 409, 410, 411, 412, 413, 414, 415, 418, 421, 426, 431, 451]
      .map((status) => [`a page with ${status}`, noEndpoint(status)]),
  ),
  ...variants(
    [501, 505, 511].map((status) => [`a page with ${status}`, noEndpoint(status)]),
  ),
  ...variants(
    [201, 202, 203, 206, 299].map((status) => [`a token with ${status}`, {
      server: answers((place) => tokenResponse(place, {}, { status })),
      exit: 0,
    }]),
  ),
  "nothing with 204": {
    server: answers(() => new Response(null, { status: 204 })),
    ...{ exit: 7, code: "reply_not_json", says: [/sent an empty reply .* \(HTTP 204\)/] },
  },
  "a page with 206": {
    ...noEndpoint(206),
    ...{ code: "reply_not_json", says: [/sent text\/html .* \(HTTP 206\)/] },
  },
};

export const statusFaults: Faults = { ...redirects, ...refusals, ...ofGateways, ...others };
