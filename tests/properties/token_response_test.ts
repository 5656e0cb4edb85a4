import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { GettokenError } from "../../lib/core/errors.ts";
import type { JsonObject } from "../../lib/core/json.ts";
import { readTokenResponse, type Token, tokenWarnings } from "../../lib/oauth/token_response.ts";
import { acme, assertOneLine, sampleToken } from "../lib/helpers.ts";
import { property } from "./run.ts";
import { anyText } from "./texts.ts";

const maxLifetime = 2 ** 31 - 1;

const lifetimes = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.maxSafeNat(),
  fc.stringMatching(/^[ +-]?[0-9]{0,18}([.eE][0-9]{0,3})?[ s]?$/),
  fc.nat().map(String),
  fc.jsonValue(),
);

/** The expected lifetime; `undefined` if the value is unusable. */
function lifetimeOf(value: unknown): number | undefined {
  const seconds = typeof value === "string" && /^[0-9]{1,16}$/.test(value) ? Number(value) : value;
  return typeof seconds === "number" && seconds >= 0 && seconds < Infinity
    ? Math.min(Math.floor(seconds), maxLifetime)
    : undefined;
}

/** The token of a response with these members, or `undefined` if the response is refused. */
function accepted(members: JsonObject): Token | undefined {
  const response = { access_token: "tok.en-1", token_type: "Bearer", ...members };
  try {
    return readTokenResponse(response, undefined);
  } catch (error) {
    if (error instanceof GettokenError && error.code === "reply_unusable") return undefined;
    throw error;
  }
}

property(
  "readTokenResponse(): lifetime from digits and numbers only",
  lifetimes.filter((value) => value !== null),
  (value) => {
    const token = accepted({ expires_in: value });
    assertEquals(token?.expiresIn, lifetimeOf(value));
    if (token === undefined) assertEquals(lifetimeOf(value), undefined);
  },
  { runs: 1000, examples: [-0, 1e300, Infinity, NaN, "0009", "12345678901234567"] },
);

property(
  "readTokenResponse(): token accepted if a header field can contain it, otherwise refused",
  fc.oneof(anyText, fc.stringMatching(/^[!-~]+$/), fc.jsonValue()),
  (value) => {
    const isToken = typeof value === "string" && value !== "" &&
      [...value].every((character) => character > " " && character < "\x7f");
    assertEquals(
      accepted({ access_token: value })?.accessToken.reveal(),
      isToken ? value : undefined,
    );
  },
  { runs: 500 },
);

property(
  "readTokenResponse(): token types other than Bearer and DPoP refused",
  fc.oneof(anyText, fc.mixedCase(fc.constantFrom("bearer", "dpop", "bearer ")), fc.jsonValue()),
  (type) => {
    const name = typeof type === "string" ? type.toLowerCase() : "";
    const known = ["Bearer", "DPoP"].find((known) => known.toLowerCase() === name);
    assertEquals(accepted({ token_type: type })?.tokenType, known);
  },
);

property(
  "readTokenResponse() with any scope: one printable line",
  fc.oneof(anyText, fc.jsonValue()),
  (scope) => {
    const token = accepted({ scope });
    if (typeof scope !== "string" && scope !== null) return assertEquals(token, undefined);
    assertOneLine(token?.scope ?? "");
  },
);

property(
  "readTokenResponse(): public members made printable, all others dropped",
  fc.oneof(anyText, fc.jsonValue()),
  (value) => {
    const { publicMembers } = readTokenResponse(
      { access_token: "tok.en-1", token_type: "Bearer", api: value },
      undefined,
      { publicMembers: ["api", "other"] },
      (text) => `<${text}>`,
    );
    assertEquals(publicMembers.other, null);
    const { api } = publicMembers;
    if (typeof value !== "string") {
      return assertEquals(api, typeof value === "object" ? null : value);
    }
    assertOneLine(`${api}`);
    assertEquals([`${api}`.at(0), `${api}`.at(-1)], ["<", ">"]);
  },
);

property(
  "readTokenResponse() with any members: a token or a refusal",
  fc.dictionary(
    fc.constantFrom(
      "access_token",
      "token_type",
      "expires_in",
      "scope",
      "__proto__",
      "constructor",
    ),
    fc.oneof(fc.jsonValue(), fc.constantFrom("Bearer", "tok.en-1", 3600)),
  ),
  (response) => {
    if (response.access_token === undefined || response.token_type === undefined) {
      assertThrows(() => readTokenResponse(response, undefined), GettokenError);
    } else accepted(response);
  },
  { runs: 500 },
);

const names = fc.array(fc.constantFrom("a", "b", "c", "a.b"), { minLength: 1 });

property(
  "tokenWarnings(): names each scope that was not granted, and no other",
  fc.record({ requested: names, granted: names }),
  ({ requested, granted }) => {
    const token = { ...sampleToken, scope: granted.join(" ") };
    const [warning] = tokenWarnings(token, requested.join(" "), acme);
    const missing = requested.filter((name) => !granted.includes(name));
    assertEquals(warning?.split("missing: ")[1], missing.join(" ") || undefined);
  },
);
