import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  checkClaims,
  checkEndpoint,
  checkParameters,
} from "../../../lib/check/provider_functions.ts";
import { GettokenError } from "../../../lib/core/errors.ts";
import type {
  AssertionQuirks,
  Endpoint,
  Parameters,
  Provider,
  Settings,
} from "../../../lib/contract/provider.ts";
import { failed, problemsOf, sound, trialOf } from "./helpers.ts";
import { forEachCase } from "../helpers.ts";

/** The sound provider with another endpoint. */
function at(endpoint: Provider["endpoint"] | string): Provider {
  const given: Provider["endpoint"] = typeof endpoint === "string"
    ? () => ({ tokenEndpoint: endpoint })
    : endpoint;
  return { ...sound, endpoint: given };
}

async function check(provider: Provider) {
  return await checkEndpoint(await trialOf(provider));
}

Deno.test("checkEndpoint() with https, or http on loopback: passes", async () => {
  for (
    const address of ["https://id.example:8443/token", "http://127.0.0.1:8080/t", "http://[::1]/"]
  ) {
    assertEquals(await problemsOf(check(at(address))), []);
  }
  assertEquals(await problemsOf(check(at(() => ({ issuer: "https://id.example/" })))), []);
});

Deno.test("checkEndpoint() with an invalid URL: problem", async () => {
  const unset = "contains a setting without a value: make it required, or give it a default";
  await forEachCase<readonly [Provider["endpoint"] | string, problem: string]>({
    "no TLS": [
      "http://id.example/token",
      "http://id.example/token must begin with https://, or with http:// for this machine",
    ],
    "another protocol": [
      "ftp://id.example/",
      "ftp://id.example/ must begin with https://, or with http:// for this machine",
    ],
    "no address": ["id.example/token", "id.example/token is not a URL"],
    "a user part": [
      "https://u@id.example/",
      "https://u@id.example/ must not have a user name or password (before @)",
    ],
    "a fragment": [
      "https://id.example/#",
      "https://id.example/# must not have a fragment (after #)",
    ],
    "a setting that is not set": [
      ({ tenant }) => ({ tokenEndpoint: `https://id.example/${tenant}/token` }),
      `https://id.example/undefined/token ${unset}`,
    ],
    "an object": [
      () => ({ tokenEndpoint: `https://id.example/${{}}` }),
      `https://id.example/[object Object] ${unset}`,
    ],
    "an issuer with a query": [
      () => ({ issuer: "https://id.example/?a" }),
      "https://id.example/?a must not have a query: an issuer has none",
    ],
  }, async ([endpoint, problem]) => {
    const found = await problemsOf(check(at(endpoint)));
    assertEquals(found, [`with the required settings: ${problem}`]);
  });
});

Deno.test("checkEndpoint(): the result must be the same for each call", async () => {
  let calls = 0;
  const [problem = ""] = await problemsOf(
    check(at(() => ({ tokenEndpoint: `https://id.example/${calls++}` }))),
  );
  assertStringIncludes(
    problem,
    "it returns https://id.example/0, and https://id.example/1 when called",
  );
});

Deno.test("checkEndpoint(): tests each of the `values` of a setting", async () => {
  const provider: Provider = {
    ...at(({ edition }) => ({
      tokenEndpoint: `${edition === "one" ? "ftp" : "https"}://id.example/`,
    })),
  };
  assertEquals(await problemsOf(check(provider)), [
    "with all settings, edition = one: " +
    "ftp://id.example/ must begin with https://, or with http:// for this machine",
  ]);
  const refusing = {
    ...provider,
    check: ({ edition }: Settings) => edition === "one" ? "no" : undefined,
  };
  assertEquals(await problemsOf(check(refusing)), []);
});

Deno.test("checkEndpoint() with a function that throws: problem", async () => {
  const fail = () => Promise.reject(new GettokenError("provider_module", "It threw"));
  assertEquals((await problemsOf(check(at(fail))))[0], "with the required settings: It threw");
});

Deno.test("checkEndpoint() with a query: note", async () => {
  const { problems, notes } = await check(at("https://id.example/token?api-version=2"));
  assertEquals(problems, []);
  assertStringIncludes(notes[0] ?? "", "https://id.example/token?api-version=2 has a query");
});

Deno.test("checkEndpoint(): checks the endpoint for mutual TLS", async () => {
  const tokenEndpoint = "https://id.example/token";
  const problems = (more: Omit<Endpoint, "tokenEndpoint">) =>
    problemsOf(check(at(() => ({ tokenEndpoint, ...more }))));
  assertEquals(await problems({ mtlsTokenEndpoint: "https://mtls.id.example/" }), []);
  const [clear = ""] = await problems({ mtlsTokenEndpoint: "http://mtls.id.example/" });
  assertStringIncludes(clear, "http://mtls.id.example/ must begin with https://");
  const [query = ""] = await problems({ mtlsIssuer: "https://id.example/?a" });
  assertStringIncludes(query, "must not have a query: an issuer has none");
  assertEquals(await problems({ issuer: "https://id.example/realms/a" }), []);
  const [beside = ""] = await problems({ issuer: "http://id.example/realms/a" });
  assertStringIncludes(beside, "http://id.example/realms/a must begin with https://");
});

