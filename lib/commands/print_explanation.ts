/**
 * Prints the explanation of a run, for people or as JSON, for `explain` and `--dry-run`.
 *
 * @module
 */

import type { Explaining } from "../cli/arguments.ts";
import { isoDate } from "../core/clock.ts";
import { GettokenError } from "../core/errors.ts";
import { type ExplainedRun, explainRun, type RunExplanation } from "./explain.ts";
import { indented, printJson, printLines, settingJson, settingLines } from "./print_settings.ts";
import { changedOptions } from "../settings/read_run_options.ts";
import { describeProvenance } from "../settings/provenance.ts";
import type { Run } from "../net/http.ts";
import { Secret } from "../core/secret.ts";
import type { ServerTls } from "../net/server_certificate.ts";
import { printable } from "../core/text.ts";
import type { TokenRequest } from "../oauth/token_request.ts";

/**
 * Prints on stdout how a token would be requested.
 *
 * @throws {GettokenError} after printing, if a run would fail: with the code of its first problem.
 */
export async function printExplanation(
  run: Run,
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
export async function printExplanationJson(run: Run, explanation: RunExplanation): Promise<void> {
  await printJson(run, explanationJson(explanation));
}

/** An explanation with the member names of its JSON form. Secret or unknown values are `null`. */
function explanationJson(explanation: RunExplanation) {
  const { provider, sources, options, settings, endpoint, request, tls, problems } = explanation;
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
    request: request === undefined ? null : requestJson(request),
    problems: problems.map(({ code, exitStatus, message, details, hint }) => (
      { code, exit: exitStatus, message, details, hint: hint ?? null }
    )),
    exit: problems[0]?.exitStatus ?? 0,
  };
}

type Json = ReturnType<typeof explanationJson>;

function certificateJson(tls: ServerTls) {
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

function requestJson({ url, method, headers, form, format = "form" }: TokenRequest) {
  const open = <Value>(value: Value | Secret) => value instanceof Secret ? null : value;
  return {
    method: "POST",
    url: url || null,
    client_authentication: method ?? null,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, open(value)]),
    ),
    body: format,
    form: form.flatMap(([name, value]) =>
      (format === "form" ? [value].flat() : [value])
        .map((value) => ({ name, value: open<string | readonly string[]>(value) }))
    ),
  };
}

/** An explanation as lines: the same as in JSON, and the details of a certificate. */
export function explanationLines(
  explanation: RunExplanation,
  now: number,
  width?: number,
): string[] {
  const json = explanationJson(explanation);
  const { title, provider, named_by: namedBy, settings, certificate, request, problems } = json;
  return [
    `${title} (${provider}), named by ${namedBy}`,
    "",
    "Settings:",
    ...settingLines(settings, width),
    "",
    ...optionLines(json),
    ...endpointLines(json),
    ...(certificate ? certificateLines(certificate, now) : []),
    "",
    ...(request
      ? requestLines(request, explanation.request?.presented)
      : ["Request: not complete yet"]),
    "",
    ...(problems.length === 0
      ? ["Ready to run."]
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

function certificateLines(certificate: ReturnType<typeof certificateJson>, now: number): string[] {
  if (certificate.skipped !== undefined) {
    return indented(`Certificate: not checked: ${certificate.skipped}`, 0);
  }
  const { trusted, subject, issuer, valid_to: end } = certificate;
  if (subject === null) return ["Certificate: the server sent none"];
  return [
    `Certificate: ${trusted ? "trusted" : "not trusted"}`,
    `  of ${subject}`,
    `  issued by ${issuer}`,
    `  valid until ${end === null ? "an unreadable date" : expiry(Date.parse(end), now)}`,
  ];
}

/** `2027-01-31 (in 20 days)` */
function expiry(time: number, now: number): string {
  const days = Math.floor((time - now) / (24 * 60 * 60 * 1000));
  const soon = days === 0 ? "in less than a day" : `in ${days} ${days === 1 ? "day" : "days"}`;
  return `${isoDate(time)} (${days < 0 ? "expired" : soon})`;
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
