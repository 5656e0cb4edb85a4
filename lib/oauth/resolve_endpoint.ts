/**
 * Find the token endpoint of a run: the provider names it, or the metadata of an issuer does.
 *
 * @module
 */

import { mayBeContacted } from "../contract/formats.ts";
import type { Endpoint, Provider } from "../contract/provider.ts";
import { GettokenError } from "../core/errors.ts";
import { printable } from "../core/text.ts";
import type { Connection } from "../net/http.ts";
import { hasCertificate, type ResolvedSettings } from "../settings/resolve.ts";
import type { TokenEndpoint } from "./request_parts.ts";

/**
 * The token endpoint of a run. Discovery takes one request, or two if the issuer has only the
 * second kind of metadata.
 *
 * @throws {GettokenError} if there is no usable one; `untrusted_destination` if the metadata names
 * an endpoint at another origin and `./.env` gave a part of the issuer.
 */
export async function resolveEndpoint(
  connection: Connection,
  provider: Provider,
  settings: Pick<ResolvedSettings, "location" | "secrets" | "crossOriginRefusal">,
): Promise<TokenEndpoint> {
  const endpoint = await settings.location();
  const byCertificate = hasCertificate(settings);
  const { audience } = endpoint;
  const { url: fixed, issuer } = endpointSource(endpoint, byCertificate);
  if (fixed !== undefined) {
    const url = requireSafeEndpoint(fixed, `from the provider ${provider.name}`);
    const { issuer } = endpoint;
    return { url, ...audience && { audience }, ...issuer !== undefined && { issuer } };
  }
  const { discover } = await import("./discovery.ts");
  const { methods, assertionAlgorithms, ...found } = await discover(
    connection,
    issuer,
    byCertificate,
  );
  const url = requireSafeEndpoint(found.url, `in ${found.metadata}`);
  const { crossOriginRefusal } = settings;
  if (crossOriginRefusal && new URL(url).origin !== new URL(issuer).origin) {
    throw crossOriginRefusal;
  }
  return {
    ...found,
    ...audience && { audience },
    // For an endpoint that the provider names, the provider also says how clients authenticate.
    ...endpoint.tokenEndpoint === undefined && {
      methods,
      ...assertionAlgorithms && { assertionAlgorithms },
    },
  };
}

/**
 * The URL of the token endpoint, or the issuer whose metadata has it.
 *
 * @param byCertificate Whether the client shows a certificate in TLS (RFC 8705 §5).
 */
export function endpointSource(
  endpoint: Endpoint,
  byCertificate: boolean,
): { readonly url: string; readonly issuer?: never } | {
  readonly url?: never;
  readonly issuer: string;
} {
  if (endpoint.tokenEndpoint === undefined) return { issuer: endpoint.issuer };
  const { tokenEndpoint, mtlsTokenEndpoint = tokenEndpoint, mtlsIssuer } = endpoint;
  if (byCertificate && mtlsIssuer !== undefined) return { issuer: mtlsIssuer };
  return { url: byCertificate ? mtlsTokenEndpoint : tokenEndpoint };
}

/**
 * The same URL, if a secret may be sent there.
 *
 * @param source Where the URL is from, for messages: `from the provider acme`.
 * @throws {GettokenError} `discovery_failed` if it is not a URL; `setting_invalid` if it has no TLS.
 */
function requireSafeEndpoint(address: string, source: string): string {
  const url = URL.parse(address);
  const isUrl = url !== null && url.username === "" && url.password === "" && url.hash === "";
  // RFC 1035 §2.3.4. Messages can show such a host in full.
  if (!isUrl || url.hostname.length > 253) {
    const message = `The token endpoint ${source} is not a valid URL`;
    throw new GettokenError("discovery_failed", message);
  }
  if (mayBeContacted(url)) return address;
  throw new GettokenError("setting_invalid", `The token endpoint ${source} does not use TLS`, {
    // Only a URL with a host has an origin.
    details: [printable(url.host === "" ? url.href : url.origin + url.pathname, 200)],
    hint: "Use https://; http:// is allowed for loopback addresses only.",
  });
}
