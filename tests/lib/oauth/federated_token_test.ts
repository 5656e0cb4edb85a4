import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import * as jose from "jose";
import { GettokenError } from "../../../lib/core/errors.ts";
import type {
  FederatedTokenRequest,
  FederatedTokenSource,
} from "../../../lib/settings/choose_credential.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { federatedAssertions } from "../../../lib/oauth/federated_token.ts";
import type { Log } from "../../../lib/core/log.ts";
import type { FakeWorld } from "../../fake_host.ts";
import {
  acme,
  assertOneLine,
  connected,
  failureOf,
  forEachCase,
  resolved,
  toldBy,
} from "../helpers.ts";

const provider: Provider = {
  ...acme,
  assertion: {
    federation: [
      { audience: "api://blue", with: { cloud: "blue" } },
      { audience: "api://AzureADTokenExchange", with: { cloud: "azure" } },
      { audience: "api://any" },
    ],
  },
};

const { privateKey } = await jose.generateKeyPair("ES256");
const signedToken = await new jose.SignJWT({}).setProtectedHeader({ alg: "ES256" })
  .setIssuer("https://other.example").setSubject("job").setAudience("api://any")
  .setExpirationTime("5m").sign(privateKey);

async function begin(
  values = {},
  world: FakeWorld = {},
  verbosity: Log["verbosity"] = "normal",
  federatedToken?: FederatedTokenSource,
) {
  const { connection, attempt, host, log } = connected({ now: Date.now(), ...world }, verbosity);
  const settings = resolved({ clientId: "svc", ...values }, {
    federatedToken,
    provenance: { federatedTokenFile: { kind: "environment", name: "AZURE_FEDERATED_TOKEN_FILE" } },
  });
  const endpoint = { url: "https://id.example/token", audience: "https://id.example" };
  const prove = await federatedAssertions({ run: connection, provider, settings, endpoint });
  return { prove, attempt, host, log };
}

Deno.test("federatedAssertions() reads the file for each attempt and lists what it presents", async () => {
  const files = { "/here/token": signedToken };
  const { prove, host, log } = await begin({ federatedTokenFile: "token" }, { files });
  const { jwt, presented } = await prove();
  assertEquals(jwt.reveal(), signedToken);
  assertEquals(presented, [
    "presented issuer = https://other.example",
    "presented subject = job",
    "presented audience = api://any",
  ]);
  log.line(`it is ${signedToken}`);
  assertEquals(host.stderr, "it is ***\n");
  (host.files as Map<string, string>).set("/here/token", "gone");
  await failureOf("setting_invalid", () => prove());
});

Deno.test("federatedAssertions(), stdin: read once and reused", async () => {
  const { prove } = await begin({ federatedTokenFile: "-" }, { stdin: signedToken });
  assertEquals((await prove()).jwt.reveal(), signedToken);
  assertEquals((await prove()).jwt.reveal(), signedToken);
});

Deno.test("federatedAssertions(), job: requests an ID token for the audience of the settings", async () => {
  for (const [cloud, audience] of [["blue", "api://blue"], ["red", "api://any"]] as const) {
    const { prove, attempt, host } = await begin({ cloud }, {
      env: {
        ACTIONS_ID_TOKEN_REQUEST_URL: "https://jobs.example/token?a=b",
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token",
      },
      fetch: () => Response.json({ value: signedToken }),
    });
    assertEquals((await prove()).jwt.reveal(), "(an ID token of this job)");
    assertEquals(host.requests, []);
    assertEquals((await prove(attempt)).jwt.reveal(), signedToken);
    assertEquals(new URL(host.requests[0]?.url ?? "").searchParams.get("audience"), audience);
  }
});

Deno.test("federatedAssertions(), neither file nor job: a defect", async () => {
  for (
    const env of [{}, { ACTIONS_ID_TOKEN_REQUEST_URL: "", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "" }]
  ) {
    await failureOf("defect", () => begin({}, { env }));
  }
});

const path = "/var/run/secrets/azure/tokens/azure-identity-token";
const source = "AZURE_FEDERATED_TOKEN_FILE in the environment";
const now = Date.parse("2026-01-09T02:02:12Z");

function encode(part: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(part));
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

