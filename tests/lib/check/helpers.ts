/**
 * Helpers for the tests of `gettoken provider check`.
 *
 * @module
 */

import { assert } from "@std/assert";
import type { CheckResult } from "../../../lib/check/check_result.ts";
import { checkProvider } from "../../../lib/check/provider.ts";
import type { Trial } from "../../../lib/check/trial.ts";
import type { Provider, Setting } from "../../../lib/contract/provider.ts";
import { sampleSettings } from "../../../lib/check/samples.ts";
import { fakeHost } from "../../fake_host.ts";

/** A provider that uses every member, without problems and notes. */
export const sound: Provider = {
  apiVersion: 1,
  name: "sound",
  title: "Sound ID",
  docs: "https://sound.example/docs",
  setup: ["Create an application."],
  example: "--domain id.sound.example --workspace 'orders' --client-id svc-1 --scope orders:read",
  settings: {
    domain: {
      description: "Host of your installation",
      example: "id.sound.example",
      env: ["SOUND_DOMAIN"],
      format: "origin",
      required: true,
    },
    workspace: {
      description: "Workspace that the token is for",
      example: "orders",
      required: true,
      check: (value) => /^[a-z0-9-]+$/.test(value) ? undefined : "must be lower-case letters",
      warn: [{ pattern: /^test-/, text: "is for tests" }],
    },
    edition: { description: "Edition", default: "two", values: ["one", "two"] },
    audience: { description: "Audience", example: "https://api.example/" },
    clientSecret: { env: ["SOUND_SECRET"] },
    scope: { example: "orders:read" },
  },
  check: ({ workspace, audience }) =>
    workspace === audience ? "workspace and audience are the same" : undefined,
  endpoint: ({ domain, edition }) => ({ tokenEndpoint: `${domain}/${edition}/token` }),
  parameters: ({ workspace, audience }) => ({
    resource: [`https://${workspace}.example/`, "https://all.example/"],
    audience,
  }),
  response: { publicMembers: ["instance_url"], defaultLifetime: 900 },
  explain: [
    { error: "invalid_client", text: /wrong secret/i, hint: "The secret is wrong." },
    { error: ["invalid_client", "no_client"], hint: "There is no {clientId} in {workspace}." },
    { code: ["17", "18"], hint: "Try another workspace than {workspace}." },
    { error: "busy", code: "19", hint: "Wait.", temporary: true },
    { error: "temporarily_unavailable", hint: "Wait a little." },
    { text: /maintenance/, hint: "Wait longer.", temporary: true },
  ],
  errorCode: /SOUND-(\d+)/,
};

/** The sound provider, with one setting more or changed. */
export function withSetting(name: string, setting: Setting): Provider {
  const { settings } = sound;
  return { ...sound, settings: { ...settings, [name]: { ...settings[name], ...setting } } };
}

/** An object without one of its members. */
export function without<T extends object, K extends keyof T>(object: T, name: K): Omit<T, K> {
  const { [name]: _, ...rest } = object;
  return rest;
}

/** The problems of a provider by check. */
export async function failed(provider: Provider): Promise<Record<string, readonly string[]>> {
  const { results } = await checkProvider(fakeHost(), provider);
  return Object.fromEntries(
    results.flatMap(({ name, problems }) => problems.length > 0 ? [[name, problems]] : []),
  );
}

/** The notes on a provider that passes every check. */
export async function notesOn(provider: Provider): Promise<readonly string[]> {
  const { results } = await checkProvider(fakeHost(), provider);
  const problems = results.flatMap(({ problems }) => problems);
  assert(problems.length === 0, problems.join("\n"));
  return results.flatMap(({ name, notes }) => notes.map((note) => `${name}: ${note}`));
}

/** A provider with everything that a check needs. */
export async function trialOf(provider: Provider): Promise<Trial> {
  const { samples } = await sampleSettings(provider);
  return { host: fakeHost(), provider, samples };
}

/** The problems that one check finds. */
export async function problemsOf(
  check: Promise<CheckResult | undefined>,
): Promise<readonly string[]> {
  return (await check)?.problems ?? ["not checked"];
}
