import { assertEquals } from "@std/assert";
import type { Pattern } from "../../../lib/contract/provider.ts";
import { Log } from "../../../lib/core/log.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { readRefusal, type Refusal } from "../../../lib/oauth/read_refusal.ts";
import { fakeHost } from "../../fake_host.ts";
import { withinMoment } from "../../properties/moment.ts";
import { forEachCase } from "../helpers.ts";

type Body = Readonly<Record<string, unknown>>;

function read(
  body: Body,
  headers: HeadersInit = {},
  errorCode?: Pattern,
): Promise<Refusal> {
  return readReply(JSON.stringify(body), headers, errorCode);
}

/** Reads a body that may be anything. */
function readReply(body: string, headers: HeadersInit = {}, errorCode?: Pattern): Promise<Refusal> {
  const log = new Log(fakeHost());
  log.protect(new Secret("canary"));
  return readRefusal({ status: 400, headers: new Headers(headers), body }, log, errorCode);
}

/** A pattern that answers by promise, as that of a provider in a place of its own does. */
function remote(pattern: RegExp): Pattern {
  return {
    test: (text) => Promise.resolve(pattern.test(text)),
    exec: (text) => Promise.resolve(pattern.exec(text)),
  };
}

Deno.test("readRefusal() reads the error of every vendor, the standard one first", async () => {
  const shapes: Readonly<Record<string, readonly [body: Body, error: string | undefined]>> = {
    "RFC 6749": [{ error: "invalid_client", errorCode: "E1", name: "x" }, "invalid_client"],
    "prose": [{ error: "HTTP 401 Unauthorized" }, "HTTP 401 Unauthorized"],
    "Okta": [{ errorCode: "E0000011", status: { type: "x" } }, "E0000011"],
    "OneLogin": [{ status: { error: true, code: 400, type: "bad request" } }, "bad request"],
    "a name only": [{ name: "BadRequest" }, "BadRequest"],
    "a number": [{ error: 42 }, undefined],
    "an empty error before another": [{ error: " ", errorCode: "E1" }, "E1"],
    "an object before another": [{ error: { message: "x" }, errorCode: "E1" }, "E1"],
    "nothing": [{ message: "Not found" }, undefined],
    "an empty one": [{ error: "" }, undefined],
    "a list": [{ error: ["invalid_client"] }, "invalid_client"],
    "Google": [
      { error: { code: 401, message: "x", status: "UNAUTHENTICATED" } },
      "UNAUTHENTICATED",
    ],
    "a code in the error": [{ error: { code: "invalid_client", status: "X_Y" } }, "invalid_client"],
    "Apigee": [{ fault: { faultstring: "x", detail: { errorcode: "oauth.v2.x" } } }, "oauth.v2.x"],
    "AWS": [{ __type: "NotAuthorizedException", Message: "x" }, "NotAuthorizedException"],
    "JSON:API": [{ errors: [{ status: "401", code: "E-1", title: "x" }] }, "E-1"],
    "GraphQL": [
      { errors: [{ message: "x", extensions: { code: "UNAUTHENTICATED" } }] },
      "UNAUTHENTICATED",
    ],
    "a word for any error": [{ type: "error", error: { type: "auth_error" } }, "auth_error"],
    "RFC 9457": [{ type: "https://id.example/p/1", title: "x", status: 401 }, undefined],
    "FastAPI": [{ detail: { error: "invalid_client" } }, "invalid_client"],
    "in a message": [{ message: "Denied: invalid_client" }, "invalid_client"],
    "null": [{ error: null, status: null }, undefined],
    "a status that is a number": [{ status: 404 }, undefined],
  };
  await forEachCase(shapes, async ([body, error]) => {
    assertEquals((await read(body))?.error, error);
  });
});

Deno.test("readRefusal() reads the description of every vendor", async () => {
  const firstToLast: readonly Body[] = [
    { error_description: "0" },
    { description: "1" },
    { errorSummary: "2" },
    { message: "3" },
    { msg: "4" },
    { fault: { faultstring: "5" } },
    { title: "6" },
    { errors: ["7"] },
  ];
  for (const index of firstToLast.keys()) {
    const body = Object.assign({ error: "x" }, ...firstToLast.slice(index));
    // The list adds to what is before it.
    const expected = index < 7 ? `${index}: 7` : "7";
    assertEquals((await read(body))?.description, expected);
  }
  assertEquals((await read({ error: "x", detail: "8" })).description, "8");
  const refusal = await read({ error: "x", error_description: { a: 1 } });
  assertEquals(refusal?.description, undefined);
});

