import { assertEquals } from "@std/assert";
import * as jose from "jose";
import { federatedAssertions } from "../../../lib/oauth/federated_assertion.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import type { FakeWorld } from "../../fake_host.ts";
import { acme, connected, failureOf, resolved } from "../helpers.ts";

const provider: Provider = {
  ...acme,
  assertion: {
    federation: [
      { audience: "api://blue", with: { cloud: "blue" } },
      { audience: "api://any" },
    ],
  },
};

const { privateKey } = await jose.generateKeyPair("ES256");
const idToken = await new jose.SignJWT({}).setProtectedHeader({ alg: "ES256" })
  .setIssuer("https://other.example").setSubject("job").setAudience("api://any")
  .setExpirationTime("5m").sign(privateKey);

async function begin(values = {}, world: FakeWorld = {}) {
  const { connection, attempt, host, log } = connected({ now: Date.now(), ...world });
  const settings = resolved({ clientId: "svc", ...values });
  const endpoint = { url: "https://id.example/token", audience: "https://id.example" };
  const prove = await federatedAssertions({ run: connection, provider, settings, endpoint });
  return { prove, attempt, host, log };
}

Deno.test("federatedAssertions() reads a token anew each time, and says what it presents", async () => {
  const files = { "/here/token": idToken };
  const { prove, host, log } = await begin({ federatedTokenFile: "token" }, { files });
  const { jwt, presented } = await prove();
  assertEquals(jwt.reveal(), idToken);
  assertEquals(presented, [
    "presented issuer = https://other.example",
    "presented subject = job",
    "presented audience = api://any",
  ]);
  log.line(`it is ${idToken}`);
  assertEquals(host.stderr, "it is ***\n");
  (host.files as Map<string, string>).set("/here/token", "gone");
  await failureOf("setting_invalid", () => prove());
});

Deno.test("federatedAssertions() keeps a token from stdin, which comes once, for each time", async () => {
  const { prove } = await begin({ federatedTokenFile: "-" }, { stdin: idToken });
  assertEquals((await prove()).jwt.reveal(), idToken);
  assertEquals((await prove()).jwt.reveal(), idToken);
});

Deno.test("federatedAssertions() asks for the token of a job, for the audience that fits the settings", async () => {
  for (const [cloud, audience] of [["blue", "api://blue"], ["red", "api://any"]] as const) {
    const { prove, attempt, host } = await begin({ cloud }, {
      env: {
        ACTIONS_ID_TOKEN_REQUEST_URL: "https://jobs.example/token?a=b",
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token",
      },
      fetch: () => Response.json({ value: idToken }),
    });
    assertEquals((await prove()).jwt.reveal(), "(an ID token of this job)");
    assertEquals(host.requests, []);
    assertEquals((await prove(attempt)).jwt.reveal(), idToken);
    assertEquals(new URL(host.requests[0]?.url ?? "").searchParams.get("audience"), audience);
  }
});

Deno.test("federatedAssertions() has nothing to fetch without a file and outside of a job", async () => {
  await failureOf("defect", () => begin());
});
