/**
 * Explain a refusal: what it means by the provider's table, and which settings it concerns. Loaded
 * only for a reply without a token.
 *
 * @module
 */

import type { Credential } from "../contract/credential_settings.ts";
import type { Explanation, Provider } from "../contract/provider.ts";
import type { FailureDetails } from "../core/errors.ts";
import { printable, words } from "../core/text.ts";
import { describeProvenance } from "../settings/provenance.ts";
import { type ResolvedSettings, shownValue } from "../settings/resolve.ts";
import type { Refusal } from "./read_refusal.ts";
import { isRefused, wantsCertificate } from "./refusal_kind.ts";
import { isOauthCode } from "./refusal_members.ts";

/** The maximum length of a description and of a code in a message, in characters. */
const maxShown = 512;
const maxCode = 100;

/** What a reply means. */
interface Explained extends FailureDetails {
  /** Whether the same request may succeed later. */
  readonly temporary: boolean;
  /** Whether the provider knows it. */
  readonly isKnown: boolean;
  /** Whether it is a refusal at all. */
  readonly isRefusal: boolean;
}

/** What a reply without a token means, and whether it is a refusal. */
export async function explainRefusal(
  provider: Provider,
  refusal: Refusal,
  settings: ResolvedSettings,
): Promise<Explained> {
  const { error, description = "", vendorCode, supportIds, isPage } = refusal;
  const explanation = await firstFitting(provider.explain ?? [], refusal, settings.credential);
  const isRefusal = isRefused(refusal, explanation !== undefined);
  const hint = explanation?.hint ?? (isRefusal ? hintWithoutTable(refusal) : undefined);
  // Entra, for one, repeats its IDs in the description.
  const ids = supportIds.filter(({ id }) => !description.includes(id));
  const said = printable(description, maxShown);
  const details = [
    said && `${isPage ? "It sent an HTML page with the title" : "It said"}: ${said}`,
    ids.map(({ name, id }) => `${name} ${printable(id, maxCode)}`).join(", "),
    ...concernedSettings(refusal, hint).flatMap((name) => describe(name, settings)),
  ];
  const code = vendorCode ?? error;
  const explained = {
    details: details.filter((line) => line !== ""),
    hint: hint && fill(hint, settings),
    docs: provider.docs,
    temporary: explanation?.temporary ?? error === "temporarily_unavailable",
    isKnown: explanation !== undefined,
    isRefusal,
    oauthError: error && printable(error, maxCode),
    serverMessage: said || undefined,
    providerCode: code && printable(code, maxCode),
    traceId: supportIds[0] && printable(supportIds[0].id, maxCode),
  };
  // RFC 9449 §5 and §8
  if (error !== "invalid_dpop_proof" && error !== "use_dpop_nonce") return explained;
  const { adviseOnRefusal } = await import("./dpop.ts");
  return adviseOnRefusal(error, explained, provider, settings);
}

/** The hint for a refusal that the provider does not know, if its form says what to check. */
function hintWithoutTable(refusal: Refusal): string | undefined {
  const { status, error, description, isStated, isPage } = refusal;
  if (isPage && wantsCertificate(description)) {
    return "The server requires a client certificate that it trusts: set or check --client-cert-file.";
  }
  if (error === "temporarily_unavailable") return "Try again later.";
  const check = "Check client {clientId} and its {credential}, which may have expired.";
  // RFC 6749 §5.2 lets a server send invalid_client with 400 or 401.
  if (isOauthCode(error)) {
    return status === 401 || error === "invalid_client" ? check : undefined;
  }
  if (status !== 401 && status !== 403 && isStated) return undefined;
  return isPage
    ? "A token endpoint does not send pages: either the URL is not that of one, or a gateway in front of it refuses the {credential} or this machine. Check the URL, then the {credential}."
    : `${check} If both are right, check that the URL is that of the token endpoint: this is not its usual form of an error.`;
}

/** The settings that a refusal concerns: those in the hint, the credentials, the API, the scope. */
function concernedSettings({ error = "", status }: Refusal, hint = ""): string[] {
  const named = Array.from(hint.matchAll(placeholder), ([, name = ""]) => name);
  const ofCredentials = status === 401 || /\bsecret\b|\{credential\}/i.test(hint) ||
    /client|unauthorized|access_denied/.test(error);
  return [
    ...new Set([
      ...named,
      ...(ofCredentials ? ["clientId", "clientSecret", "clientCert"] : []),
      ...(error === "invalid_target" ? ["audience", "resource"] : []),
      ...(["invalid_scope", "invalid_target"].includes(error) ? ["scope"] : []),
    ]),
  ];
}

/** A setting with where its value came from: `client id = orders (GETTOKEN_CLIENT_ID in ./.env)`. */
function describe(name: string, settings: ResolvedSettings): string[] {
  const provenance = Object.hasOwn(settings.provenance, name)
    ? settings.provenance[name]
    : undefined;
  if (provenance === undefined || provenance.kind === "default") return [];
  return [
    `${words(name, " ")} = ${shownValue(name, settings)} (${describeProvenance(provenance)})`,
  ];
}

async function firstFitting(
  entries: readonly Explanation[],
  { status, error, description = "", vendorCode }: Refusal,
  credential: Credential,
): Promise<Explanation | undefined> {
  for (const entry of entries) {
    // Some vendors send their code in place of an OAuth error: {"code": "invalidAppKey"}.
    const hasCode = listHas(entry.code, vendorCode) || listHas(entry.code, error);
    const fits = hasCode && listHas(entry.error, error) &&
      listHas(entry.status, status) && listHas(entry.credential, credential);
    if (fits && (entry.text === undefined || await entry.text.test(description))) return entry;
  }
}

function listHas<Value>(wanted: Value | readonly Value[] | undefined, value: Value | undefined) {
  return wanted === undefined || (value !== undefined && [wanted].flat().includes(value));
}

/** In a hint, the value of a setting: `{clientId}`. */
const placeholder = /\{(\w+)\}/g;

/** For `{credential}`: what the client authenticated with. */
const credentialWords: Readonly<Record<Credential, string>> = {
  clientSecret: "secret",
  privateKey: "key",
  clientCert: "certificate",
  federatedTokenFile: "federated token",
};

function fill(template: string, settings: ResolvedSettings): string {
  return template.replace(placeholder, (_, name) => {
    if (Object.hasOwn(settings.provenance, name)) return shownValue(name, settings);
    return name === "credential" ? credentialWords[settings.credential] : "(not set)";
  });
}
