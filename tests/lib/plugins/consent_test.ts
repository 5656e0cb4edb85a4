import { assertEquals, assertStringIncludes } from "@std/assert";
import { consentTo } from "../../../lib/plugins/consent.ts";
import { fakeHost, type FakeWorld } from "../../fake_host.ts";
import { acme, failureOf } from "../helpers.ts";

const wanted = [
  { name: "ACME_DOMAIN", setting: "domain", use: "domain" },
  { name: "ACME_KEY", setting: "clientSecret", use: "client secret\x1b[31m" },
];

/** Asks for consent, and what was asked and shown. */
async function ask(world: FakeWorld, isGiven = false) {
  const host = fakeHost(world);
  const isGranted = await consentTo(host, acme, wanted, { path: "./a b.ts", isGiven });
  return { isGranted, stderr: host.stderr };
}

const list = "acme asks for variables of your environment and .env files:\n" +
  "  ACME_DOMAIN  domain\n  ACME_KEY     client secret [31m\n";

Deno.test("consentTo() shows the variables, and asks on a terminal", async () => {
  for (const answer of [true, false]) {
    const world: FakeWorld = { terminals: ["stdin", "stderr"], answers: [answer ? "yes" : "no"] };
    assertEquals(await ask(world), { isGranted: answer, stderr: list });
  }
});

Deno.test("consentTo() shows the variables and does not ask if consent is given", async () => {
  assertEquals(await ask({}, true), { isGranted: true, stderr: list });
});

Deno.test("consentTo() refuses to guess without a terminal", async () => {
  for (const terminals of [[], ["stdin"], ["stderr", "stdout"]] as const) {
    const { message, details, hint } = await failureOf("usage", () => ask({ terminals }));
    assertEquals(message, "acme asks for variables of your environment and .env files");
    assertEquals(details.length, 2);
    assertStringIncludes(hint ?? "", "gettoken provider add --yes './a b.ts'");
  }
});
