/**
 * Random responses of a server that got a secret: real ones with changes, and noise.
 *
 * @module
 */

import fc from "fast-check";
import { change, edited, jsonValue, members } from "./json_changes.ts";
import { refusals, type SampleReply, tokenReplies } from "./real_replies.ts";
import { bodyText, headerText, secretMark, tokenMark } from "./server_texts.ts";
import { anyText } from "./texts.ts";

/** The reaction of a server to a request. */
export interface ServerReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How the connection ends, if it breaks. */
  readonly fault?: "refused" | "timeout" | "reset" | undefined;
}

/** Changes to a body in transit. */
const damage: fc.Arbitrary<(text: string) => string> = fc.oneof(
  { weight: 20, arbitrary: fc.constant((text: string) => text) },
  { weight: 1, arbitrary: fc.nat(400).map((at) => (text: string) => text.slice(0, at)) },
  { weight: 1, arbitrary: anyText.map((more) => (text: string) => text + more) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("\ufeff", " \r\n", "<!doctype html>").map(
      (before) => (text: string) => before + text,
    ),
  },
);

const status = fc.oneof(
  fc.constantFrom(200, 200, 200, 400, 401, 403, 408, 429, 500, 502, 503, 504),
  fc.integer({ min: 200, max: 999 }),
);

const contentType = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom("application/json", "application/json; charset=utf-8") },
  { weight: 1, arbitrary: fc.constantFrom("text/html", "application/problem+json", "", "JSON") },
  { weight: 1, arbitrary: headerText },
);

const headers = fc.dictionary(
  fc.constantFrom(
    ...["retry-after", "date", "location", "www-authenticate", "x-ms-request-id", "x-request-id"],
    ...["x-okta-request-id", "x-ratelimit-reset", "auth0-client-quota-limit", "set-cookie"],
  ),
  fc.oneof(
    headerText,
    secretMark,
    fc.constantFrom("0", "1", "5", "-1", "999999", "Fri, 09 Jan 2026 02:02:14 GMT", "1767924140"),
    fc.constantFrom("https://thief.example/⟦secret as it is⟧", "/login", "b=x;q=1;r=0;t=9"),
  ),
  { maxKeys: 3 },
);

/** A real reply of one of these kinds, with few changes or none. */
export function changed(samples: readonly SampleReply[]): fc.Arbitrary<ServerReply> {
  return fc.record({
    sample: fc.constantFrom(...samples),
    edits: fc.array(fc.record({ at: fc.nat(30), change }), { maxLength: 3 }),
    status: fc.oneof(
      { weight: 4, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: status },
    ),
    type: contentType,
    headers: fc.option(headers, { nil: {} }),
    damage,
  }).map(({ sample, edits, status, type, headers, damage }) => ({
    status: status ?? sample.status,
    headers: { "content-type": type, ...sample.headers, ...headers },
    body: damage(JSON.stringify(edits.reduce<unknown>(edited, sample.body))),
  }));
}

/** A reply of noise. */
const noise: fc.Arbitrary<ServerReply> = fc.record({
  status,
  headers,
  type: contentType,
  body: fc.oneof(
    bodyText,
    jsonValue.map((value) => JSON.stringify(value)),
    fc.dictionary(members, jsonValue).map((value) => JSON.stringify(value)),
    fc.constantFrom("", "{", "null", "[]", '{"a":'.repeat(20_000), "x".repeat(1_100_000)),
  ),
}).map(({ headers, type, ...reply }) => ({
  ...reply,
  headers: { ...headers, "content-type": type },
}));

/** Any reply of a token endpoint, or none. */
export const tokenEndpointReply: fc.Arbitrary<ServerReply> = fc.oneof(
  { weight: 4, arbitrary: changed(tokenReplies) },
  { weight: 4, arbitrary: changed(refusals) },
  { weight: 2, arbitrary: noise },
  {
    weight: 1,
    arbitrary: fc.record({
      reply: changed(tokenReplies),
      fault: fc.constantFrom("refused", "timeout", "reset"),
    }).map(({ reply, fault }) => ({ ...reply, fault })),
  },
);

/** Whether a client can know the token of a reply: there is no token, or a member names it. */
export function saysWhatIsToken({ body }: ServerReply): boolean {
  if (!body.includes(tokenMark)) return true;
  try {
    return JSON.parse(body).access_token === tokenMark;
  } catch {
    return false;
  }
}
