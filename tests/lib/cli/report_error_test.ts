import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { type FailureCode, GettokenError, statusOf } from "../../../lib/core/errors.ts";
import { Log } from "../../../lib/core/log.ts";
import { reportError } from "../../../lib/cli/report_error.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { assertErrorObject } from "../../json_schema.ts";
import { fakeHost } from "../../fake_host.ts";
import { assertOneLine, forEachCase } from "../helpers.ts";

/** The message of an error, and the exit status. */
function report(error: unknown, verbosity: Log["verbosity"] = "normal", json = false) {
  const host = fakeHost();
  const log = new Log(host);
  log.verbosity = verbosity;
  log.protect(new Secret("s3cr3t"));
  const status = reportError(error, log, { json });
  assertEquals(host.stdout, "");
  return { status, told: host.stderr };
}

Deno.test("reportError() gives the exit status of each failure", () => {
  for (const [code, status] of Object.entries(statusOf)) {
    assertEquals(report(new GettokenError(code as FailureCode, "x")).status, status);
  }
});

Deno.test("reportError(): message, details, hint and URL", () => {
  const error = new GettokenError("refused", "Acme ID refused", {
    details: ["first", "second"],
    hint: "Try another",
    docs: "https://acme.example/docs",
  });
  assertEquals(
    report(error).told,
    "gettoken: Acme ID refused\n  first\n  second\n  → Try another\n  https://acme.example/docs\n",
  );
});

Deno.test("reportError() with --quiet: error printed", () => {
  assertEquals(report(new GettokenError("usage", "No"), "quiet").told, "gettoken: No\n");
});

Deno.test("reportError() lets no secret and no control character through", () => {
  const text = "s3cr3t\x1b[31m\nforged";
  const { told } = report(
    new GettokenError("refused", text, {
      details: [text],
      hint: text,
      docs: text,
    }),
  );
  assertNotMatch(told, /s3cr3t|^forged/m);
  told.split("\n").forEach(assertOneLine);
});

Deno.test("reportError() calls everything else a defect, and shows nothing of its words", async () => {
  class OddError extends TypeError {}
  const cases: Readonly<Record<string, readonly [error: unknown, kind: string]>> = {
    "an error": [new Error("canary"), "Error"],
    "an error of another class": [new OddError("canary"), "OddError"],
    "an error with a cause": [new Error("x", { cause: "canary" }), "Error"],
    "an error whose words look like a place": [new Error("canary\n  at canary\n at c"), "Error"],
    "an error that names itself": [Object.assign(new Error(), { name: "canary" }), "Error"],
    "a text": ["canary", "string"],
    "an object": [{ message: "canary" }, "object"],
    "nothing": [undefined, "undefined"],
    "null": [null, "object"],
  };
  await forEachCase(cases, ([error, kind]) => {
    for (const verbosity of ["quiet", "normal", "verbose"] as const) {
      const { status, told } = report(error, verbosity);
      assertEquals(status, 1);
      assert(told.startsWith(`gettoken: defect: unexpected ${kind}\n`), told);
      assertNotMatch(told, /canary/);
    }
  });
});

Deno.test("reportError() shows where a defect is only when it is asked to", () => {
  const error = new Error("canary");
  assertNotMatch(report(error).told, /report_error_test/);
  assertStringIncludes(report(error, "verbose").told, "report_error_test.ts:");
});

Deno.test("reportError() with JSON: error object on the last line", () => {
  const error = new GettokenError("rate_limited", "Too many s3cr3t", {
    details: ["It said: x"],
    hint: "Wait",
    providerCode: "quota",
    traceId: "t-1",
    retryAfter: 60,
    httpStatus: 429,
    oauthError: "slow_down",
    serverMessage: "x s3cr3t",
    settings: [
      { name: "clientId", option: "--client-id", variables: ["A", "B"], problem: "is missing" },
      { source: "--scope", problem: "is s3cr3t" },
      { source: "ACME_KEY in ./.env", problem: "is empty" },
    ],
  });
  const lines = "gettoken: Too many ***\n  It said: x\n  → Wait\n";
  assertEquals(report(error).told, lines);
  for (const verbosity of ["quiet", "normal", "verbose"] as const) {
    const { told, status } = report(error, verbosity, true);
    assertEquals(status, 6);
    assert(told.startsWith(lines));
    assertEquals(JSON.parse(told.slice(lines.length)), {
      error: {
        code: "rate_limited",
        exit: 6,
        message: "Too many ***",
        hint: "Wait",
        details: [
          {
            name: "clientId",
            option: "--client-id",
            variables: ["A", "B"],
            source: null,
            problem: "is missing",
          },
          { name: null, option: "--scope", variables: [], source: "--scope", problem: "is ***" },
          {
            name: null,
            option: null,
            variables: ["ACME_KEY"],
            source: "ACME_KEY in ./.env",
            problem: "is empty",
          },
        ],
        oauth_error: "slow_down",
        http_status: 429,
        server_message: "x ***",
        provider_code: "quota",
        trace_id: "t-1",
        retry_after: 60,
      },
    });
  }
});

Deno.test("reportError() says null in JSON where there is nothing to say", () => {
  const { told } = report(new GettokenError("usage", "No"), "normal", true);
  assertEquals(JSON.parse(told.split("\n").at(-2) ?? ""), {
    error: {
      code: "usage",
      exit: 2,
      message: "No",
      hint: null,
      details: [],
      oauth_error: null,
      http_status: null,
      server_message: null,
      provider_code: null,
      trace_id: null,
      retry_after: null,
    },
  });
  assertErrorObject(told);
  const defect = report(new Error("canary"), "normal", true).told;
  assertEquals(JSON.parse(defect.split("\n").at(-2) ?? "").error.code, "defect");
  assertNotMatch(defect, /canary/);
});

Deno.test("many settings with many variables: the error object is cut, and valid", () => {
  const long = "\\é".repeat(900);
  const settings = Array.from({ length: 50 }, () => ({
    ...{ name: long, option: long, source: long, problem: long },
    variables: Array.from({ length: 10 }, () => long),
  }));
  const { told } = report(new GettokenError("setting_missing", long, { settings }), "quiet", true);
  const { details } = assertErrorObject(told);
  assertEquals([details.length, details[0]?.variables.length], [20, 5]);
  assert(new TextEncoder().encode(told.split("\n").at(-2)).length <= 8000);
});

Deno.test("docs/errors.schema.json has every code of errors.ts", () => {
  for (const code of Object.keys(statusOf) as FailureCode[]) {
    const { told } = report(new GettokenError(code, "x"), "quiet", true);
    assertEquals(assertErrorObject(told).code, code);
  }
});
