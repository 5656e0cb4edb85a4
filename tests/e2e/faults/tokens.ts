/**
 * Members of a token response: invalid ones, and odd ones that are accepted.
 *
 * @module
 */

import { answers, type Fault, type Faults, tokenResponse, variants } from "./fault.ts";

/** A token response with these members replaced. */
function members(changes: Readonly<Record<string, unknown>>, more: Partial<Fault>): Fault {
  return {
    server: answers((place) => tokenResponse(place, changes)),
    exit: 7,
    code: "reply_unusable",
    ...more,
  };
}

/** A response with odd members, whose token is printed with one warning. */
function odd(
  changes: Readonly<Record<string, unknown>>,
  warning: RegExp,
  options: readonly string[] = [],
): Fault {
  const alone = new RegExp(`^gettoken: warning: ${warning.source}.*$`, "m");
  return members(changes, { exit: 0, options, warns: [alone] });
}

function noToken(accessToken: unknown, says: RegExp): Fault {
  return members({ access_token: accessToken }, { says: [says] });
}

const notOfAToken = /access_token contains a character that no token has/;

const accessTokens: Faults = {
  "no token": members({ access_token: undefined }, {
    says: [/is not a token response \(HTTP 200\)/],
  }),
  "a token that is null": noToken(null, /has the members access_token \(null\), token_type/),
  "a token that is a number": noToken(42, /access_token is a number, not a string/),
  "a token that is a list": noToken(["x"], /access_token is a list, not a string/),
  "a token that is an object": noToken({ value: "x" }, /access_token is an object, not a string/),
  "an empty token": noToken("", /has the members access_token \(empty\), token_type/),
  "a token with a space": noToken("some token", notOfAToken),
  "a token with a line break": noToken("some-token\nmore", notOfAToken),
  "a token with a line break at its end": {
    ...odd({}, /access_token has white space around it; it was removed/),
    server: answers((place) => tokenResponse(place, { access_token: `${place.token}\r\n` })),
  },
  "a token with a zero byte": noToken("some-token\0", notOfAToken),
  "a token with a tab": noToken("some\ttoken", notOfAToken),
  "a token with an escape sequence": noToken("some-token\x1b[2J", notOfAToken),
  "a token with a letter beyond ASCII": noToken("some-tökén", notOfAToken),
  "a token with a zero-width space": noToken("some-token\u200b", notOfAToken),
  "a token under another name": members({ access_token: undefined, accessToken: "x" }, {
    says: [/HTTP 200/],
  }),
  "a token of one letter": members({ access_token: "x" }, { exit: 0, prints: [/^x\n$|"x"/] }),
  "a token of 200 KB": members({ access_token: "x".repeat(200_000) }, {
    exit: 0,
    prints: [/x{200000}/],
  }),
  "a token that a shell would run": members({ access_token: "$(id)`id`';id;'&&id" }, {
    exit: 0,
    prints: [/\$\(id\)`id`';id;'&&id/],
  }),
  "two tokens": {
    server: answers(({ token }) => {
      const text = `{"access_token":"first","access_token":${JSON.stringify(token)},` +
        '"token_type":"Bearer"}';
      return new Response(text, { headers: { "content-type": "application/json" } });
    }),
    exit: 0,
  },
};

const types: Faults = {
  ...variants(
    ["bearer", "BEARER", "bEaReR"].map((type) => [
      `the type ${type}`,
      members({ token_type: type }, { exit: 0 }),
    ]),
  ),
  ...variants(
    ["mac", "DPoP", "N_A", "BearerToken", "Bearer token"].map((type) => [
      `the type "${type}"`,
      members({ token_type: type }, { says: [/token_type is ".*", not Bearer/] }),
    ]),
  ),
  "a type that the option names": members({ token_type: "BearerToken" }, {
    ...{ options: ["--token-type", "bearertoken"], exit: 0 },
  }),
  "a type that another option names": members({ token_type: "BearerToken" }, {
    options: ["--token-type", "N_A"],
    says: [/add --token-type BearerToken/],
  }),
  "no type": odd({ token_type: undefined }, /token_type is missing; .* Bearer/),
  "a type that is null": odd({ token_type: null }, /token_type is null; .* Bearer/),
  "a type that is empty": odd({ token_type: "" }, /token_type is ""; .* Bearer/),
  "a type that is a list": odd({ token_type: ["Bearer"] }, /token_type is a list; .* Bearer/),
  "a type with a space": odd({ token_type: "Bearer " }, /token_type has white space around it/),
  "a type with an escape sequence": members({ token_type: "\x1b[31mmac" }, {
    says: [/"\[31mmac"/],
  }),
  "a type that is the token": {
    ...members({}, { says: [/token_type is/] }),
    server: answers((place) => tokenResponse(place, { token_type: place.token })),
  },
  "a type that is the secret": {
    ...members({}, { says: [/token_type is "\*\*\*"/] }),
    server: answers((place) => tokenResponse(place, { token_type: place.secret })),
  },
};

/** A lifetime, and its value in `-o json`. */
function lifetime(value: unknown, seconds: number | null): Fault {
  return {
    ...members({ expires_in: value }, { exit: 0, levels: ["quiet"] }),
    prints: [new RegExp(`"expires_in":${seconds},"expires_at":${seconds === null ? null : '"2'}`)],
  };
}

const noLifetime = /expires_in is .*, which is no lifetime in seconds; the lifetime is unknown/;