const claims = {
  iss: "https://oidc.prod-aks.azure.com/1/",
  sub: "system:serviceaccount:shop:orders",
  aud: ["api://AzureADTokenExchange"],
  exp: now / 1000 + 3600,
};

function jwt(payload: unknown = claims): string {
  return `${encode({ alg: "RS256", kid: "canary" })}.${encode(payload)}.c2ln-bmF_dHVyZQ`;
}

/** The assertion from a file with this content; without any, there is no such file. */
async function read(content?: string, at = now) {
  const files: FakeWorld["files"] = content === undefined ? {} : { [path]: content };
  const { prove } = await begin({ federatedTokenFile: path }, { files, now: at });
  return await prove();
}

Deno.test("the token in a file is sent unchanged, without white space around it", async () => {
  for (const content of [jwt(), `${jwt()}\n`, ` \r\n${jwt()}\r\n\r\n`, `\uFEFF${jwt()}`]) {
    assert((await read(content)).jwt.equals(jwt()));
  }
});

Deno.test("a file without a signed JWT is refused", async () => {
  const [header, payload, signature] = jwt().split(".");
  await forEachCase({
    "a word": "canary",
    "two parts": `${header}.${payload}`,
    "five parts": `${header}.${payload}.${signature}.${payload}.${signature}`,
    "no signature": `${header}.${payload}.`,
    "a word in front": `Bearer ${jwt()}`,
    "quotes": `"${jwt()}"`,
    "JSON around it": `{"value":"${jwt()}"}`,
    "two": `${jwt()}\n${jwt()}`,
    "the other alphabet": `${header}.${payload}.a+b/`,
    "claims that are no object": jwt(["canary"]),
    "claims that are no JSON": `${header}.canary.${signature}`,
    "a host name": "canary.example.com",
  }, async (content) => {
    const failure = await failureOf("setting_invalid", () => read(content));
    assertEquals(failure.message, `${source} names ${path}: it contains no signed JWT`);
    assertStringIncludes(failure.hint ?? "", "must contain only the token");
    assertNotMatch(toldBy(failure), /canary|eyJ/);
  });
});

Deno.test("an unreadable file is refused", async () => {
  await forEachCase({
    "": "it is empty",
    "a\0": "it contains a NUL character",
    [jwt().padEnd(65_537)]: "it is larger than 64 KiB",
  }, async (problem, content) => {
    const { message } = await failureOf("setting_invalid", () => read(content));
    assertEquals(message, `${source} names ${path}: ${problem}`);
  });
  const { message } = await failureOf("setting_invalid", () => read());
  assertEquals(message, `${source} names ${path}: there is no such file`);
});

Deno.test("an expired token is refused, with the times", async () => {
  await forEachCase<readonly [exp: number, ago: string, end: string]>({
    "a moment": [now / 1000, "0 s", "2026-01-09T02:02:12Z"],
    "a fraction of a second": [now / 1000 - 0.4, "0 s", "2026-01-09T02:02:11Z"],
    "minutes": [now / 1000 - 300, "5 min", "2026-01-09T01:57:12Z"],
    "days": [now / 1000 - 604_800, "7 days", "2026-01-02T02:02:12Z"],
    "for ever": [-1e300, "20462 days", "1970-01-01T00:00:00Z"],
  }, async ([exp, ago, end]) => {
    const failure = await failureOf("setting_invalid", () => read(jwt({ ...claims, exp })));
    assertEquals(failure.message, `${source} names ${path}: its token expired ${ago} ago`);
    assertEquals(failure.details, [
      `It was valid until ${end}; this machine's clock says 2026-01-09T02:02:12Z.`,
    ]);
    assertStringIncludes(failure.hint ?? "", "Check why the token was not renewed");
  });
});

Deno.test("any other exp claim is not checked", async () => {
  for (const exp of [now / 1000 + 1, 1e300, undefined, null, "0", {}]) {
    assert((await read(jwt({ exp }))).jwt.equals(jwt({ exp })));
  }
});

Deno.test("the claims that are compared are presented, and nothing else", async () => {
  assertEquals((await read(jwt())).presented, [
    "presented issuer = https://oidc.prod-aks.azure.com/1/",
    "presented subject = system:serviceaccount:shop:orders",
    "presented audience = api://AzureADTokenExchange",
  ]);
});

