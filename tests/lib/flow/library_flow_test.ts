import { assertEquals } from "@std/assert";
import type { FlowOptions } from "../../../lib/flow/flow_options.ts";
import { LibraryFlow } from "../../../lib/flow/library_flow.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../../fake_host.ts";
import { acme, failureOf, tokenReply } from "../helpers.ts";

/** A flow on a fake machine. */
function begin(
  options: Partial<FlowOptions> = {},
  world: FakeWorld = {},
): { readonly flow: LibraryFlow; readonly host: FakeHost } {
  const host = fakeHost({ fetch: () => tokenReply(), ...world });
  const flow = new LibraryFlow({
    provider: acme,
    ...{ domain: "id.example", clientId: "svc", clientSecret: "s3cr3t" },
    ...options,
  }, { catalog: {}, version: "1.2.3", createHost: () => host });
  return { flow, host };
}

Deno.test("LibraryFlow: sends the settings, and returns the token", async () => {
  const { flow, host } = begin({ scopes: ["a", "b"] });
  const token = await flow.getToken();
  assertEquals([token.value, token.scope], ["tok.en-1", "a b"]);
  const [request] = host.requests;
  assertEquals(request?.url, "https://id.example/token");
  assertEquals(request?.headers.get("user-agent"), "gettoken/1.2.3");
  assertEquals(await request?.text(), "grant_type=client_credentials&scope=a+b");
});

Deno.test("LibraryFlow, unknown provider: an error", async () => {
  const { flow } = begin({ provider: "acmee" });
  const { message } = await failureOf("unknown_provider", () => flow.getToken());
  assertEquals(message, 'Unknown provider "acmee"');
});
