import { assertEquals } from "@std/assert";
import type { Explanation, Pattern } from "../../lib/provider.ts";
import { explainRefusal, readRefusal, type Refusal } from "../../lib/refusal.ts";
import { acme, assertOneLine, forEachCase } from "./helpers.ts";

type Body = Readonly<Record<string, unknown>>;

function read(
  body: Body,
  headers: HeadersInit = {},
  errorCode?: Pattern,
): Promise<Refusal | undefined> {
  return readRefusal(body, new Headers(headers), errorCode);
}

/** A pattern that answers by promise, as that of a provider in a place of its own does. */
function remote(pattern: RegExp): Pattern {
  return {
    test: (text) => Promise.resolve(pattern.test(text)),
    exec: (text) => Promise.resolve(pattern.exec(text)),
  };
}

Deno.test("readRefusal() finds the error in every vendor's shape, the standard's first", async () => {
  const shapes: Readonly<Record<string, readonly [body: Body, error: string | undefined]>> = {
    "RFC 6749": [{ error: "invalid_client", errorCode: "E1", name: "x" }, "invalid_client"],
    "prose": [{ error: "HTTP 401 Unauthorized" }, "HTTP 401 Unauthorized"],
    "Okta": [{ errorCode: "E0000011", status: { type: "x" } }, "E0000011"],
    "OneLogin": [{ status: { error: true, type: "bad request" }, name: "x" }, "bad request"],
    "a name only": [{ name: "BadRequest" }, "BadRequest"],
    "a number": [{ error: 42 }, undefined],
    "an empty error before another": [{ error: " ", errorCode: "E1" }, "E1"],
    "an object before another": [{ error: { message: "x" }, errorCode: "E1" }, "E1"],
    "nothing": [{ message: "Not found" }, undefined],
    "an empty one": [{ error: "" }, undefined],
    "a list": [{ error: ["invalid_client"] }, undefined],
    "null": [{ error: null, status: null }, undefined],
    "a status that is a number": [{ status: 404 }, undefined],
  };
  await forEachCase(shapes, async ([body, error]) => {
    assertEquals((await read(body))?.error, error);
  });
});

Deno.test("readRefusal() finds the description in every vendor's shape", async () => {
  const firstToLast: readonly Body[] = [
    { error_description: "0" },
    { description: "1" },
    { errorSummary: "2" },
    { message: "3" },
    { status: { message: "4" } },
    { error_hint: "5" },
  ];
  for (const index of firstToLast.keys()) {
    const body = Object.assign({ error: "x" }, ...firstToLast.slice(index));
    assertEquals((await read(body))?.description, `${index}`);
  }
  const refusal = await read({ error: "x", error_description: { a: 1 } });
  assertEquals(refusal?.description, undefined);
});

Deno.test("readRefusal() finds the vendor's own code", async () => {
  const pattern = /AADSTS(\d+)/;
  const cases: Readonly<Record<string, readonly [body: Body, code: string | undefined]>> = {
    "Entra": [{ error_codes: [7000215, 1], error_reason: "x" }, "7000215"],
    "FusionAuth": [{ error_reason: "invalid_client_id", errorCode: "x" }, "invalid_client_id"],
    "Okta": [{ errorCode: "E0000011" }, "E0000011"],
    "the text only": [{ error_description: "AADSTS7000215: Invalid client secret" }, "7000215"],
    "a text without one": [{ error_description: "Something else" }, undefined],
    "no text": [{}, undefined],
    "an empty list": [{ error_codes: [], error_description: "AADSTS1: x" }, "1"],
  };
  await forEachCase(cases, async ([body, code]) => {
    const refusal = await read({ error: "x", ...body }, {}, pattern);
    assertEquals(refusal?.vendorCode, code);
  });
  const refusal = await read({ error: "x", error_description: "AADSTS1" });
  assertEquals(refusal?.vendorCode, undefined);
});

Deno.test("readRefusal() waits for a pattern that answers by promise", async () => {
  await forEachCase({ "E-77: no": "77", "no": undefined }, async (code, text) => {
    const refusal = await read({ error: "x", error_description: text }, {}, remote(/E-(\d+)/));
    assertEquals(refusal?.vendorCode, code);
  });
});

Deno.test("readRefusal() collects what the vendor's support asks for, each once", async () => {
  const refusal = await read(
    { error: "x", trace_id: "t-1", correlation_id: "c-1", errorId: "e-1" },
    { "x-ms-request-id": "m-1", "x-request-id": "t-1", "x-okta-request-id": "o-1" },
  );
  assertEquals(refusal?.supportIds, [
    { name: "trace_id", id: "t-1" },
    { name: "correlation_id", id: "c-1" },
    { name: "errorId", id: "e-1" },
    { name: "x-ms-request-id", id: "m-1" },
    { name: "x-okta-request-id", id: "o-1" },
  ]);
  const another = await read({ error: "x" }, { "x-request-id": "r-1" });
  assertEquals(another?.supportIds, [{ name: "x-request-id", id: "r-1" }]);
  assertEquals((await read({ error: "x" }))?.supportIds, []);
});

