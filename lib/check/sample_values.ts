/** Tries single values of a setting, and finds one that it accepts. @module */

import { attempt, oneLine } from "./check_result.ts";
import type { Parsed } from "../contract/formats.ts";
import type { Provider, Setting, SettingFormat } from "../contract/provider.ts";
import { resolveSettings } from "../settings/resolve.ts";

/** Sample values of each format, the likelier to be accepted first. */
const sampleValues: Readonly<Record<SettingFormat, readonly string[]>> = {
  text: [
    ...["sample", "sample-1", "1", "a=b", "sample.example", "https://sample.example/"],
    "11111111-2222-3333-4444-555555555555",
  ],
  origin: ["https://id.sample.example"],
  url: ["https://id.sample.example/", "https://id.sample.example"],
  guid: ["11111111-2222-3333-4444-555555555555"],
  scope: ["sample.read", "openid"],
};

/** A value as the provider will see it, or why a run would refuse it. */
export type TriedValue =
  | { readonly value: string; readonly warnings: readonly string[] }
  | { readonly problem: string };

/** Tries one value of one setting, with nothing else set, as a run would. */
export async function tryValue(name: string, setting: Setting, value: string): Promise<TriedValue> {
  const provider: Provider = {
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
    resolveSettings(provider, {
      options: { [name]: value },
      env: () => undefined,
      files: [],
      readSecret: () => Promise.resolve(""),
      providerNamedBy: { kind: "option", name: "trial" },
    })
  );
  if ("failure" in resolved) {
    const { code, details } = resolved.failure;
    return { problem: code === "setting_invalid" ? details.join("; ") : oneLine(resolved.failure) };
  }
  const { values, warnings } = resolved.value;
  return { value: values[name] ?? value, warnings };
}

/**
 * A value that a setting accepts, as a user would write it, or why it refuses the first one tried.
 *
 * @param known The value from the provider's example.
 */
export async function sampleOf(
  name: string,
  setting: Setting,
  known?: string,
): Promise<Parsed> {
  const { example, default: fallback, values, format = "text" } = setting;
  const problems: string[] = [];
  for (const value of [example, fallback, values?.[0], known, ...sampleValues[format]]) {
    if (value === undefined) continue;
    const tried = await tryValue(name, setting, value);
    if ("value" in tried) return { value };
    problems.push(tried.problem);
  }
  return { problem: problems[0] ?? "" };
}
