import { assertEquals } from "@std/assert";
import * as jose from "jose";
import { proofMaker } from "../../lib/proof.ts";
import type { Origin } from "../../lib/origin.ts";
import type { Provider } from "../../lib/provider.ts";
import { Secret } from "../../lib/secret.ts";
import type { FakeWorld } from "../fake_host.ts";
import { acme, connected, failureOf, resolved } from "./helpers.ts";
import { certificate, pkcs8 } from "./openssl_keys.ts";

const url = "https://id.example/token";
const endpoint = { url, audience: "https://id.example" };
const { privateKey, publicKey } = await jose.generateKeyPair("ES256", { extractable: true });
const pem = await jose.exportPKCS8(privateKey);

const provider: Provider = {
  ...acme,
  clientAuthentication: ["client_secret_post", "private_key_jwt"],
  assertion: {
    lifetime: 30,
    federation: [
      { audience: "api://blue", with: { cloud: "blue" } },
      { audience: "api://any" },
    ],
  },
};

function begin(
  secrets: Readonly<Record<string, string>>,
  values = {},
  world: FakeWorld = {},
  origins: Readonly<Record<string, Origin>> = {},
  asked = provider,
) {
  const { connection, attempt, host, log } = connected({ now: Date.now(), ...world });
  const settings = resolved({ clientId: "svc", ...values }, {
    origins,
    secrets: Object.fromEntries(
      Object.entries(secrets).map(([name, value]) => [name, new Secret(value)]),
    ),
  });
  return { making: proofMaker(connection, asked, settings, endpoint), attempt, host, log };
}

Deno.test("proofMaker() hands on a client secret", async () => {
  const prove = await begin({ clientSecret: "canary" }).making;
  assertEquals((await prove()).secret.reveal(), "canary");
});

const idToken = await new jose.SignJWT({}).setProtectedHeader({ alg: "ES256" })
  .setIssuer("https://other.example").setSubject("job").setAudience("api://any")
  .setExpirationTime("5m").sign(privateKey);

Deno.test("proofMaker() signs with a private key", async () => {
  const prove = await begin({ privateKey: pem }).making;
  const { payload } = await jose.jwtVerify((await prove()).secret.reveal(), publicKey);
  assertEquals(payload.iss, "svc");
});

Deno.test("proofMaker() reads a token of another issuer anew each time, and says what it presents", async () => {
  const { making, host } = begin({}, { federatedTokenFile: "token" }, {
    files: { "/here/token": idToken },
  });
  const prove = await making;
  const { secret, presented } = await prove();
  assertEquals(secret.reveal(), idToken);
  assertEquals(presented, [
    "presented issuer = https://other.example",
    "presented subject = job",
    "presented audience = api://any",
  ]);
  (host.files as Map<string, string>).set("/here/token", "gone");
  await failureOf("setting_invalid", () => prove());
});

Deno.test("proofMaker() keeps a token from stdin, which comes once, for each time", async () => {
  const prove = await begin({}, { federatedTokenFile: "-" }, { stdin: idToken }).making;
  assertEquals((await prove()).secret.reveal(), idToken);
  assertEquals((await prove()).secret.reveal(), idToken);
});

Deno.test("proofMaker() asks for the token of a job, for the audience that fits the settings", async () => {
  for (const [cloud, audience] of [["blue", "api://blue"], ["red", "api://any"]] as const) {
    const { making, attempt, host } = begin({}, { cloud }, {
      env: {
        ACTIONS_ID_TOKEN_REQUEST_URL: "https://jobs.example/token?a=b",
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token",
      },
      fetch: () => Response.json({ value: idToken }),
    });
    const prove = await making;
    assertEquals((await prove()).secret.reveal(), "");
    assertEquals(host.requests, []);
    const own = { ...attempt, host };
    assertEquals((await prove(own)).secret.reveal(), idToken);
    assertEquals(new URL(host.requests[0]?.url ?? "").searchParams.get("audience"), audience);
  }
});

Deno.test("proofMaker() lets TLS show a certificate, and proves nothing else", async () => {
  const { making, host, log } = begin(
    { clientCert: certificate, clientKey: pkcs8 },
    {},
    { now: Date.UTC(2027, 0, 9) },
  );
  const { secret, presented = [] } = await (await making)();
  assertEquals(secret.reveal(), "");
  assertEquals(presented[0], "presented certificate = CN=gettoken test");
  assertEquals(host.presented, [{ certificate, key: pkcs8, after: 0 }]);
  log.line(pkcs8.replaceAll("\n", ""));
  assertEquals(host.stderr.includes("UrIzJ"), false);
});
