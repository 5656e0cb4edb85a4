import { assertEquals } from "@std/assert";
import type { Explanation, Pattern } from "../../../lib/contract/provider.ts";
import { explainRefusal, readRefusal, type Refusal } from "../../../lib/oauth/error_response.ts";
import { Secret } from "../../../lib/core/secret.ts";
import type { ResolvedSettings } from "../../../lib/settings/resolve.ts";
import { acme, assertOneLine, forEachCase, resolved } from "../helpers.ts";

type Body = Readonly<Record<string, unknown>>;

function read(
  body: Body,
  headers: HeadersInit = {},
  errorCode?: Pattern,
): Promise<Refusal | undefined> {
  const clean = (text: string) => text.replaceAll("canary", "***");
  return readRefusal(body, { status: 400, headers: new Headers(headers) }, clean, errorCode);
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
    { errorDescription: "3" },
    { message: "4" },
    { status: { message: "5" } },
  ];
  for (const index of firstToLast.keys()) {
    const body = Object.assign({ error: "x" }, ...firstToLast.slice(index));
    assertEquals((await read(body))?.description, `${index}`);
  }
  const refusal = await read({ error: "x", error_description: { a: 1 } });
  assertEquals(refusal?.description, undefined);
});

Deno.test("readRefusal() takes a code with a message for a refusal, and a code alone for none", async () => {
  const refusal = await read({ code: "NOT_FOUND", message: "No environment" });
  assertEquals([refusal?.error, refusal?.description], ["NOT_FOUND", "No environment"]);
  assertEquals((await read({ error_code: "E1", message: "x" }))?.error, "E1");
  assertEquals(await read({ code: "NOT_FOUND" }), undefined);
  assertEquals(await read({ code: 404, message: "x" }), undefined);
});

Deno.test("readRefusal() adds the hint of a server to its description, unless it is in there", async () => {
  const described = { error: "x", error_description: "Wrong" };
  assertEquals((await read({ ...described, error_hint: "Look" }))?.description, "Wrong Look");
  assertEquals((await read({ ...described, error_hint: "Wro" }))?.description, "Wrong");
  assertEquals((await read({ error: "x", error_hint: "Look" }))?.description, "Look");
  const descope = { errorCode: "E1", errorDescription: "Invalid", errorMessage: "No grant" };
  assertEquals((await read(descope))?.description, "Invalid No grant");
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

Deno.test("readRefusal() takes secrets out of all that it reads, before a pattern sees it", async () => {
  const seen: string[] = [];
  const pattern: Pattern = {
    test: () => false,
    exec: (text) => {
      seen.push(text);
      return null;
    },
  };
  const refusal = await read(
    { error: "canary", error_description: "a canary", trace_id: "canary-1" },
    { "x-request-id": "canary-2" },
    pattern,
  );
  assertEquals(refusal, {
    status: 400,
    error: "***",
    description: "a ***",
    vendorCode: undefined,
    supportIds: [{ name: "trace_id", id: "***-1" }, { name: "x-request-id", id: "***-2" }],
  });
  assertEquals(seen, ["a ***"]);
  assertEquals((await read({ error: "x", error_codes: ["canary"] }))?.vendorCode, "***");
});

Deno.test("readRefusal() reads no text without end", async () => {
  const refusal = await read({ error: "x", message: "é".repeat(100_000) });
  assertEquals(refusal?.description, "é".repeat(4096) + "…");
});

const refusal: Refusal = {
  status: 400,
  error: "invalid_client",
  description: "The secret is wrong",
  vendorCode: "7000215",
  supportIds: [],
};

/** What is told of a refusal by a provider with these explanations. */
function explain(
  explanations: readonly Explanation[],
  more: Partial<Refusal> = {},
  settings: ResolvedSettings = resolved({}),
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
  assertEquals((await explainRefusal(acme, refusal, resolved({}))).hint, undefined);
});

Deno.test("explainRefusal() puts settings into the hint, and says which is not set", async () => {
  const hint = "{clientId} has no {scope}, nor {nothing} and {constructor}; {clientId}!";
  const { hint: filled } = await explain(
    [{ hint }],
    {},
    resolved({ clientId: "svc$&", scope: "a b" }),
  );
  assertEquals(filled, "svc$& has no a b, nor (not set) and (not set); svc$&!");
});

Deno.test("explainRefusal() says where the settings come from that the refusal is about", async () => {
  const settings = resolved({ clientId: "svc", scope: "a b", tenant: "blue" }, {
    secrets: { clientSecret: new Secret("canary") },
    provenance: {
      tenant: { kind: "default" },
      scope: { kind: "option", name: "--scope" },
      clientId: { kind: "environment", name: "ACME_ID" },
      clientSecret: {
        kind: "file",
        name: "ACME_SECRET",
        file: { path: "./.env", named: false, values: new Map() },
      },
    },
  });
  const id = "client id = svc (ACME_ID in the environment)";
  const secret = "client secret = *** (ACME_SECRET in ./.env)";
  const scope = "scope = a b (--scope)";
  const cases: Readonly<Record<string, readonly [hint: string, Partial<Refusal>, string[]]>> = {
    "what the hint names": ["No {scope} in {tenant}.", { error: "invalid_scope" }, [scope]],
    "each once": ["{scope} or {scope}.", { error: "invalid_scope" }, [scope]],
    "the credentials": ["", { error: "invalid_client" }, [id, secret]],
    "the credentials, by the status": ["", { error: "x", status: 401 }, [id, secret]],
    "a secret that the hint is about": ["Is the secret right?", { error: "x" }, [id, secret]],
    "a refused scope": ["", { error: "invalid_scope" }, [scope]],
    "both": ["{clientId}, {scope}.", { error: "invalid_client" }, [id, scope, secret]],
    "nothing that is known": ["", { error: "invalid_request" }, []],
  };
  await forEachCase(cases, async ([hint, more, lines]) => {
    const { details } = await explain([{ hint }], { ...more, description: undefined }, settings);
    assertEquals(details, lines);
  });
});

Deno.test("explainRefusal() gives the codes that a program may want", async () => {
  const supportIds = [{ name: "trace_id", id: "t-1" }, { name: "x-request-id", id: "r-1" }];
  const told = await explain([], { supportIds });
  assertEquals([told.providerCode, told.traceId], ["7000215", "t-1"]);
  const plain = await explain([], { vendorCode: undefined });
  assertEquals([plain.providerCode, plain.traceId], ["invalid_client", undefined]);
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

Deno.test("explainRefusal() takes a placeholder that is no setting for one that is not set", async () => {
  const explain = [{ error: "invalid_client", hint: "{constructor} {valueOf}" }];
  const { details = [], hint } = await explainRefusal(
    { ...acme, explain },
    {
      status: 400,
      error: "invalid_client",
      description: undefined,
      vendorCode: undefined,
      supportIds: [],
    },
    resolved({}),
  );
  assertEquals(hint, "(not set) (not set)");
  assertEquals(details.filter((line) => line.includes("constructor")), []);
});
