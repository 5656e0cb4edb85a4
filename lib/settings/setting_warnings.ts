/**
 * Warnings about values that are allowed but usually wrong, and about exposed secrets.
 *
 * @module
 */

import { optionOf, settingsOf, variablesOf } from "../contract/declared_settings.ts";
import type { FlowHost } from "../core/flow_host.ts";
import { type Found, type Provenance, subjectOf } from "./provenance.ts";
import type { Provider, Setting, Settings } from "../contract/provider.ts";
import type { Secret } from "../core/secret.ts";
import { either, shellWord } from "../core/text.ts";

/** Values in whose place shells, Docker Compose, PowerShell or cmd would put another. */
const expandable: readonly (readonly [pattern: RegExp, form: string])[] = [
  [/^\$(\{[^}]*\}|\(.*\))$/, "$(…) or ${…}"],
  [/^\$env:\w+$/i, "$env:…"],
  [/^%[A-Za-z_]\w*%$/, "%…%"],
];

/** The provider's own warnings about a value. */
export async function valueWarnings(
  name: string,
  { warn = [], secret }: Setting,
  { value, provenance }: Found,
): Promise<string[]> {
  const warnings = provenance.kind === "file" && !provenance.member
    ? writingWarnings(value, subjectOf(name, provenance))
    : [];
  // 1Password, sops, dotenvx, templates, Azure and AWS would put a secret in its place.
  if (secret && isReference(value)) {
    warnings.push(
      `${
        subjectOf(name, provenance)
      } looks like a placeholder or a reference to a secret elsewhere ` +
        "(such as op://… or ENC[…]), which is not resolved; is that intended?",
    );
  }
  for (const { pattern, text } of warn) {
    if (await pattern.test(secret ? shapeOf(value) : value)) {
      warnings.push(`${subjectOf(name, provenance)} ${text}`);
    }
  }
  return warnings;
}

/** Warnings about how a value is written in a `.env` file. */
function writingWarnings(value: string, subject: string): string[] {
  const warnings: string[] = [];
  // Word processors and chats insert these instead of ' " and three dots.
  if (/[\u2018-\u201f\u2026]/.test(value)) {
    warnings.push(`${subject} contains a curly quote or …; is that intended?`);
  }
  const [, form] = expandable.find(([pattern]) => pattern.test(value)) ?? [];
  if (form !== undefined) {
    warnings.push(`${subject} is written as ${form}, which is not expanded; is that intended?`);
  }
  return warnings;
}

/** Whether a value is what another program would replace by a secret. */
function isReference(value: string): boolean {
  return /^(op:\/\/|ENC\[|encrypted:|vault:|@Microsoft\.KeyVault\(|arn:aws:secretsmanager:|\$?\{\{.*\}\}$|<[^>]*>$|\*{3,}$)/
    .test(value);
}

/** The shape of a secret, for the provider's warnings: `Ab8~9` becomes `Aa0~0`. */
function shapeOf(secret: string): string {
  // Nearly all secrets are ASCII, and the Unicode classes are slow to compile.
  const [upper, letter, digit] = /^[\x20-\x7e]*$/.test(secret)
    ? ["A-Z", "a-z", "0-9"]
    : [String.raw`\p{Lu}`, String.raw`\p{L}\p{M}`, String.raw`\p{N}`];
  return secret.replace(new RegExp(`[${upper}]`, "gu"), "A")
    .replace(new RegExp(`(?!A)[${letter}]`, "gu"), "a")
    .replace(new RegExp(`[${digit}]`, "gu"), "0");
}

/** Whether PEM contains a certificate, which is not secret, and no private key (RFC 7468 labels). */
export function isCertificateOnly(content: Secret): boolean {
  return content.matches(/-----BEGIN CERTIFICATE-----/) && !content.matches(/PRIVATE KEY-----/);
}

/** Warnings about the secrets of a run, and where they came from. */
export async function secretWarnings(
  host: FlowHost,
  provider: Provider,
  { secrets, values, provenance: provenances }: {
    readonly secrets: Readonly<Record<string, Secret>>;
    readonly values: Settings;
    readonly provenance: Readonly<Record<string, Provenance>>;
  },
): Promise<string[]> {
  const declared = settingsOf(provider);
  const warnings: string[] = [];
  const files = new Set<string>();
  for (const [name, secret] of Object.entries(secrets)) {
    // A certificate is declared as a secret because its key may be in the same file.
    if (isCertificateOnly(secret)) continue;
    const provenance = provenances[name] ?? { kind: "default" };
    const subject = subjectOf(name, provenance);
    // A key usually ends with a line break.
    if (!declared[name]?.multiline && secret.matches(/^\s|\s$/)) {
      warnings.push(
        `${subject} begins or ends with white space or a line break; is that intended?`,
      );
    }
    if (secret.equals(values.clientId)) warnings.push(`${subject} is the same as the client ID`);
    if (provenance.kind === "option" && provenance.name === optionOf(name)) {
      const others = either(variablesOf(name, declared[name] ?? {}).reverse());
      warnings.push(
        `${provenance.name} shows up in the process list; ` +
          `set ${others} in the environment or a file instead`,
      );
    }
    if (provenance.kind === "file") files.add(provenance.file.path);
  }
  for (const path of files) warnings.push(...await readableWarnings(host, path));
  return warnings;
}

/** A warning if others may read a file with a secret. */
export async function readableWarnings(host: FlowHost, path: string): Promise<string[]> {
  // Container runtimes mount secrets here, readable for all, and pipes have no mode that matters.
  if (/^\/(run|var\/run|dev|proc)\//.test(path) || !await host.othersMayRead(path)) return [];
  const shown = shellWord(path);
  return [
    `other users of this machine may read ${shown}, which has a secret; chmod 600 ${shown}`,
  ];
}
