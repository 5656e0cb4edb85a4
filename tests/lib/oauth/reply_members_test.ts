import { assertEquals } from "@std/assert";
import { memberPath, withStandardMembers } from "../../../lib/oauth/reply_members.ts";

Deno.test("memberPath(): a name, a path with dots, or a list of names", () => {
  assertEquals(memberPath("token"), ["token"]);
  assertEquals(memberPath("data.access_token"), ["data", "access_token"]);
  assertEquals(memberPath(["data", "access.token"]), ["data", "access.token"]);
});

Deno.test("withStandardMembers(): token and lifetime from their places", () => {
  const reply = { code: 0, data: { token: "t", ttl: 60 }, access_token: "other" };
  const quirks = { accessToken: "data.token", expiresIn: ["data", "ttl"] };
  const { access_token, expires_in } = withStandardMembers(reply, quirks);
  assertEquals([access_token, expires_in], ["t", 60]);
});

Deno.test("withStandardMembers(), nothing in that place: no token", () => {
  const replies = [{}, { data: null }, { data: "t" }, { data: [] }, { data: { constructor: 1 } }];
  for (const reply of replies) {
    for (const accessToken of ["data.token", "data.toString", "__proto__.constructor"]) {
      assertEquals(withStandardMembers(reply, { accessToken }).access_token, undefined);
    }
  }
});

Deno.test("withStandardMembers(): members beside the token count, and its type may be missing", () => {
  const quirks = { accessToken: "data.token" };
  const data = { token: "t", expires_in: 60, scope: "a" };
  const { access_token, token_type, expires_in, scope, code } = withStandardMembers(
    { code: 0, expires_in: 1, data },
    quirks,
  );
  assertEquals([access_token, token_type, expires_in, scope, code], ["t", "Bearer", 60, "a", 0]);
  const dpop = { data: { ...data, token_type: "DPoP" } };
  assertEquals(withStandardMembers(dpop, quirks).token_type, "DPoP");
  assertEquals(withStandardMembers({ access_token: "t" }, { expiresIn: "ttl" }), {
    access_token: "t",
    expires_in: undefined,
  });
});

Deno.test("withStandardMembers(), a list on the way: the name is an index", () => {
  const reply = { tokens: [{ value: "a" }, { value: "b", expires_in: 60 }] };
  const { access_token, expires_in } = withStandardMembers(reply, {
    accessToken: "tokens.1.value",
  });
  assertEquals([access_token, expires_in], ["b", 60]);
});