const lifetimes: Faults = {
  "no lifetime": lifetime(undefined, null),
  "a lifetime that is null": lifetime(null, null),
  "a lifetime in digits": lifetime("3600", 3600),
  "a lifetime in digits with a fraction": lifetime("3599.0", 3599),
  "a lifetime with a space": lifetime(" 3600", 3600),
  "half a second": lifetime(0.5, 0),
  "a lifetime of 2^31 s": lifetime(2 ** 31, 2 ** 31 - 1),
  "a lifetime of 10^15 s": lifetime(1e15, 2 ** 31 - 1),
  "a lifetime of 10^300 s": lifetime(1e300, 2 ** 31 - 1),
  "a lifetime of 40 digits": lifetime("9".repeat(40), 2 ** 31 - 1),
  "a lifetime of 0 s": members({ expires_in: 0 }, {
    exit: 0,
    warns: [/^gettoken: warning: the token has already expired/m],
  }),
  "a lifetime that is empty, in JSON": lifetime("", null),
  "a lifetime that is a word, in JSON": lifetime("never", null),
  "a lifetime below zero, in JSON": lifetime(-1, null),
  "a lifetime in another form": odd({ expires_in: "3599.0" }, /expires_in is "3599\.0"; .* 3599 s/),
  ...variants(
    ["3600abc", "", "3,600", "0x10", "-1", "2026-01-09T02:02:12Z", true, {}, [3600], -1]
      .map((value) => [
        `a lifetime of ${JSON.stringify(value)}`,
        odd({ expires_in: value }, noLifetime),
      ]),
  ),
  "a lifetime beyond all numbers": {
    ...odd({}, noLifetime),
    server: answers((place) => {
      const text = JSON.stringify({ access_token: place.token, token_type: "Bearer" });
      return new Response(text.replace("}", ',"expires_in":1e999}'), {
        headers: { "content-type": "application/json" },
      });
    }),
  },
};

const asked = ["--scope", "read write"];
const narrower = /^gettoken: warning: the granted scope is narrower .* missing: write$/m;

const scopes: Faults = {
  "a scope that is narrower": members({ scope: "read" }, {
    ...{ options: asked, exit: 0, warns: [narrower] },
  }),
  "an empty scope": members({ scope: "" }, {
    ...{ options: asked, exit: 0, warns: [/missing: read write$/m] },
  }),
  "a scope that is wider": members({ scope: "write read admin" }, { options: asked, exit: 0 }),
  "a scope that is null": members({ scope: null }, { options: asked, exit: 0 }),
  "a scope with a control character": members({ scope: "read\x1b[2J write" }, {
    ...{ options: asked, exit: 0 },
  }),
  "a scope of 200 KB": members({ scope: "read ".repeat(40_000) }, {
    ...{ options: asked, exit: 0, warns: [narrower] },
  }),
  "a scope that is a list": odd({ scope: ["read", "write"] }, /scope is a list; .* joined/, asked),
  "a scope that is a number": odd({ scope: 1 }, /scope is 1, not a string; it is ignored/),
  "a scope that is an object": odd({ scope: { read: 1 } }, /scope is an object, .* ignored/, asked),
  "a scope with commas": members({ scope: "write,read" }, { options: asked, exit: 0 }),
};

/** A token response of Salesforce, with a public member. */
function salesforce(instanceUrl: unknown, more: Partial<Fault>): Fault {
  return {
    args: ({ origin }) => ["salesforce", "--my-domain", origin, "--client-id", "some-client"],
    server: answers((place) => tokenResponse(place, { instance_url: instanceUrl })),
    exit: 0,
    ...more,
  };
}

const otherMembers: Faults = {
  "tokens of other kinds": members({ refresh_token: "canary-refresh", id_token: "canary-id" }, {
    exit: 0,
    prints: [/^(?![^]*canary-(refresh|id))/],
  }),
  "members that every object has": members(
    JSON.parse('{"__proto__":{"token_type":"mac"},"constructor":1,"toString":2}'),
    { exit: 0 },
  ),
  "an error that is empty, beside a token": members({ error: "" }, { exit: 0 }),
  "an error that is null, beside a token": members({ error: null }, { exit: 0 }),
  "an error beside a token": odd({ error: "invalid_scope" }, /.* an error, "invalid_scope"/),
  "a member to hand on": salesforce("https://a.example", {
    levels: ["quiet"],
    prints: [/"instance_url":"https:\/\/a\.example"/],
  }),
  "a member to hand on that is missing": salesforce(undefined, {
    levels: ["quiet"],
    prints: [/"instance_url":null/],
  }),
  "a member to hand on that is the secret": {
    ...salesforce("", { levels: ["quiet"], prints: [/./] }),
    server: answers((place) => tokenResponse(place, { instance_url: place.secret })),
  },
  "a member to hand on that is 100,000 lists deep": {
    ...salesforce("", { levels: ["quiet"], prints: [/"instance_url":null/] }),
    server: answers(({ token }) => {
      const deep = "[".repeat(100_000) + "]".repeat(100_000);
      const text = `{"access_token":${JSON.stringify(token)},"token_type":"Bearer",` +
        `"instance_url":${deep}}`;
      return new Response(text, { headers: { "content-type": "application/json" } });
    }),
  },
};

export const tokenFaults: Faults = {
  ...accessTokens,
  ...types,
  ...lifetimes,
  ...scopes,
  ...otherMembers,
};
