/**
 * Prints the explanation of a run, for people or as JSON, for `explain` and `--dry-run`.
 *
 * @module
 */

import type { Explaining } from "../cli/arguments.ts";
import { GettokenError } from "../core/errors.ts";
import { type ExplainedRun, explainRun, type RunExplanation } from "./explain.ts";
import { indented, printJson, printLines, settingJson, settingLines } from "./print_settings.ts";
import { certificateJson, certificateLines, metadataLines, readyLines } from "./print_server.ts";
import type { RequestProofs } from "./request_proofs.ts";
import { changedOptions } from "../settings/read_run_options.ts";
import { describeProvenance } from "../settings/provenance.ts";
import type { ProgramRun } from "../net/http.ts";
import { Secret } from "../core/secret.ts";
import { printable } from "../core/text.ts";
import type { TokenRequest } from "../oauth/token_request.ts";

/**
 * Prints on stdout how a token would be requested.
 *
 * @throws {GettokenError} after printing, if a run would fail: with the code of its first problem.
 */
export async function printExplanation(
  run: ProgramRun,
  explained: ExplainedRun,
  { check, json }: Explaining,
): Promise<void> {
  const explanation = await explainRun(run, explained, check);
  if (json) await printExplanationJson(run, explanation);
  else {
    const lines = explanationLines(explanation, run.host.now(), run.host.columns("stdout"));
    await printLines(run, lines);
  }
  const [first, ...further] = explanation.problems;
  if (first === undefined) return;
  const more = further.length === 0 ? "" : `, and ${further.length} more`;
  throw new GettokenError(
    first.code,
    `A run would fail with exit status ${first.exitStatus}: ${first.message}${more}`,
  );
}

/** Prints an explanation as a line of JSON. */
export async function printExplanationJson(
  run: ProgramRun,
  explanation: RunExplanation,
): Promise<void> {
  await printJson(run, explanationJson(explanation));
}

/** An explanation with the member names of its JSON form. Secret or unknown values are `null`. */
function explanationJson(explanation: RunExplanation) {
  const { provider, sources, options, settings, endpoint, problems } = explanation;
  const { request, proofs, tls, metadata, unchecked } = explanation;
  return {
    provider: provider.name,
    title: provider.title,
    named_by: describeProvenance(sources.providerNamedBy),
    settings: settings.map(settingJson),
    options: changedOptions(options).map(({ option, value, provenance }) => (
      { option, value, source: describeProvenance(provenance) }
    )),
    endpoint: endpoint ?? null,
    certificate: tls === undefined ? null : certificateJson(tls),
    metadata: metadata === undefined ? null : {
      url: metadata.address,
      issuer: metadata.issuer,
      agrees: metadata.agrees,
      differences: metadata.differences,
    },
    unchecked: unchecked ?? null,
    request: request && proofs ? requestJson(request, proofs) : null,
    problems: problems.map(({ code, exitStatus, message, details, hint }) => (
      { code, exit: exitStatus, message, details, hint: hint ?? null }
    )),
    exit: problems[0]?.exitStatus ?? 0,
  };
}

type Json = ReturnType<typeof explanationJson>;

function requestJson(
  { url, method, headers, form, format = "form" }: TokenRequest,
  { grant, assertion, dpopAlgorithm }: RequestProofs,
) {
  const open = <Value>(value: Value | Secret) => value instanceof Secret ? null : value;
  return {
    method: "POST",
    url: url || null,
    client_authentication: method ?? null,
    grant_type: grant?.type ?? null,
    assertion: assertion === undefined ? null : {
      is_grant: grant?.isAssertion ?? false,
      algorithm: assertion.algorithm,
      type: assertion.type,
      key_id: assertion.keyId,
      audience: assertion.audience,
    },
    dpop_algorithm: dpopAlgorithm ?? null,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, open(value)]),
    ),
    body: format,
    form: form.map(([name, value]) => ({ name, value: open<string | readonly string[]>(value) })),
  };
}

