import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { writeToken } from "../../../lib/output/forms.ts";
import { type OutputFormat, runOptions } from "../../../lib/settings/run_options.ts";
import type { Token } from "../../../lib/oauth/token_response.ts";
import { fakeHost, type FakeWorld } from "../../fake_host.ts";
import { acme, sampleToken } from "../helpers.ts";

/** What is written to stdout for a token. */
async function written(
  output: OutputFormat,
  more: Partial<Token> = {},
  world: FakeWorld = {},
): Promise<string> {
  const host = fakeHost({ now: Date.parse("2026-01-09T02:02:12.987Z"), ...world });
  await writeToken(host, { output }, acme, { ...sampleToken, ...more });
  assertEquals(host.stderr, "");
  return host.stdout;
}

Deno.test("writeToken() writes every form completely, with the token", async () => {
  assertEquals(runOptions.output.values[0], "token");
  for (const output of runOptions.output.values) {
    const text = await written(output, {}, { terminals: ["stdout"] });
    assertMatch(text, /tok\.en-1[^]*\n$/, output);
  }
});

Deno.test("writeToken() uses the server's token type", async () => {
  for (const output of ["header", "headers", "curl"] as const) {
    assertMatch(await written(output, { tokenType: "DPoP" }), /Authorization.*DPoP tok\.en-1/);
  }
});

Deno.test("writeToken() passes on the name of the variable", async () => {
  const host = fakeHost();
  await writeToken(host, { output: "env", envName: "MINE" }, acme, sampleToken);
  assertMatch(host.stdout, /^export MINE='tok.en-1'$/m);
});

Deno.test("writeToken(), token: followed by a line break", async () => {
  assertEquals(await written("token"), "tok.en-1\n");
});

Deno.test("writeToken(), header: no line break", async () => {
  assertEquals(await written("header"), "Authorization: Bearer tok.en-1");
});

Deno.test("writeToken(), terminal: every form ends with one line break", async () => {
  const world: FakeWorld = { terminals: ["stdout"] };
  assertEquals(await written("header", {}, world), "Authorization: Bearer tok.en-1\n");
  assertEquals(await written("token", {}, world), "tok.en-1\n");
  assertEquals((await written("json", {}, world)).split("\n").length, 2);
  assertEquals(await written("header", {}, { terminals: ["stderr"] }), await written("header"));
});

Deno.test("writeToken(), json: all members on one line", async () => {
  assertEquals(
    await written("json"),
    '{"access_token":"tok.en-1","token_type":"Bearer","expires_in":3600,' +
      '"expires_at":"2026-01-09T03:02:12Z","scope":"a b","provider":"acme"}\n',
  );
});

Deno.test("writeToken(), json: unknown members are null", async () => {
  const { expires_in: seconds, expires_at: time, scope } = JSON.parse(
    await written("json", { expiresIn: undefined, scope: undefined }),
  );
  assertEquals([seconds, time, scope], [null, null, null]);
});

Deno.test("writeToken(), json: the provider's public members", async () => {
  const publicMembers = { instance_url: "https://a.example", absent: null };
  const json = JSON.parse(await written("json", { publicMembers }));
  assertEquals([json.instance_url, json.absent], ["https://a.example", null]);
});

Deno.test("writeToken(), json: public members cannot replace ours", async () => {
  const publicMembers = { access_token: "x", token_type: "x", provider: "x", expires_in: 1 };
  assertEquals(await written("json", { publicMembers }), await written("json"));
});

Deno.test("writeToken(), stdout fails: output_failed", async () => {
  const host = fakeHost();
  host.writeUnchanged = () => Promise.reject(new RangeError("full"));
  await assertRejects(() => writeToken(host, { output: "token" }, acme, sampleToken), RangeError);
});
