import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { assertPromises, manners, runProgram } from "./program.ts";
import { property } from "./run.ts";
import { strongSecret } from "./secrets.ts";
import { anyText } from "./texts.ts";

const token = fc.stringMatching(/^canary-[\w.~+/=-]{6,40}$/);

/** Types that are Bearer, and others. */
const bearer = fc.constantFrom("Bearer", "bearer", " Bearer\n", "", null, undefined, ["Bearer"], 1);
const otherTypes = fc.constantFrom("BearerToken", "mac", "N_A", "DPoP", "urn:x:y", "Bearer x");

/** So many characters make a reply too large. */
const tooMuch = 1_100_000;

/** What may stand beside a token without changing whether it is one. */
const beside = fc.record({
  expires_in: fc.oneof(fc.jsonValue(), fc.double(), anyText, fc.nat().map(String)),
  scope: fc.oneof(fc.jsonValue(), anyText, fc.array(anyText)),
  error: fc.oneof(fc.jsonValue(), anyText),
  refresh_token: fc.jsonValue(),
  message: anyText,
  ["__proto__"]: fc.jsonValue(),
}, { requiredKeys: [] });

type Content = Readonly<{ token: string; members: Readonly<Record<string, unknown>> }>;

/** How the members of a reply become its bytes; the last ones are no token response. */
const readable: Readonly<Record<string, (content: Content) => Uint8Array | string>> = {
  json: ({ members }) => JSON.stringify(members),
  "json with white space": ({ members }) => `\r\n ${JSON.stringify(members, null, "\t")}\n`,
  "json with a byte order mark": ({ members }) => `\ufeff${JSON.stringify(members)}`,
  form: ({ token }) => `${new URLSearchParams({ a: "b", access_token: token })}\n`,
};
const unreadable: typeof readable = {
  html: ({ members }) => `<!doctype html><title>a</title>${JSON.stringify(members)}`,
  "html in form": ({ token }) => `<p>access_token=${token}&token_type=bearer`,
  "cut json": ({ members }) => JSON.stringify(members).slice(0, -1),
  "json and more": ({ members }) => `${JSON.stringify(members)};`,
  "json in a list": ({ members }) => JSON.stringify([members]),
  "json in json": ({ members }) => JSON.stringify(JSON.stringify(members)),
  "UTF-16": ({ members }) =>
    new Uint8Array(
      Uint16Array.from(JSON.stringify(members), (letter) => letter.charCodeAt(0)).buffer,
    ),
  nothing: () => "",
};

const dataTypes = [
  ...["application/json", "application/json;charset=ISO-8859-1", "text/plain", "text/json", ""],
  ...[
    "application/x-www-form-urlencoded",
    "application/octet-stream",
    "application/json, text/html",
  ],
];
const pageTypes = ["text/html", "application/xhtml+xml", "text/xml", "application/problem+xml"];
const successes = [200, 201, 202, 203, 206, 299];
const failures = [300, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 408, 425, 429, 500, 520];

const replies = fc.record({
  token,
  type: fc.oneof({ weight: 4, arbitrary: bearer }, { weight: 1, arbitrary: otherTypes }),
  beside,
  form: fc.constantFrom(...Object.keys(readable), ...Object.keys(unreadable)),
  padding: fc.oneof(
    { weight: 30, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(900_000, tooMuch) },
  ),
  contentType: fc.constantFrom(...dataTypes, ...dataTypes, ...pageTypes),
  status: fc.constantFrom(...successes, ...successes, ...failures),
});

/** Whether a type is that of a Bearer token, or none. */
function isBearer(type: unknown): boolean {
  return typeof type !== "string" || ["bearer", ""].includes(type.trim().toLowerCase());
}

property(
  "any reply with a token: the token, unless it is a failure, a redirect, a page or unreadable",
  fc.record({ secret: strongSecret, manner: manners, reply: replies }),
  async ({ secret, manner, reply: { token, type, beside, form, padding, ...head } }) => {
    const { contentType, status } = head;
    const content = { token, members: { ...beside, access_token: token, token_type: type } };
    const write = readable[form] ?? unreadable[form];
    const body = new Blob([write?.(content) ?? "", " ".repeat(padding)] as BlobPart[]);
    const outcome = await runProgram(["oidc", ...manner], {
      env: {
        GETTOKEN_TOKEN_URL: "https://id.example/token",
        GETTOKEN_CLIENT_ID: "orders",
        GETTOKEN_CLIENT_SECRET: secret,
      },
      fetch: () =>
        new Response(status === 304 ? null : body.stream(), {
          status,
          headers: { "content-type": contentType, location: "https://thief.example/" },
        }),
    });
    assertPromises(manner, outcome, { secret, token });
    const expected = successes.includes(status) && Object.hasOwn(readable, form) &&
      padding < tooMuch &&
      !pageTypes.includes(contentType) && (form === "form" || isBearer(type));
    assertEquals(outcome.status === 0, expected, outcome.stderr);
    assert([0, 4, 6, 7].includes(outcome.status), outcome.stderr);
    if (expected) assert(outcome.stdout.includes(token), outcome.stdout);
    assert(outcome.host.requests.every(({ url }) => url === "https://id.example/token"));
  },
  { runs: 300 },
);
