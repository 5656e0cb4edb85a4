import { assertEquals } from "@std/assert";
import {
  codeIn,
  describe,
  isFailure,
  registeredCode,
  scalarsIn,
  sentenceIn,
} from "../../../lib/oauth/refusal_members.ts";
import { forEachCase } from "../helpers.ts";

function told(body: unknown): readonly [code: unknown, description: string | undefined] {
  const members = scalarsIn(body);
  const code = codeIn(members);
  return [code?.value, describe(members, code)];
}

Deno.test("describe() reads the words of vendors and gateways, whatever their names", async () => {
  await forEachCase<readonly [body: unknown, description: string | undefined, code?: string]>({
    "SAP": [
      { error: { code: "/X/1", message: { lang: "en", value: "Not allowed" } } },
      "Not allowed",
    ],
    "a language": [{ error: "x", error_description: { en: "It expired" } }, "It expired", "x"],
    "Laravel": [
      { message: "Invalid data.", errors: { client_id: ["It is required."] } },
      "Invalid data. It is required.",
    ],
    "ASP.NET": [{ title: "Errors", errors: { a: ["A is required"] } }, "Errors: A is required"],
    "a list of fields": [{ errors: { secret: ["is wrong"] } }, "is wrong"],
    "DataPower": [
      { httpCode: "401", httpMessage: "Unauthorized", moreInformation: "No such client" },
      "Unauthorized: No such client",
    ],
    "Alipay": [{ e: { code: "40002", msg: "Invalid", sub_msg: "Bad app" } }, "Invalid: Bad app"],
    "another name": [{ resultCode: "1", resultMsg: "Wrong" }, "Wrong"],
    "CouchDB": [{ error: "unauthorized", reason: "It is wrong." }, "It is wrong.", "unauthorized"],
    "Google": [
      { error: { message: "No", details: [{ reason: "X_Y", domain: "googleapis.com" }] } },
      "No",
      "X_Y",
    ],
    "an old Apigee": [{ ErrorCode: "invalid_client", Error: "Bad ID" }, "Bad ID", "invalid_client"],
    "a code alone": [{ reason: "forbidden" }, undefined, "forbidden"],
    "a field without a sentence": [{ errors: [{ field: "secret" }] }, undefined],
  }, ([body, description, code]) => assertEquals(told(body), [code, description]));
});

Deno.test("sentenceIn() finds a sentence under any name", async () => {
  await forEachCase<readonly [body: unknown, sentence: string | undefined]>({
    "a field": [{ client_id: ["This field is required."] }, "This field is required."],
    "FHIR": [{ issue: [{ code: "x", diagnostics: "Not registered yet" }] }, "Not registered yet"],
    "a code": [{ error: "Not a sentence" }, undefined],
    "a word": [{ info: "Denied" }, undefined],
    "a link": [{ help: "See https://id.example/help" }, undefined],
  }, ([body, sentence]) => {
    const members = scalarsIn(body);
    assertEquals(sentenceIn(members, codeIn(members)), sentence);
  });
});

Deno.test("registeredCode() takes a code of OAuth in any case", () => {
  assertEquals(registeredCode("INVALID_CLIENT"), "invalid_client");
  assertEquals(registeredCode("invalid_client: no"), undefined);
});

Deno.test("isFailure(): what says that a request with status 200 failed", async () => {
  const failed: readonly Record<string, unknown>[] = [
    { success: false },
    { success: "false" },
    { isSuccess: false },
    { ok: false },
    { error: true },
    { status: "Failure" },
    { result: "FAIL" },
    { status: 401 },
    { status: "403" },
    { statusCode: 500 },
  ];
  for (const body of failed) assertEquals(isFailure(body, true), true, JSON.stringify(body));
  const others: readonly Record<string, unknown>[] = [
    ...[{ success: true }, { status: "ok" }, { status: 200 }, { code: 1 }, { error: "" }],
    // It cannot become a string.
    { status: { toString: "x" } },
  ];
  for (const body of others) assertEquals(isFailure(body, true), false, JSON.stringify(body));
  await forEachCase({ "a status": { status: 404 } }, (body) => {
    assertEquals(isFailure(body, false), false);
  });
});
