import { assertEquals, assertMatch } from "@std/assert";
import {
  chooseIssuer,
  fetchIssuerKeys,
  type IssuerKeys,
  recogniseProvider,
} from "../../../lib/inspect/issuer.ts";
import { acme, connected, failureOf, forEachCase, jsonReply, toldBy } from "../helpers.ts";

const issuer = "https://id.example/realms/a";
const metadataAddress = `${issuer}/.well-known/openid-configuration`;
const keysAddress = "https://keys.example/jwks";

type Answers = Readonly<Record<string, () => Response>>;

/** Gets the keys of an issuer that answers so, by address; with 404 at all others. */
async function fetchFrom(answers: Answers, from = issuer, tenant?: string) {
  const { connection, host } = connected({
    fetch: ({ url }) => answers[url]?.() ?? new Response("Not here", { status: 404 }),
  });
  const published: IssuerKeys = await fetchIssuerKeys(connection, from, tenant);
  return { ...published, asked: host.requests.map(({ method, url }) => `${method} ${url}`) };
}

/** Metadata of the issuer that names keys, with some changes. */
function metadata(more: Readonly<Record<string, unknown>> = {}): () => Response {
  return () => jsonReply({ issuer, jwks_uri: keysAddress, ...more });
}

function keys(...keys: readonly unknown[]): () => Response {
  return () => jsonReply({ keys }, { headers: { "content-type": "application/jwk-set+json" } });
}

Deno.test("fetchIssuerKeys() requests metadata and keys only", async () => {
  const found = await fetchFrom({
    [metadataAddress]: metadata(),
    [keysAddress]: keys({ kid: "k" }),
  });
  assertEquals(found, {
    issuer,
    keys: { keys: [{ kid: "k" }] } as unknown as IssuerKeys["keys"],
    address: keysAddress,
    asked: [`GET ${metadataAddress}`, `GET ${keysAddress}`],
  });
});

Deno.test("fetchIssuerKeys(), metadata of another issuer: refused, no request for keys", async () => {
  for (const other of [`${issuer}/`, "https://evil.example", undefined, 17, "{tenantid}"]) {
    const { connection, host } = connected({ fetch: metadata({ issuer: other }) });
    const { message } = await failureOf(
      "discovery_failed",
      () => fetchIssuerKeys(connection, issuer, undefined),
    );
    assertMatch(message, /^The metadata is not for the issuer https:\/\/id\.example/);
    assertEquals(host.requests.length, 1);
  }
});

Deno.test("fetchIssuerKeys(), jwks_uri without TLS: refused", async () => {
  await forEachCase<unknown>({
    "none": undefined,
    "no address": "keys",
    "a list": [keysAddress],
    "without TLS": "http://keys.example/jwks",
    "this machine, which is not the issuer's": "http://127.0.0.1/jwks",
    "a file": "file:///etc/passwd",
    "data": "data:application/json,{}",
    "with a user": "https://u@keys.example/jwks",
    "with a password": "https://:p@keys.example/jwks",
  }, async (jwks_uri) => {
    const { connection, host } = connected({ fetch: metadata({ jwks_uri }) });
    await failureOf("discovery_failed", () => fetchIssuerKeys(connection, issuer, undefined));
    assertEquals(host.requests.length, 1);
  });
});

Deno.test("fetchIssuerKeys(), jwks_uri and issuer on this machine: accepted", async () => {
  const local = "http://127.0.0.1:8080";
  const { address } = await fetchFrom({
    [`${local}/.well-known/openid-configuration`]: metadata({
      issuer: local,
      jwks_uri: `${local}/jwks`,
    }),
    [`${local}/jwks`]: keys(),
  }, local);
  assertEquals(address, `${local}/jwks`);
});

Deno.test("fetchIssuerKeys(), keys under any media type and charset: read", async () => {
  for (const type of ["application/json;charset=ISO-8859-1", "text/plain", "application/jwk-set"]) {
    const { keys } = await fetchFrom({
      [metadataAddress]: metadata(),
      [keysAddress]: () =>
        new Response('\ufeff{"keys":[{"kid":"é"}]}', { headers: { "content-type": type } }),
    });
    assertEquals(keys.keys.map(({ kid }) => kid), ["é"]);
  }
});

Deno.test("fetchIssuerKeys(), unusable keys: the error says why", async () => {
  await forEachCase<readonly [() => Response, code: "discovery_failed" | "reply_not_json", RegExp]>(
    {
      "not there": [() => new Response("", { status: 404 }), "discovery_failed", /HTTP 404/],
      "a page": [() => new Response("<p>"), "reply_not_json", /instead of a JWK set/],
      "a key": [() => jsonReply({ kty: "EC" }), "discovery_failed", /did not return a JWK set/],
      "an object of keys": [
        () => jsonReply({ keys: {} }),
        "discovery_failed",
        /did not return a JWK set/,
      ],
    },
    async ([answer, code, says]) => {
      const failure = await failureOf(
        code,
        () => fetchFrom({ [metadataAddress]: metadata(), [keysAddress]: answer }),
      );
      assertMatch(toldBy(failure), says);
    },
  );
});

Deno.test("fetchIssuerKeys(), temporary failure: retryable, with the reason for the request", async () => {
  const { message, hint } = await failureOf(
    "server_error",
    () => fetchFrom({ [metadataAddress]: () => new Response("", { status: 503 }) }),
  );
  assertEquals(
    message,
    "Cannot fetch the keys of the issuer: id.example is temporarily unavailable (HTTP 503)",
  );
  assertEquals(hint, "Try again later.");
});