async function parameters(give: (settings: Settings) => Parameters) {
  return await checkParameters(await trialOf({ ...sound, parameters: give }));
}

Deno.test("checkParameters() with allowed form fields: passes", async () => {
  assertEquals(await problemsOf(parameters(() => ({}))), []);
  const { problems, notes } = await parameters(({ audience }) => ({
    audience,
    resource: ["a", "b"],
    empty: "",
    "not there": undefined,
  }));
  assertEquals([problems, notes], [[], []]);
});

Deno.test("checkParameters() with invalid form fields: problem", async () => {
  let calls = 0;
  const reserved = (name: string) => `The form field ${name} is reserved`;
  await forEachCase<readonly [(settings: Settings) => Parameters, problem: string]>({
    "the grant": [() => ({ grant_type: "password" }), reserved("grant_type")],
    "the scope": [() => ({ scope: ["a"] }), reserved("scope")],
    "the client": [({ clientId }) => ({ client_id: clientId }), reserved("client_id")],
    "a setting that is not set": [
      ({ tenant }) => ({ resource: ["a", `https://${tenant}.example/`] }),
      "resource contains a setting without a value (leave it out) or a secret (send it as { secret })",
    ],
    "an object": [
      () => ({ claims: `${{}}` }),
      "claims contains a setting without a value (leave it out) or a secret (send it as { secret })",
    ],
    "chance": [() => ({ nonce: `${calls++}` }), "it returns another value when called again"],
    "a failure": [
      () => {
        throw new GettokenError("provider_module", "It threw");
      },
      "It threw",
    ],
  }, async ([give, problem]) => {
    const found = await problemsOf(parameters(give));
    assertEquals(found, [`with the required settings: ${problem}`]);
  });
});

Deno.test("checkParameters() with a repeated field: note", async () => {
  const { problems, notes } = await parameters(() => ({ claim: ["a", "b"], one: ["a"] }));
  assertEquals(problems, []);
  assertEquals(notes, ["with the required settings: claim is sent 2 times, which is unusual"]);
});

function claiming(claims: NonNullable<AssertionQuirks["claims"]>): Provider {
  return {
    ...sound,
    clientAuthentication: ["client_secret_post", "private_key_jwt"],
    assertion: { grant: true, claims },
  };
}

Deno.test("checkClaims() without claims: no result", async () => {
  assertEquals(await checkClaims(await trialOf(sound)), undefined);
});

Deno.test("checkClaims() with reserved claims: problem", async () => {
  let count = 0;
  const wrong: Readonly<Record<string, readonly [Provider, string]>> = {
    "gettoken's own": [claiming(() => ({ exp: "0" })), "exp is a claim that only gettoken sets"],
    "made of nothing": [
      claiming(({ nobody }) => ({ sub: `user-${nobody}` })),
      "sub contains a setting without a value (leave it out) or a secret (send it as { secret })",
    ],
    "others each time": [
      claiming(() => ({ sub: `${count++}` })),
      "it returns another value when called again",
    ],
  };
  for (const [what, [provider, problem]] of Object.entries(wrong)) {
    const problems = await problemsOf(checkClaims(await trialOf(provider)));
    assertEquals(problems.some((line) => line.includes(problem)), true, `${what}: ${problems}`);
  }
});

Deno.test("checkClaims() with claims that have no effect: problem", async () => {
  const provider = { ...sound, assertion: { claims: () => ({ sub: "x" }) } };
  const check = await checkClaims(await trialOf(provider));
  assertEquals(check?.problems, []);
  assertEquals(check?.notes, [
    "assertion has no effect: private_key_jwt is not in clientAuthentication",
  ]);
});

Deno.test("checkProvider() with keys, claims and documents: passes", async () => {
  const { clientSecret: _, ...settings } = sound.settings;
  const provider: Provider = {
    ...claiming(({ workspace, scope }) => ({ scope, sub: workspace })),
    clientAuthentication: ["private_key_jwt"],
    settings: {
      ...settings,
      key: {
        description: "Key",
        secret: true,
        multiline: true,
        members: { clientId: "id", privateKey: "pem" },
      },
    },
  };
  assertEquals(await failed(provider), {});
  const lost = { ...provider.settings.key, members: { nobody: "id" } };
  assertEquals(await failed({ ...provider, settings: { ...settings, key: lost } }), {
    required: ["settings.key.members names nobody, which is not another setting"],
  });
});
