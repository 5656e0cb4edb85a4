import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkDiscovery, checkEndpoint } from "../../../lib/check/endpoint.ts";
import { GettokenError } from "../../../lib/core/errors.ts";
import type { Endpoint, Provider } from "../../../lib/contract/provider.ts";
import { problemsOf, sound, trialOf } from "./helpers.ts";
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

Deno.test("checkEndpoint() accepts an address that a secret may be sent to", async () => {
  for (
    const address of ["https://id.example:8443/token", "http://127.0.0.1:8080/t", "http://[::1]/"]
  ) {
    assertEquals(await problemsOf(check(at(address))), []);
  }
  assertEquals(await problemsOf(check(at(() => ({ issuer: "https://id.example/" })))), []);
});

Deno.test("checkEndpoint() says what is wrong with an address", async () => {
  const unset =
    "is made of a setting without a value: require it, give it a default, or do without";
  await forEachCase<readonly [Provider["endpoint"] | string, problem: string]>({
    "no TLS": [
      "http://id.example/token",
      "http://id.example/token must begin with https://, or with http:// on this machine itself",
    ],
    "another protocol": [
      "ftp://id.example/",
      "ftp://id.example/ must begin with https://, or with http:// on this machine itself",
    ],
    "no address": ["id.example/token", "id.example/token is no address"],
    "a user part": [
      "https://u@id.example/",
      "https://u@id.example/ must not have a user part (the text before @)",
    ],
    "a fragment": [
      "https://id.example/#",
      "https://id.example/# must not have a fragment (the text after #)",
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
      "https://id.example/?a must not have a query: it is an issuer",
    ],
  }, async ([endpoint, problem]) => {
    const found = await problemsOf(check(at(endpoint)));
    assertEquals(found, [`with what a run needs: ${problem}`]);
  });
});

Deno.test("checkEndpoint() asks twice", async () => {
  let calls = 0;
  const [problem = ""] = await problemsOf(
    check(at(() => ({ tokenEndpoint: `https://id.example/${calls++}` }))),
  );
  assertStringIncludes(
    problem,
    "it gives https://id.example/0, and https://id.example/1 when asked",
  );
});

Deno.test("checkEndpoint() tries each value of a list, where it goes with the rest", async () => {
  const provider: Provider = {
    ...at(({ edition }) => ({
      tokenEndpoint: `${edition === "one" ? "ftp" : "https"}://id.example/`,
    })),
  };
  assertEquals(await problemsOf(check(provider)), [
    "with all settings, edition = one: " +
    "ftp://id.example/ must begin with https://, or with http:// on this machine itself",
  ]);
  const refusing = {
    ...provider,
    check: ({ edition }: Values) => edition === "one" ? "no" : undefined,
  };
  assertEquals(await problemsOf(check(refusing)), []);
});

type Values = Readonly<Record<string, string | undefined>>;

Deno.test("checkEndpoint() tells of an endpoint that fails", async () => {
  const fail = () => Promise.reject(new GettokenError("provider_module", "It threw"));
  assertEquals((await problemsOf(check(at(fail))))[0], "with what a run needs: It threw");
});

Deno.test("checkEndpoint() remarks on a query", async () => {
  const { problems, notes } = await check(at("https://id.example/token?api-version=2"));
  assertEquals(problems, []);
  assertStringIncludes(notes[0] ?? "", "https://id.example/token?api-version=2 has a query");
});

/** What is found about the discovery of an issuer. */
async function discovery(endpoint: (values: Values) => Endpoint) {
  return await checkDiscovery(await trialOf(at(endpoint)));
}

Deno.test("checkDiscovery() finds the metadata of an issuer, of either kind", async () => {
  for (const issuer of ["https://id.example", "https://id.example/", "https://id.example/a/b"]) {
    assertEquals((await discovery(() => ({ issuer })))?.problems, []);
  }
});

Deno.test("checkDiscovery() has nothing to say where no issuer is given", async () => {
  assertEquals(await discovery(() => ({ tokenEndpoint: "https://id.example/" })), undefined);
});

Deno.test("checkDiscovery() checks an issuer that is given with some settings only", async () => {
  const endpoint = ({ audience }: Values): Endpoint =>
    audience
      ? { issuer: "https://id.example/.well-known/x" }
      : { tokenEndpoint: "https://id.example/" };
  const check = await discovery(endpoint);
  assertEquals(check?.problems, [
    "with all settings: https://id.example/.well-known/x is its metadata, not the issuer",
  ]);
});

Deno.test("checkDiscovery() tells what goes wrong in a run", async () => {
  let calls = 0;
  const check = await discovery(() => ({ issuer: `https://id${calls++}.example` }));
  assertStringIncludes(
    check?.problems[0] ?? "",
    "a request went to https://id2.example/.well-known/",
  );
});

Deno.test("checkEndpoint() looks at the address for certificates, too", async () => {
  const tokenEndpoint = "https://id.example/token";
  const problems = (more: Partial<Endpoint>) =>
    problemsOf(check(at(() => ({ tokenEndpoint, ...more }))));
  assertEquals(await problems({ mtlsTokenEndpoint: "https://mtls.id.example/" }), []);
  const [clear = ""] = await problems({ mtlsTokenEndpoint: "http://mtls.id.example/" });
  assertStringIncludes(clear, "http://mtls.id.example/ must begin with https://");
  const [query = ""] = await problems({ mtlsIssuer: "https://id.example/?a" });
  assertStringIncludes(query, "must not have a query: it is an issuer");
});
