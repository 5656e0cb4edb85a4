/**
 * The trust rule in every case: each kind of proof, from each source, for each provider, with each
 * setting from each source. What has to happen is said by isRefused() below and by tables written by
 * hand, which share nothing with lib/settings/trust.ts.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { settingsOf } from "../../lib/contract/declared_settings.ts";
import { GettokenError } from "../../lib/core/errors.ts";
import { getToken } from "../../lib/oauth/get_token.ts";
import { loadProvider } from "../../lib/plugins/load_provider.ts";
import type { Provider } from "../../lib/contract/provider.ts";
import { resolveSettings } from "../../lib/settings/resolve.ts";
import { builtIn } from "../../providers/mod.ts";
import { fakeHost } from "../fake_host.ts";
import { addedProviderFiles, connected, contextOf, moduleSource, tokenReply } from "./helpers.ts";
import {
  type Case,
  casesOf,
  client,
  describe,
  jwt,
  type Placed,
  runner,
  sourcesFor,
} from "./trust_cases.ts";
import { facts } from "./trust_hosts.ts";
import { addedModuleFacts, moduleChanges, moduleFacts, shapes } from "./trust_modules.ts";
import { audienceSetting, subject } from "./trust_rows.ts";

/** The oracle: whether the rule refuses a run. */
function isRefused(
  { row, placed, proofs, isTyped, providerFrom, caFrom, isElsewhere }: Case,
): boolean {
  const implicit = "./.env";
  const namesFile = (proof: Placed) =>
    proof.form === "file" || proof.setting === "federatedTokenFile";
  if (proofs.some((proof) => namesFile(proof) && proof.place === implicit)) return true;
  // A document is a secret, too, and comes from where it is.
  const withDocument = placed?.form === "document" ? [...proofs, placed] : proofs;
  const isAtRisk = withDocument.some(({ place }) => place !== implicit);
  if (caFrom === implicit && (isAtRisk || isTyped)) return true;
  if (!isAtRisk) return false;
  if (providerFrom === implicit) return true;
  return placed?.place === implicit &&
    (row.setting === audienceSetting ||
      `${row.hosts}` !== `${row.without}` || row.isOfIssuer === true && isElsewhere === true);
}

/** Where metadata names a token endpoint that is not at the issuer. */
const tokens = "https://tokens.example";

/** Whether some work is refused because of the rule; any other failure is one of the test. */
async function refuses(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return false;
  } catch (error) {
    if (error instanceof GettokenError && error.code === "untrusted_destination") return true;
    throw error;
  }
}

/** Resolves the settings, which does not read metadata. */
async function tryToResolve(provider: Provider, tried: Case): Promise<void> {
  const refused = await refuses(() => resolveSettings(provider, sourcesFor(tried)));
  assertEquals(refused, isRefused({ ...tried, isElsewhere: false }));
}

/** Gets a token, and checks which hosts got a request, be it with or without a proof. */
async function tryToGetToken(provider: Provider, tried: Case): Promise<void> {
  const { row, subject: { issuerEnd = "" }, isElsewhere } = tried;
  const { host, connection } = connected({
    env: { ACTIONS_ID_TOKEN_REQUEST_URL: runner, ACTIONS_ID_TOKEN_REQUEST_TOKEN: "t" },
    files: { "/ca.pem": client.cert, "/token.jwt": jwt },
    fetch({ url, method, headers }) {
      const { origin } = new URL(url);
      if (origin === runner) return Response.json({ value: jwt });
      if (method === "POST") return tokenReply(headers.has("dpop") ? { token_type: "DPoP" } : {});
      const issuer = url.replace("/.well-known/openid-configuration", issuerEnd);
      return Response.json({
        issuer,
        token_endpoint: `${isElsewhere ? tokens : origin}/token`,
        token_endpoint_auth_methods_supported: provider.clientAuthentication,
        dpop_signing_alg_values_supported: ["RS256"],
      });
    },
  }, "quiet");
  const refused = await refuses(() => getToken(connection, provider, sourcesFor(tried)));
  const asked = host.requests.map(({ url }) => new URL(url).origin);
  assertEquals(refused, isRefused(tried));
  if (refused) return assertEquals(asked.filter((origin) => !row.without.includes(origin)), []);
  const hosts = [
    ...(tried.placed ? row.hosts : row.without),
    ...(isElsewhere ? [tokens] : []),
  ];
  const others = asked.filter((origin) => origin !== runner && !hosts.includes(origin));
  assertEquals(others, []);
  assert(hosts.includes(asked.at(-1) ?? ""), "no token was asked for");
}

/**
 * Whether a run gets as far as a request: what is typed is no key, authMethod is for secrets, and a
 * certificate is shown in TLS only.
 */
function canBeSent({ subject, row, proofs, isTyped }: Case): boolean {
  const credential = isTyped ? subject.credentials[0] : proofs[0]?.setting;
  const isClear = [...row.hosts, ...row.without].some((host) => host.startsWith("http:"));
  if (credential === "clientCert" && isClear) return false;
  return credential === "clientSecret" || !isTyped && row.setting !== "authMethod";
}

/** The most failures that are shown. */
const shownFailures = 5;

/** A token is requested in one of so many cases, and in all whose metadata leads elsewhere. */
const step = 61;

Deno.test("a proof is never sent to a host that only ./.env named, for every combination of sources", async () => {
  using host = fakeHost({
    env: { HOME: "/me" },
    files: {
      "/here/mine.js": moduleSource(moduleChanges),
      ...await addedProviderFiles("added", ["ACTIONS_ID_TOKEN_REQUEST_URL"], moduleChanges),
    },
  });
  const load = async (name: string) => {
    const loaded = await loadProvider(contextOf(host, builtIn), name);
    assert(loaded, name);
    return loaded.provider;
  };
  const loaded = { ...facts, "./mine.js": moduleFacts, added: addedModuleFacts };
  const failures: Error[] = [];
  let [cases, requests] = [0, 0];
  for (const [name, facts] of Object.entries({ ...loaded, ...shapes })) {
    const provider = shapes[name]?.provider ?? await load(name);
    const names = Object.keys(settingsOf(provider));
    for (const tried of casesOf(subject(names, facts))) {
      const isSent = (cases++ % step === 0 || tried.isElsewhere) && canBeSent(tried);
      try {
        await tryToResolve(provider, tried);
        if (!isSent) continue;
        requests++;
        await tryToGetToken(provider, tried);
      } catch (cause) {
        failures.push(new Error(`${name}: ${describe(tried)}`, { cause }));
      }
    }
  }
  // deno-lint-ignore no-console -- what a test suite has tried belongs to its result
  console.log(`trust rule: ${cases} cases, ${requests} of them up to the request`);
  if (failures.length > 0) {
    throw new AggregateError(
      failures.slice(0, shownFailures),
      `${failures.length} of ${cases} cases failed`,
    );
  }
});

Deno.test("the tables of the trust rule: every provider, setting and secret", async () => {
  assertEquals(Object.keys(facts).sort(), Object.keys(builtIn).sort());
  for (const [name, { load }] of Object.entries(builtIn)) {
    const settings = settingsOf(await load());
    const names = Object.keys(settings);
    const { moves, stays, credentials, others, document } = subject(
      names,
      facts[name as keyof typeof facts],
    );
    const known = new Set([
      ...[...moves, ...stays].map(({ setting }) => setting),
      ...[...credentials, ...others, document?.setting].filter((name) => name !== "idToken"),
    ]);
    assertEquals(names.filter((setting) => !known.has(setting)), [], name);
    assertEquals([...known].filter((setting) => setting && !names.includes(setting)), [], name);
  }
});
