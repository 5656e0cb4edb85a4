/**
 * How an explanation of a run reads.
 *
 * @module
 */

import { isoDate } from "../core/clock.ts";
import type { GettokenError } from "../core/errors.ts";
import type { ExplainedEndpoint, ExplainedRun } from "./explain.ts";
import type { ExplainedSetting, SettingState } from "../settings/explained_settings.ts";
import { changedOptions, type ReadOptions } from "../settings/read_run_options.ts";
import { describeProvenance } from "../settings/provenance.ts";
import type { ServerTls } from "../net/server_certificate.ts";
import { printable, words, wrapIndented } from "../core/text.ts";
import type { TokenRequest } from "../oauth/token_request.ts";

const width = 80;

/** All that is told of a run, as lines. */
export function explanationLines(explained: ExplainedRun, now: number): string[] {
  const { settings, options, endpoint, request, tls, problems } = explained;
  return [
    "Settings:",
    ...settingLines(settings),
    "",
    ...optionLines(options),
    ...endpointLines(endpoint),
    ...(tls ? certificateLines(tls, now) : []),
    "",
    ...(request ? requestLines(request) : ["Request: cannot be made yet"]),
    "",
    ...problemLines(problems),
  ];
}

/** A line for each setting with its source, and for what it won over. */
export function settingLines(settings: readonly ExplainedSetting[]): string[] {
  const unset = settings.filter(({ state }) => state === "unset");
  const names = unset.map(({ name }) => words(name, " ")).join(", ");
  return [
    ...settings.flatMap(linesAbout),
    ...(names === "" ? [] : indented(`not set: ${names}`, 2)),
  ];
}

/** The run options that are not the default, with where they came from. */
function optionLines(options: ReadOptions): string[] {
  const lines = changedOptions(options).map(({ option, value, provenance }) => {
    const shown = typeof value === "boolean" ? "" : ` = ${printable(`${value}`, 200)}`;
    return `  ${option.slice(2)}${shown}  (${describeProvenance(provenance)})`;
  });
  return lines.length === 0 ? [] : ["Options:", ...lines, ""];
}

function linesAbout(setting: ExplainedSetting): string[] {
  const { name, state, provenance, insteadOf } = setting;
  if (state === "unset") return [];
  const subject = `  ${words(name, " ")}`;
  if (provenance === undefined) return [`${subject}: ${states[state]}`];
  const value = `${subject} = ${shownValue(setting)}`;
  const source = `(${describeProvenance(provenance)})${
    state === "used" ? "" : `, ${states[state]}`
  }`;
  const line = `${value}  ${source}`;
  return [
    ...(line.length <= width ? [line] : [value, `      ${source}`]),
    ...insteadOf.map((other) => `      instead of ${describeProvenance(other)}`),
  ];
}

const states: Readonly<Record<SettingState, string>> = {
  used: "used",
  set_aside: "set aside: another credential wins",
  invalid: "not valid",
  asked: "asked for on the terminal",
  missing: "missing",
  unset: "not set",
};

function shownValue({ secret, size, value, state }: ExplainedSetting): string {
  if (secret) return size === undefined ? "***" : `*** (${size})`;
  return state === "invalid" ? "(not shown)" : printable(value ?? "", 200);
}

function endpointLines(endpoint: ExplainedEndpoint | undefined): string[] {
  if (endpoint === undefined) return ["Endpoint: cannot be told yet"];
  const { url, metadata, unasked, proxy } = endpoint;
  const way = proxy === undefined ? [] : [`  by way of the proxy ${proxy}`];
  if (url === undefined) {
    const [first, ...others] = unasked;
    return [
      "Endpoint: in the metadata of the issuer; --check asks for it",
      `  ${first}`,
      ...others.map((address) => `  or else ${address}`),
      ...way,
    ];
  }
  return [`Endpoint: ${url}`, `  ${metadata ? `found in ${metadata}` : "given"}`, ...way];
}

function certificateLines(tls: ServerTls, now: number): string[] {
  if ("skipped" in tls) return indented(`Certificate: not looked at, since ${tls.skipped}`, 0);
  const { certificate, failure } = tls;
  if (certificate === undefined) return ["Certificate: none was shown"];
  const { subject, issuer, validTo } = certificate;
  return [
    `Certificate: ${failure ? "not trusted" : "trusted"}`,
    `  of ${subject}`,
    `  issued by ${issuer}`,
    `  valid until ${dateOf(validTo)} (${distance(validTo, now)})`,
  ];
}

/** A day as everybody writes it: `2027-01-31`. */
function dateOf(time: Date): string {
  return Number.isNaN(time.getTime()) ? "?" : isoDate(time.getTime());
}

function distance(time: Date, now: number): string {
  const days = Math.floor((time.getTime() - now) / (24 * 60 * 60 * 1000));
  if (Number.isNaN(days)) return "not readable";
  if (days < 0) return "expired";
  return days === 0 ? "in less than a day" : `in ${days} ${days === 1 ? "day" : "days"}`;
}

/** The request, every secret as `***`. */
export function requestLines({ url, headers, form, presented = [] }: TokenRequest): string[] {
  return [
    "Request, not sent:",
    `  POST ${url || "(the token endpoint)"}`,
    ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`),
    "",
    ...form.map(([name, value]) => `  ${name}=${value}`),
    ...(presented.length === 0 ? [] : ["What that presents:"]),
    ...presented.map((line) => `  ${line}`),
  ];
}

function problemLines(problems: readonly GettokenError[]): string[] {
  if (problems.length === 0) return ["Nothing stops a run."];
  return ["What stops a run:", ...problems.flatMap(linesAboutProblem)];
}

function linesAboutProblem({ message, exitStatus, details, hint }: GettokenError): string[] {
  return [
    ...indented(`${message} (status ${exitStatus})`, 2),
    ...details.flatMap((detail) => indented(detail, 4)),
    ...(hint === undefined ? [] : indented(`→ ${hint}`, 4)),
  ];
}

/** A paragraph with some space before each line, more before all but the first. */
function indented(text: string, indent: number): string[] {
  return wrapIndented(text, width, " ".repeat(indent), " ".repeat(indent + 2));
}