Deno.test("readRefusal(), error code: stated if it has a message or the usual name", async () => {
  const refusal = await read({ code: "NOT_FOUND", message: "No environment" });
  assertEquals([refusal.error, refusal.description], ["NOT_FOUND", "No environment"]);
  const stated = async (body: Body) => (await read(body)).isStated;
  assertEquals(await stated({ code: "NOT_FOUND", message: "x" }), true);
  assertEquals(await stated({ error_code: "E1" }), true);
  assertEquals(await stated({ code: "NOT_FOUND" }), false);
  assertEquals(await stated({ name: "search-1", version: { number: "8" } }), false);
  assertEquals(await stated({ code: 404, message: "x" }), false);
  for (const failed of [{ success: false }, { ok: false }, { error: true }, { status: "fail" }]) {
    assertEquals(await stated({ ...failed, message: "Secret expired" }), true);
  }
  assertEquals(await stated({ success: true, status: "ok", message: "x" }), false);
});

Deno.test("readRefusal() appends the server's hint, unless the description contains it", async () => {
  const described = { error: "x", error_description: "Wrong" };
  assertEquals((await read({ ...described, error_hint: "Look" }))?.description, "Wrong: Look");
  assertEquals((await read({ ...described, error_hint: "Wro" }))?.description, "Wrong");
  assertEquals((await read({ error: "x", error_hint: "Look" }))?.description, "Look");
  const descope = { errorCode: "E1", errorDescription: "Invalid", errorMessage: "No grant" };
  assertEquals((await read(descope))?.description, "Invalid: No grant");
});

Deno.test("readRefusal() returns the vendor's code", async () => {
  const pattern = /AADSTS(\d+)/;
  const cases: Readonly<Record<string, readonly [body: Body, code: string | undefined]>> = {
    "Entra": [{ error_codes: [7000215, 1], error_reason: "x" }, "7000215"],
    "FusionAuth": [{ error_reason: "invalid_client_id", errorCode: "x" }, "invalid_client_id"],
    "Okta": [{ errorCode: "E0000011" }, "E0000011"],
    "the description only": [
      { error_description: "AADSTS7000215: Invalid client secret" },
      "7000215",
    ],
    "a description without a code": [{ error_description: "Something else" }, undefined],
    "no description": [{}, undefined],
    "an empty list": [{ error_codes: [], error_description: "AADSTS1: x" }, "1"],
  };
  await forEachCase(cases, async ([body, code]) => {
    const refusal = await read({ error: "x", ...body }, {}, pattern);
    assertEquals(refusal?.vendorCode, code);
  });
  const refusal = await read({ error: "x", error_description: "AADSTS1" });
  assertEquals(refusal?.vendorCode, undefined);
});

Deno.test("readRefusal() awaits an asynchronous pattern", async () => {
  await forEachCase({ "E-77: no": "77", "no": undefined }, async (code, text) => {
    const refusal = await read({ error: "x", error_description: text }, {}, remote(/E-(\d+)/));
    assertEquals(refusal?.vendorCode, code);
  });
});

Deno.test("readRefusal() returns each ID for the vendor's support once", async () => {
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

Deno.test("readRefusal() redacts secrets before a pattern sees the string", async () => {
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
    ...{ isStated: true, isPage: false },
  });
  assertEquals(seen, ["a ***"]);
  assertEquals((await read({ error: "x", error_codes: ["canary"] }))?.vendorCode, "***");
});

Deno.test("readRefusal(), endless string: cut", async () => {
  const refusal = await read({ error: "x", message: "é".repeat(100_000) });
  assertEquals(refusal?.description, "é".repeat(4096) + "…");
});