Deno.test("claims of every form are presented in one line each", async () => {
  await forEachCase<readonly [claim: unknown, shown: string]>({
    "nothing": [undefined, "(none)"],
    "an empty string": [" ", "(none)"],
    "null": [null, "(none)"],
    "a number": [1, "(none)"],
    "an object": [{ a: "canary" }, "(none)"],
    "several": [["a", "b"], "a, b"],
    "several of several kinds": [["a", 1, null, ["c"], "b"], "a, b"],
    "characters that do harm": ["a\x1b[31m\nb\u202ec", "a [31m b c"],
    "as much as Entra registers": ["x".repeat(600), "x".repeat(600)],
    "more": ["x".repeat(601), "x".repeat(599) + "…"],
  }, async ([claim, shown]) => {
    const { presented: lines = [] } = await read(jwt({ iss: claim, sub: claim, aud: claim }));
    assertEquals(
      lines,
      ["issuer", "subject", "audience"].map((name) => `presented ${name} = ${shown}`),
    );
    lines.forEach(assertOneLine);
  });
});

/** Proofs with the token that a function gets, the audience in the settings. */
async function fromFunction(federatedToken: FederatedTokenSource) {
  return await begin({ cloud: "blue" }, {}, "normal", federatedToken);
}

Deno.test("federatedAssertions(), function: called for each attempt, with audience and signal", async () => {
  const requests: FederatedTokenRequest[] = [];
  const { prove, attempt, host, log } = await fromFunction((request) => {
    requests.push(request);
    return `${signedToken}\n`;
  });
  assertEquals(requests, []);
  const { jwt, presented } = await prove(attempt);
  assertEquals(jwt.reveal(), signedToken);
  assertEquals(presented?.at(1), "presented subject = job");
  await prove(attempt);
  assertEquals(requests.map(({ audience }) => audience), ["api://blue", "api://blue"]);
  assertEquals(requests[0]?.signal, attempt.deadline);
  log.line(`it is ${signedToken}`);
  assertEquals(host.stderr, "it is ***\n");
});

Deno.test("federatedAssertions(), function without a usable token: setting_invalid, no secret", async () => {
  const failing: Record<string, FederatedTokenSource> = {
    "the function threw TypeError": () => {
      throw new TypeError("s3cr3t");
    },
    "the function threw Error": () => Promise.reject(new Error("s3cr3t")),
    "the function threw Error ": () =>
      Promise.reject(Object.assign(new Error(), { name: "s3cr3t" })),
    "the function threw Error (ENOENT)": () =>
      Promise.reject(Object.assign(new Error("s3cr3t"), { code: "ENOENT" })),
    "the function threw Error  ": () =>
      Promise.reject(Object.assign(new Error("x"), { code: "s3cr3t" })),
    "the function threw what is no Error": () => Promise.reject("s3cr3t"),
    "it did not return a signed JWT": () => "s3cr3t",
    "it did not return a signed JWT ": () => Promise.resolve(undefined as unknown as string),
  };
  for (const [problem, federatedToken] of Object.entries(failing)) {
    const { prove, attempt } = await fromFunction(federatedToken);
    const failure = await failureOf("setting_invalid", () => prove(attempt));
    assertEquals(failure.message, `federatedToken: ${problem.trim()}`);
    assertNotMatch(JSON.stringify({ ...failure, stack: failure.stack }), /s3cr3t/);
  }
});

Deno.test("federatedAssertions(), function that throws a GettokenError: that error", async () => {
  const thrown = new GettokenError("refused", "The other issuer refused");
  const { prove, attempt } = await fromFunction(() => Promise.reject(thrown));
  assertEquals(await failureOf("refused", () => prove(attempt)), thrown);
});

Deno.test("federatedAssertions(), function that does not return: timed_out", async () => {
  const { prove, attempt } = await fromFunction(() => new Promise(() => {}));
  const ended = { ...attempt, deadline: AbortSignal.abort(), limit: 5 };
  const { message } = await failureOf("timed_out", () => prove(ended));
  assertEquals(message, "federatedToken did not return a token within 5 s");
});
