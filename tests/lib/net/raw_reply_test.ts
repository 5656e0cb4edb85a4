import { assertEquals } from "@std/assert";
import { rawReply } from "../../../lib/net/raw_reply.ts";
import { failureOf } from "../helpers.ts";

const clean = (text: string) => text.replaceAll("canary", "***").replaceAll("12345678", "***");

Deno.test("rawReply(): all members in their order, on one printable line", () => {
  const body = '{"b":1.50,"a":[null,true,{"x":"é"}],"t":"tok.en-1","__proto__":{"y":""},"n":1e400}';
  assertEquals(
    rawReply(JSON.parse(body), clean),
    '{"b":1.5,"a":[null,true,{"x":"é"}],"t":"tok.en-1","__proto__":{"y":""},"n":null}',
  );
  assertEquals(
    rawReply({ "a\u202e": "\x1b[31m\n\u200b\x9b" }, clean),
    '{"a\\u202e":"\\u001b[31m\\n\\u200b\\u009b"}',
  );
});

Deno.test("rawReply(), a secret of the client in any member or name: redacted", () => {
  const reply = { a: { b: ["x canary y"] }, canary: 1, number: 12345678, other: 1234 };
  assertEquals(
    rawReply(reply, clean),
    '{"a":{"b":["x *** y"]},"***":1,"number":"***","other":1234}',
  );
});

Deno.test("rawReply(), a hundred levels or more: refused", async () => {
  const nested = (levels: number) => JSON.parse('{"a":'.repeat(levels) + "1" + "}".repeat(levels));
  assertEquals(rawReply(nested(100), clean).length, 601);
  const { exitStatus } = await failureOf("reply_unusable", () => rawReply(nested(101), clean));
  assertEquals(exitStatus, 7);
  await failureOf("reply_unusable", () => rawReply(nested(100_000), clean));
});
