/**
 * An explanation of a run for a program.
 *
 * @module
 */

import { optionOf } from "../contract/declared_settings.ts";
import type { ExplainedRun } from "./explain.ts";
import type { ExplainedSetting } from "../settings/explained_settings.ts";
import { changedOptions } from "../settings/read_run_options.ts";
import { describeProvenance, type Provenance } from "../settings/provenance.ts";
import type { Provider } from "../contract/provider.ts";
import { Secret } from "../core/secret.ts";
import type { ServerTls } from "../net/server_certificate.ts";
import type { TokenRequest } from "../oauth/token_request.ts";

/** An explanation as JSON can hold it, under names that stay. A secret is `null`. */
export function explanationJson(
  { name, title }: Provider,
  namedBy: Provenance,
  { settings, options, endpoint, request, tls, problems }: ExplainedRun,
): Readonly<Record<string, unknown>> {
  return {
    provider: name,
    title,
    named_by: describeProvenance(namedBy),
    settings: settings.map(settingJson),
    options: changedOptions(options).map(({ option, value, provenance }) => (
      { option, value, source: describeProvenance(provenance) }
    )),
    endpoint: endpoint === undefined ? null : {
      url: endpoint.url ?? null,
      metadata: endpoint.metadata ?? null,
      unasked: endpoint.unasked,
      proxy: endpoint.proxy ?? null,
    },
    certificate: tls === undefined ? null : certificateJson(tls),
    request: request === undefined ? null : requestJson(request),
    problems: problems.map(({ code, exitStatus, message, details, hint }) => (
      { code, exit: exitStatus, message, details, hint: hint ?? null }
    )),
    exit: problems[0]?.exitStatus ?? 0,
  };
}

/** One setting as JSON can hold it. */
export function settingJson(
  { name, state, secret, value, size, provenance, insteadOf }: ExplainedSetting,
): Readonly<Record<string, unknown>> {
  return {
    option: optionOf(name),
    state,
    secret,
    value: value ?? null,
    size: size ?? null,
    source: provenance === undefined ? null : describeProvenance(provenance),
    instead_of: insteadOf.map(describeProvenance),
  };
}

function certificateJson(tls: ServerTls): Readonly<Record<string, unknown>> {
  if ("skipped" in tls) return { skipped: tls.skipped };
  const { certificate, failure } = tls;
  return {
    trusted: failure === undefined,
    subject: certificate?.subject ?? null,
    issuer: certificate?.issuer ?? null,
    valid_from: certificate?.validFrom.toJSON() ?? null,
    valid_to: certificate?.validTo.toJSON() ?? null,
  };
}

function requestJson(
  { url, method, headers, form }: TokenRequest,
): Readonly<Record<string, unknown>> {
  const open = (value: string | Secret) => value instanceof Secret ? null : value;
  return {
    method: "POST",
    url: url || null,
    client_authentication: method,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, open(value)]),
    ),
    form: form.map(([name, value]) => ({ name, value: open(value) })),
  };
}