const entra = "https://login.microsoftonline.com";
const tenant = "11111111-2222-3333-4444-555555555555";
const otherTenant = "99999999-2222-3333-4444-555555555555";

function entraAnswers(asked: string, issuer: string, ...published: readonly unknown[]): Answers {
  return {
    [`${asked.replace(/\/$/, "")}/.well-known/openid-configuration`]: metadata({ issuer }),
    [keysAddress]: keys(...published),
  };
}

Deno.test("fetchIssuerKeys() finds the keys of one Entra tenant, v1.0 and v2.0", async () => {
  for (const own of [`${entra}/${tenant}/v2.0`, `https://sts.windows.net/${tenant}/`]) {
    assertEquals((await fetchFrom(entraAnswers(own, own), own, tenant)).issuer, own);
  }
});

Deno.test("fetchIssuerKeys(), Entra metadata for all tenants: only keys of the token's tenant", async () => {
  const asked = `${entra}/common/v2.0`;
  const found = await fetchFrom(
    entraAnswers(
      asked,
      `${entra}/{tenantid}/v2.0`,
      { kid: "all", issuer: `${entra}/{tenantid}/v2.0` },
      { kid: "other", issuer: `${entra}/${otherTenant}/v2.0` },
      { kid: "plain" },
    ),
    asked,
    tenant,
  );
  assertEquals(found.issuer, `${entra}/${tenant}/v2.0`);
  assertEquals(found.keys.keys.map(({ kid }) => kid), ["all", "plain"]);
});

Deno.test("fetchIssuerKeys(), tenant placeholder at another host: refused", async () => {
  await forEachCase<readonly [asked: string, issuer: string, tenant: string | undefined]>({
    "another host": ["https://evil.example/common", `${entra}/{tenantid}/v2.0`, tenant],
    "v1.0, which has a host of its own": [
      `${entra}/common`,
      "https://sts.windows.net/{tenantid}/",
      tenant,
    ],
    "a token without a tenant": [`${entra}/common/v2.0`, `${entra}/{tenantid}/v2.0`, undefined],
    "a tenant that is a path": [`${entra}/common/v2.0`, `${entra}/{tenantid}/v2.0`, "../x"],
  }, async ([asked, issuer, tenant]) => {
    await failureOf(
      "discovery_failed",
      () => fetchFrom(entraAnswers(asked, issuer), asked, tenant),
    );
  });
});

const load = () => Promise.resolve(acme);
const catalog = {
  plain: { aliases: [], load },
  acme: { aliases: [], issuers: { patterns: ["x|y", String.raw`https://a\.example`] }, load },
  other: { aliases: [], issuers: { patterns: [".*/realms/.*"], atAnyHost: true }, load },
};

Deno.test("recogniseProvider() returns the provider of an issuer, and whether the host is the vendor's", async () => {
  const { title } = acme;
  assertEquals(await recogniseProvider(catalog, "https://a.example"), {
    name: "acme",
    title,
    isAtVendor: true,
  });
  assertEquals(await recogniseProvider(catalog, "https://b.example/realms/c"), {
    name: "other",
    title,
    isAtVendor: false,
  });
});

Deno.test("recogniseProvider(), unknown or no issuer: undefined", async () => {
  assertEquals(await recogniseProvider(catalog, "https://b.example"), undefined);
  assertEquals(await recogniseProvider(catalog, "https://a.example/"), undefined);
  assertEquals(await recogniseProvider(catalog, "xx"), undefined);
  assertEquals(await recogniseProvider(catalog, "yy"), undefined);
  assertEquals(await recogniseProvider(catalog, undefined), undefined);
});

const vendor = { name: "acme", title: "Acme ID", isAtVendor: true };

Deno.test("chooseIssuer() prefers --issuer", () => {
  for (const recognised of [vendor, undefined]) {
    assertEquals(
      chooseIssuer("https://a.example/", "https://b.example", recognised),
      "https://a.example/",
    );
  }
});

Deno.test("chooseIssuer(): the token's issuer only at a vendor's host", async () => {
  assertEquals(chooseIssuer(undefined, "https://b.example", vendor), "https://b.example");
  for (const recognised of [undefined, { ...vendor, isAtVendor: false }]) {
    const { message, details, hint } = await failureOf(
      "setting_missing",
      () => chooseIssuer(undefined, "https://b.example\x1b", recognised),
    );
    assertEquals(message, "--verify needs an issuer that you trust");
    assertEquals(details, ["The token claims to be from https://b.example."]);
    assertEquals(
      hint,
      "If you trust that issuer, add --issuer https://b.example",
    );
  }
});

Deno.test("chooseIssuer(), no issuer in the token: the error says so", async () => {
  const failure = await failureOf(
    "setting_missing",
    () => chooseIssuer(undefined, undefined, undefined),
  );
  assertEquals(failure.details, ["The token has no issuer."]);
  assertEquals(failure.hint, "Add --issuer with its URL");
});

Deno.test("chooseIssuer(), --issuer is not a URL: usage error", async () => {
  for (const named of ["id.example", "http://id.example", "https://u:canary@id.example"]) {
    const failure = await failureOf("usage", () => chooseIssuer(named, undefined, undefined));
    assertEquals(toldBy(failure).includes("canary"), false);
  }
});