/** An explanation as lines: the same as in JSON, and the details of a certificate. */
export function explanationLines(
  explanation: RunExplanation,
  now: number,
  width?: number,
): string[] {
  const json = explanationJson(explanation);
  const { title, provider, named_by: namedBy, settings, problems } = json;
  const { certificate, request } = json;
  const { metadata, unchecked } = explanation;
  return [
    `${title} (${provider}), named by ${namedBy}`,
    "",
    "Settings:",
    ...settingLines(settings, width),
    "",
    ...optionLines(json),
    ...endpointLines(json),
    ...(certificate ? certificateLines(certificate, now) : []),
    ...(metadata ? metadataLines(metadata, width) : []),
    "",
    ...(request
      ? [
        ...proofLines(request),
        "",
        ...requestLines(request, explanation.request?.presented),
      ]
      : ["Request: not complete yet"]),
    "",
    ...(problems.length === 0
      ? readyLines(unchecked, metadata?.differences, width)
      : ["Problems:", ...problems.flatMap((problem) => problemLines(problem, width))]),
  ];
}

function optionLines({ options }: Json): string[] {
  const lines = options.map(({ option, value, source }) => {
    const shown = typeof value === "boolean" ? "" : ` = ${printable(`${value}`, 200)}`;
    return `  ${option.slice(2)}${shown}  (${source})`;
  });
  return lines.length === 0 ? [] : ["Options:", ...lines, ""];
}

function endpointLines({ endpoint }: Json): string[] {
  if (endpoint === null) return ["Endpoint: unknown until the settings are complete"];
  const { url, metadata, unasked, proxy } = endpoint;
  const lines = url === null
    ? [
      "Endpoint: in the issuer's metadata, which --check requests",
      ...unasked.map((address, index) => `  ${index === 0 ? "" : "or else "}${address}`),
    ]
    : [`Endpoint: ${url}`, `  ${metadata ? `from ${metadata}` : "fixed, no discovery"}`];
  return proxy === null ? lines : [...lines, `  through the proxy ${proxy}`];
}

/** How the client authenticates, and the grant. What it presents follows the request. */
function proofLines(
  { client_authentication: method, ...request }: ReturnType<typeof requestJson>,
): string[] {
  const { grant_type: grant, assertion, dpop_algorithm: dpop } = request;
  const authentication = assertion?.is_grant
    ? "none: the assertion is the grant"
    : method ?? "none";
  return [
    `Client authentication: ${authentication}`,
    ...(grant === null ? [] : [`Grant: ${grant}`]),
    ...(dpop === null ? [] : [`DPoP proof: ${dpop}`]),
  ];
}

function requestLines(
  { method, url, headers, form, body }: ReturnType<typeof requestJson>,
  presented: readonly string[] = [],
): string[] {
  return [
    "Request, not sent:",
    `  ${method} ${url ?? "(the token endpoint)"}`,
    ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value ?? "***"}`),
    "",
    ...bodyLines({ form, body }),
    ...(presented.length === 0 ? [] : ["Credential in it:"]),
    ...presented.map((line) => `  ${line}`),
  ];
}

function bodyLines(
  { form, body }: Pick<ReturnType<typeof requestJson>, "form" | "body">,
): string[] {
  const fields = form.map(({ name, value }) => [name, value ?? "***"] as const);
  return body === "form"
    ? fields.map(([name, value]) => `  ${name}=${value}`)
    : JSON.stringify(Object.fromEntries(fields), null, 2).split("\n").map((line) => `  ${line}`);
}

function problemLines(
  { message, exit, details, hint }: Json["problems"][number],
  width: number | undefined,
): string[] {
  return [
    ...indented(`${message} (status ${exit})`, 2, width),
    ...details.flatMap((detail) => indented(detail, 4, width)),
    ...(hint === null ? [] : indented(`→ ${hint}`, 4, width)),
  ];
}