const refusal: Refusal = {
  error: "invalid_client",
  description: "The secret is wrong",
  vendorCode: "7000215",
  supportIds: [],
};

/** What is told of a refusal by a provider with these explanations. */
function explain(
  explanations: readonly Explanation[],
  more: Partial<Refusal> = {},
  settings: Readonly<Record<string, string>> = {},
) {
  return explainRefusal({ ...acme, explain: explanations }, { ...refusal, ...more }, settings);
}

Deno.test("explainRefusal() shows the first explanation of which everything fits", async () => {
  const cases: Readonly<
    Record<string, readonly [entry: Omit<Explanation, "hint">, fits: boolean]>
  > = {
    "the code": [{ code: "7000215" }, true],
    "one of the codes": [{ code: ["1", "7000215"] }, true],
    "another code": [{ code: "700021" }, false],
    "the error": [{ error: "invalid_client" }, true],
    "one of the errors": [{ error: ["x", "invalid_client"] }, true],
    "another error": [{ error: "invalid" }, false],
    "the text": [{ text: /secret/i }, true],
    "another text": [{ text: /^secret/ }, false],
    "all three": [{ code: "7000215", error: "invalid_client", text: /wrong/ }, true],
    "two of three": [{ code: "7000215", error: "invalid_client", text: /right/ }, false],
    "nothing asked for": [{}, true],
  };
  await forEachCase(cases, async ([entry, fits]) => {
    const { hint } = await explain([{ ...entry, hint: "first" }, { hint: "last" }]);
    assertEquals(hint, fits ? "first" : "last");
  });
});

Deno.test("explainRefusal() waits for a pattern that answers by promise", async () => {
  const { hint } = await explain([
    { text: remote(/^secret/), hint: "first" },
    { text: remote(/secret/), hint: "second" },
    { text: remote(/./), hint: "third" },
  ]);
  assertEquals(hint, "second");
});

Deno.test("explainRefusal() takes no code and no text for none", async () => {
  const without = { description: undefined, vendorCode: undefined };
  assertEquals((await explain([{ code: "", hint: "x" }], without)).hint, undefined);
  assertEquals((await explain([{ text: /./, hint: "x" }], without)).hint, undefined);
  assertEquals((await explain([])).hint, undefined);
  assertEquals((await explainRefusal(acme, refusal, {})).hint, undefined);
});

Deno.test("explainRefusal() puts settings into the hint, and leaves what is not set", async () => {
  const hint = "{clientId} has no {scope}, nor {nothing} and {constructor}; {clientId}!";
  const settings = { clientId: "svc$&", scope: "a b" };
  const explained = await explain([{ hint }], {}, settings);
  assertEquals(explained.hint, "svc$& has no a b, nor {nothing} and {constructor}; svc$&!");
});

Deno.test("explainRefusal() names the vendor's page", async () => {
  assertEquals((await explain([])).docs, acme.docs);
});

Deno.test("explainRefusal() shows the server's words on one harmless line that is not too long", async () => {
  const description = `\x1b]52;c;x\x07no\r\n::set-output::\u202e ${"x".repeat(1_000_000)}`;
  const { details: [line = ""] = [] } = await explain([], { description });
  assertOneLine(line);
  assertEquals([...line].length, 512 + "It said: ".length);
});

Deno.test("explainRefusal() shows support ids that the server's words do not hold", async () => {
  const supportIds = [{ name: "trace_id", id: "t-1" }, { name: "x-request-id", id: "r\x1b-1" }];
  assertEquals((await explain([], { supportIds })).details, [
    "It said: The secret is wrong",
    "trace_id t-1, x-request-id r -1",
  ]);
  const description = "Wrong. Trace ID: t-1";
  assertEquals((await explain([], { supportIds: supportIds.slice(0, 1), description })).details, [
    `It said: ${description}`,
  ]);
});

Deno.test("explainRefusal() says nothing where the server said nothing", async () => {
  assertEquals((await explain([], { description: undefined })).details, []);
});

Deno.test("explainRefusal() knows what may succeed later", async () => {
  const busy = { error: "temporarily_unavailable" };
  assertEquals((await explain([])).temporary, false);
  assertEquals((await explain([], busy)).temporary, true);
  assertEquals((await explain([{ hint: "x", temporary: true }])).temporary, true);
  assertEquals((await explain([{ hint: "x", temporary: false }], busy)).temporary, false);
});