Deno.test("readRefusal(): replies that are no JSON of RFC 6749", async () => {
  const html =
    "<!DOCTYPE html><html><head><title>403 Forbidden</title></head><body>x</body></html>";
  const text = "invalid_client: secret expired";
  const xml = '<?xml version="1.0"?><Error><Code>AccessDenied</Code> <Message>No</Message></Error>';
  const bearer =
    'Bearer realm="id.example", error="invalid_client", error_description="The \\"secret\\" expired"';
  const cases: Readonly<
    Record<string, readonly [body: string, HeadersInit, ...(string | undefined)[]]>
  > = {
    "plain text": [text, {}, "invalid_client", text],
    "plain text without a code": ["Secret expired\n", {}, undefined, "Secret expired"],
    "a form": [
      "error=invalid_client&error_description=Secret+expired",
      {},
      ...["invalid_client", "Secret expired"],
    ],
    "a page": [html, {}, undefined, "403 Forbidden"],
    "a page without a title": ["<h1>Forbidden</h1>", {}],
    "XML": [xml, {}, "AccessDenied", "No"],
    "XML with a namespace": [
      "<s:Fault xmlns:s='x'><faultcode>s:Client</faultcode><faultstring>No &amp; no</faultstring></s:Fault>",
      ...[{}, undefined, "No & no"] as const,
    ],
    "XML with CDATA": ["<e><msg><![CDATA[No]]></msg></e>", {}, undefined, "No"],
    "XML without a message": ["<e><a>Not</a> <b>allowed</b></e>", {}, undefined, "Not allowed"],
    "a page with references": ["<title>Don&#39;t &lt;go&gt;</title>", {}, undefined, "Don't <go>"],
    "a call of a script": ['cb({"error":"invalid_client"});', {}, "invalid_client"],
    "an older encoding": ["Acc\ufffds refus\ufffd", {}, undefined, "Acc\ufffds refus\ufffd"],
    "another alphabet in an older encoding": ["\ufffd\ufffd\ufffd", {}],
    "a byte order mark": ['\ufeff{"error":"invalid_client"}', {}, "invalid_client"],
    "a JSON string": ['"Secret expired"', {}, undefined, "Secret expired"],
    "a JSON array": ['["Secret expired", "x"]', {}, undefined, "Secret expired"],
    "broken JSON": ['{"error":"invalid_client"', {}],
    "a number": ["42", {}, undefined, "42"],
    "null": ["null", {}],
    "bytes": ["a\0b\ufffd", {}],
    "a token alone": [`eyJ${"x".repeat(80)}.e30.x`, {}],
    "nothing": ["", {}],
    "a challenge": [
      ...["", { "www-authenticate": bearer }, "invalid_client", 'The "secret" expired'] as const,
    ],
    "a challenge without quotes": ["", { "www-authenticate": "DPoP error=x_1" }, "x_1"],
    "a challenge without an error": ["", { "www-authenticate": 'Basic realm="error"' }],
    "a challenge beside a body": [
      ...['{"error":"a"}', { "www-authenticate": bearer }, "a", 'The "secret" expired'] as const,
    ],
    "a header of AWS": [
      '{"message":"No"}',
      { "x-amzn-errortype": "ForbiddenException:http://x" },
      ...["ForbiddenException", "No"],
    ],
    "RFC 9457": [
      '{"type":"about:blank","title":"Unauthorized","status":401,"detail":"Secret expired"}',
      ...[{}, undefined, "Unauthorized: Secret expired"] as const,
    ],
    "FastAPI": [
      '{"detail":[{"loc":["body","client_id"],"msg":"field required","type":"value_error.missing"}]}',
      ...[{}, "value_error.missing", "field required"] as const,
    ],
  };
  await forEachCase(cases, async ([body, headers, error, description]) => {
    const refusal = await readReply(body, headers);
    assertEquals([refusal.error, refusal.description], [error, description]);
  });
});

