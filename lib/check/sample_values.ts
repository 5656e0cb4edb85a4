/**
 * Values to try one setting with.
 *
 * @module
 */

import { attempt, told } from "./check.ts";
import type { Provider, Setting, SettingFormat } from "../contract/provider.ts";
import type { Parsed } from "../contract/formats.ts";
import { resolveSettings } from "../settings/resolve.ts";

/** What values of each form look like, the likelier to be accepted first. */
const shapes: Readonly<Record<SettingFormat, readonly string[]>> = {
  text: [
    ...["sample", "sample-1", "1", "a=b", "sample.example", "https://sample.example/"],
    "11111111-2222-3333-4444-555555555555",
  ],
  origin: ["https://id.sample.example"],
  url: ["https://id.sample.example/", "https://id.sample.example"],
  guid: ["11111111-2222-3333-4444-555555555555"],
  scope: ["sample.read", "openid"],
};

/** Values that lead elsewhere where they become part of a host. */
const otherShapes: Readonly<Record<SettingFormat, readonly string[]>> = {
  text: [
    ...["other", "2", "other.example", "https://other.example", "http://127.0.0.1:8081"],
    "99999999-8888-7777-6666-555555555555",
  ],
  origin: ["https://other.example", "http://127.0.0.1:8081"],
  url: ["https://other.example/", "https://other.example", "http://127.0.0.1:8081/some/path"],
  guid: ["99999999-8888-7777-6666-555555555555"],
  scope: ["other.read"],
};

/** A secret like none that anybody has, with characters that every encoding changes. */
const secretShapes: Readonly<Record<SettingFormat, string>> = {
  text: "no-real-secret ~+/=%&:'!*",
  origin: "https://no-real-secret.example",
  url: "https://no-real-secret.example/",
  guid: "5ec4e75e-c4e7-5ec4-e75e-c4e75ec4e75e",
  scope: "no-real-secret",
};

/** A value that was tried: as the provider will see it, or why a run would refuse it. */
export type Tried =
  | { readonly value: string; readonly warnings: readonly string[] }
  | { readonly problem: string };

/** Tries one value of one setting, with nothing else set, as a run would. */
export async function tryValue(name: string, setting: Setting, value: string): Promise<Tried> {
  const alone: Provider = {
    apiVersion: 1,
    name: "trial",
    title: "a trial",
    docs: "",
    settings: {
      clientId: { required: false },
      clientSecret: { required: false },
      [name]: setting,
    },
    endpoint: () => ({ issuer: "" }),
  };
  const resolved = await attempt(() =>
    resolveSettings(alone, {
      options: { [name]: value },
      env: () => undefined,
      files: [],
      readSecret: () => Promise.resolve(""),
      providerOrigin: { kind: "option", name: "trial" },
    })
  );
  if ("failure" in resolved) {
    const { code, details } = resolved.failure;
    return { problem: code === "setting_invalid" ? details.join("; ") : told(resolved.failure) };
  }
  const { values, warnings } = resolved.value;
  return { value: values[name] ?? value, warnings };
}

/** The secret to try a provider with. */
export function secretFor({ values, format = "text" }: Setting): string {
  return values?.[0] ?? secretShapes[format];
}

/**
 * A value that a setting accepts, or why it does not accept the first that was tried.
 *
 * @param known What the provider's own example gives it.
 */
export async function sampleOf(name: string, setting: Setting, known?: string): Promise<Parsed> {
  const { example, default: fallback, values, format = "text" } = setting;
  const problems: string[] = [];
  for (const value of [example, fallback, values?.[0], known, ...shapes[format]]) {
    if (value === undefined) continue;
    const tried = await tryValue(name, setting, value);
    if ("value" in tried) return { value };
    problems.push(tried.problem);
  }
  return { problem: problems[0] ?? "" };
}

/** Other values that a setting accepts, as the provider would see them. */
export async function othersOf(name: string, setting: Setting, value: string): Promise<string[]> {
  const candidates = setting.values ?? [...otherShapes[setting.format ?? "text"], ...near(value)];
  const accepted = new Set<string>();
  for (const candidate of candidates) {
    const tried = await tryValue(name, setting, candidate);
    if ("value" in tried && tried.value !== value) accepted.add(tried.value);
  }
  return [...accepted];
}

/** The same with one character changed at its beginning, and at its end. */
function near(value: string): string[] {
  const change = (character: string) => /[0-9]/.test(character) ? "7" : "x";
  return [value.replace(/^\w/, change), value.replace(/\w$/, change)];
}
