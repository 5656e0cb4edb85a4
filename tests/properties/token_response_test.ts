import { assert, assertEquals } from "@std/assert";
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
  const isNumeral = typeof value === "string" && /^[0-9]/.test(value.trim()) &&
    !/[^0-9.eE+]|\..*\.|[eE]$|\+$|[0-9.]\+|[eE].*[.eE]/.test(value.trim());
  const seconds = isNumeral ? Number(value) : value;
  return typeof seconds === "number" && seconds >= 0 && seconds < Infinity
    ? Math.min(Math.floor(seconds), maxLifetime)
    : undefined;
}

/** The token of a response with these members, or `undefined` if the response is refused. */
function accepted(members: JsonObject, warnings: string[] = []): Token | undefined {
  const response = { access_token: "tok.en-1", token_type: "Bearer", ...members };
  try {
    return readTokenResponse(response, acme, {}, {
      status: 200,
      clean: (text) => `<${text}>`,
      warn: (text) => warnings.push(text),
    });
  } catch (error) {
    if (error instanceof GettokenError && error.code === "reply_unusable") return undefined;
    throw error;
  }
}

property(
  "readTokenResponse(): lifetime from numbers; anything else costs a warning, not the token",
  lifetimes.filter((value) => value !== null),
  (value) => {
    const warnings: string[] = [];
    const token = accepted({ expires_in: value }, warnings);
    assert(token);
    assertEquals(token.expiresIn, lifetimeOf(value));
    const isUsual = typeof value === "string"
      ? /^[0-9]+$/.test(value)
      : lifetimeOf(value) !== undefined;
    assertEquals(warnings.length, isUsual ? 0 : 1, warnings.join("\n"));
    warnings.forEach(assertOneLine);
  },
  { runs: 1000, examples: [-0, 1e300, Infinity, NaN, "0009", "12345678901234567", "3599.0"] },
);

property(
  "readTokenResponse(): token accepted if a header field can contain it, otherwise refused",
  fc.oneof(
    anyText,
    fc.stringMatching(/^[!-~]+$/),
    fc.stringMatching(/^[ \r\n\t]?[!-~]+[ \r\n\t]?$/),
    fc.jsonValue(),
  ),
  (value) => {
    const token = typeof value === "string" ? value.trim() : "";
    const isToken = token !== "" &&
      [...token].every((character) => character > " " && character < "\x7f");
    const warnings: string[] = [];
    assertEquals(
      accepted({ access_token: value }, warnings)?.accessToken.reveal(),
      isToken ? token : undefined,
    );
    assertEquals(warnings.length, isToken && token !== value ? 1 : 0);
  },
  { runs: 500 },
);

property(
  "readTokenResponse(): named token types other than Bearer and DPoP refused",
  fc.oneof(anyText, fc.mixedCase(fc.constantFrom("bearer", "dpop", "bearer ")), fc.jsonValue()),
  (type) => {
    const name = typeof type === "string" ? type.trim().toLowerCase() : "";
    const known = name === ""
      ? "Bearer"
      : ["Bearer", "DPoP"].find((known) => known.toLowerCase() === name);
    const warnings: string[] = [];
    assertEquals(accepted({ token_type: type }, warnings)?.tokenType, known);
    if (known) {
      const isUsual = typeof type === "string" && type.length === known.length;
      assertEquals(warnings.length, isUsual ? 0 : 1);
    }
    warnings.forEach(assertOneLine);
  },
);

property(
  "readTokenResponse() with any scope: one printable line",
  fc.oneof(anyText, fc.jsonValue(), fc.array(anyText)),
  (scope) => {
    const token = accepted({ scope });
    assert(token);
    assertOneLine(token.scope ?? "");
    const hasText = typeof scope === "string" ||
      (Array.isArray(scope) && scope.some((item) => typeof item === "string"));
    assertEquals(token.scope !== undefined, hasText);
  },
);

property(
  "readTokenResponse(): public members made printable, all others dropped",
  fc.oneof(anyText, fc.jsonValue()),
  (value) => {
    const { publicMembers } = readTokenResponse(
      { access_token: "tok.en-1", token_type: "Bearer", api: value },
      { ...acme, response: { publicMembers: ["api", "other"] } },
      {},
      { status: 200, clean: (text) => `<${text}>`, warn: () => {} },
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
      "error",
      "__proto__",
      "constructor",
    ),
    fc.oneof(fc.jsonValue(), fc.constantFrom("Bearer", "tok.en-1", 3600)),
  ),
  (response) => {
    const { access_token: token = undefined, token_type: type = undefined } = response;
    const isKnown = typeof type !== "string" || ["bearer", ""].includes(type.trim().toLowerCase());
    const isToken = typeof token === "string" && /^[!-~]+$/.test(token.trim());
    const read = accepted({ access_token: undefined, token_type: undefined, ...response });
    assertEquals(read !== undefined, isToken && isKnown);
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