Deno.test("readRefusal(), secret or token echoed in any member: redacted", async () => {
  const unicode = "canary".replaceAll(/./g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
  const token = "tok.en-of-the-reply";
  const bodies: Readonly<Record<string, string>> = {
    "in JSON escapes": `{"error":{"message":"It is ${unicode}"}}`,
    "percent-encoded": '{"fault":{"faultstring":"It is %63%61%6e%61%72%79"}}',
    "in Base64": `{"errors":[{"detail":"It is ${btoa("id:canary")}"}]}`,
    "in a form": "error=It+is+c%61nary",
    "in a page": "<title>It is canary</title>",
    "in XML": "<e>It is canary</e>",
    "as text": "It is canary",
    "in an array": '["It is canary"]',
    "a token": `{"token":{"access_token":"${token}"},"error":"It is ${token}"}`,
    "a token in XML": `<x><access_token>${token}</access_token> <e>It is ${token}</e></x>`,
    "a token in a text": `access_token: ${token} It is ${token}`,
    "a token in JSON in JSON": JSON.stringify(`{"accessToken":"${token}"} It is ${token}`),
    "a token in a form": `access_token=${token}&error=It+is+${token}`,
    "a token after a space": `access_token ${token} It is ${token}`,
  };
  await forEachCase(bodies, async (body) => {
    const { error, description } = await readReply(body);
    assertEquals(
      /^([^a-z]|access_?token)*It is \w*\*\*\*$/i.test(description ?? error ?? ""),
      true,
      `${description}`,
    );
  });
  const { error, description } = await readReply("", {
    "www-authenticate": 'Bearer error="canary", error_description="It is canary"',
  });
  assertEquals([error, description], ["***", "It is ***"]);
});

Deno.test("readRefusal(), word after the name of a token: not taken as one", async () => {
  for (
    const text of [
      "no access_token passed.",
      "access_token is missing",
      "The refresh_token expired",
    ]
  ) {
    assertEquals((await readReply(text)).description, text);
  }
});

Deno.test("readRefusal(), nested or large reply: read in bounds", async () => {
  const deep = `${'{"error":'.repeat(10_000)}"x"${"}".repeat(10_000)}`;
  assertEquals((await readReply(deep)).error, undefined);
  const wide = JSON.stringify(Array.from({ length: 50_000 }, () => ({ x: [{ message: "m" }] })));
  assertEquals((await readReply(wide)).description, "m");
  for (const piece of ["<", "<title", 'error="', "error="]) {
    const text = piece.repeat(100_000);
    await withinMoment(() => readReply(text, { "www-authenticate": text }));
  }
});

Deno.test("readRefusal(), thousands of tokens: only those that are shown redacted", async () => {
  const secrets: Secret[] = [];
  const log = new Log(fakeHost());
  const tokens = Array.from({ length: 20_000 }, (_, at) => `id_token=t0ken-${at}`);
  const body = JSON.stringify({ x: tokens.join(" "), message: "it was id_token=c0ffee-0a1b2c" });
  const { description } = await readRefusal({ status: 400, headers: new Headers(), body }, {
    protect: (secret) => {
      secrets.push(secret);
      log.protect(secret);
    },
    redacted: (text) => log.redacted(text),
  });
  assertEquals(description, "it was id_token=***");
  assertEquals(secrets.length < 1000, true, `${secrets.length}`);
});

Deno.test("readRefusal(), HTTP 200 with an error number and a message: stated, the number as its code", async () => {
  const told = async (body: Body, status = 200) => {
    const reply = { status, headers: new Headers(), body: JSON.stringify(body) };
    const { error, description, vendorCode, isStated } = await readRefusal(
      reply,
      new Log(fakeHost()),
    );
    return [error, description, vendorCode, isStated];
  };
  const stated = ["40001", "bad key", "40001", true];
  assertEquals(await told({ code: 40001, msg: "bad key" }), stated);
  assertEquals(await told({ errcode: 40001, errmsg: "bad key" }), stated);
  assertEquals(await told({ code: "40001", message: "bad key", data: null }), stated);
  assertEquals(await told({ result: { code: 40001, msg: "bad key" } }), stated);
  // Success, or no message.
  for (const code of [0, "0", 200, 1.5, true]) {
    assertEquals((await told({ code, msg: "ok" })).slice(2), [undefined, false]);
  }
  for (const body of [{ code: 1, message: "success" }, { code: "SUCCESS", msg: "Done" }]) {
    const [error, , , isStated] = await told(body);
    assertEquals([error, isStated], [undefined, false]);
  }
  assertEquals(await told({ code: 40001 }), [undefined, undefined, undefined, false]);
  assertEquals(await told({ code: 40001, msg: "bad key" }, 400), [
    undefined,
    "bad key",
    "40001",
    false,
  ]);
});
