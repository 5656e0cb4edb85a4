import { assertEquals, assertNotMatch, assertThrows } from "@std/assert";
import { checkOptions, checkSettings, settingTexts } from "../../../lib/flow/check_options.ts";
import { GettokenError } from "../../../lib/core/errors.ts";
import type { EnvironmentOptions } from "../../../lib/flow/flow_options.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { acme, failureOf, forEachCase } from "../helpers.ts";

const withKeys: Provider = {
  ...acme,
  clientAuthentication: ["client_secret_basic", "private_key_jwt"],
  assertion: { keyHeader: "x5t#S256", federation: [{ audience: "a" }] },
  settings: { ...acme.settings, audience: { list: "&" } },
};

Deno.test("checkOptions(), valid options: no error", () => {
  checkOptions({
    ...{ provider: "acme", timeout: 1, retries: 0, minTtl: 86_400, cache: "none" },
    signal: new AbortController().signal,
    fetch: () => Promise.reject(),
    log: undefined,
    settings: {},
    anything: "else",
  } as EnvironmentOptions);
});

Deno.test("checkOptions(), an invalid option: usage, with its name and without its value", async () => {
  await forEachCase<readonly [options: object, message: string]>({
    "too long": [{ timeout: 301 }, "timeout must be a number of seconds from 1 to 300"],
    "NaN": [{ timeout: NaN }, "timeout must be a number of seconds from 1 to 300"],
    "a string": [{ timeout: "canary" }, "timeout must be a number of seconds from 1 to 300"],
    "a fraction": [{ retries: 1.5 }, "retries must be a number from 0 to 10"],
    "null": [{ retries: null }, "retries must be a number from 0 to 10"],
    "negative": [{ minTtl: -1 }, "minTtl must be a number of seconds from 0 to 86400"],
    "cache": [{ cache: "canary" }, "cache must be none, memory or sealed"],
    "signal": [{ signal: new AbortController() }, "signal must be an AbortSignal"],
    "fetch": [{ fetch: "canary" }, "fetch must be a function"],
    "log": [{ log: console }, "log must be a function"],
    "federated token": [{ federatedToken: "canary" }, "federatedToken must be a function"],
    "settings": [{ settings: [] }, "settings must be an object with settings"],
    "twice": [{ domain: "a", settings: { domain: "b" } }, "domain is set twice"],
    "scope and scopes": [{ scope: "a", scopes: [] }, "scope is set twice (scopes)"],
  }, ([options, message]) => {
    const error = assertThrows(() => checkOptions(options), GettokenError, message);
    assertEquals([error.code, error.message], ["usage", message]);
    assertNotMatch(JSON.stringify(error), /canary/);
  });
});

Deno.test("checkOptions(), several problems: all in one error", () => {
  const error = assertThrows(() => checkOptions({ timeout: 0, retries: 11 }), GettokenError);
  assertEquals(error.message, "2 options are wrong");
  assertEquals(error.details.length, 2);
  assertEquals(error.settings?.map(({ name }) => name), ["timeout", "retries"]);
});

Deno.test("checkSettings(), settings of the provider in every form: no error", () => {
  checkSettings({
    ...{ domain: "a", scopes: ["a", "b"], audience: ["c"] },
    privateKey: { kty: "EC" },
    certificate: new Uint8Array(3),
    sendCertificateChain: true,
  }, withKeys);
});

Deno.test("checkSettings(), wrong: usage, with what it may be or may have been meant for", async () => {
  await forEachCase<readonly [options: object, message: string]>({
    "misspelt": [{ domian: "canary" }, "domian is not an option; did you mean domain?"],
    "snake case": [{ client_id: "canary" }, "client_id is not an option; did you mean clientId?"],
    "another thing": [{ zzz: "canary" }, "zzz is not an option"],
    "every object has it": [{ constructor: "canary" }, "constructor is not an option"],
    "a file": [
      { clientSecretFile: "canary" },
      "clientSecretFile is not an option; read the file and set clientSecret",
    ],
    "the file of a token": [
      { federatedTokenFile: "canary" },
      "federatedTokenFile is not an option; set federatedToken to a function",
    ],
    "a number": [{ domain: 1 }, "domain must be a string"],
    "a list": [{ clientSecret: ["canary"] }, "clientSecret must be a string"],
    "a list of others": [{ scopes: [1] }, "scopes must be a string or a list of strings"],
    "a number for a key": [
      { privateKey: 1 },
      "privateKey must be a string, a Uint8Array or an object",
    ],
    "a function": [
      { privateKey: () => 1 },
      "privateKey must be a string, a Uint8Array or an object",
    ],
    "a promise": [
      { privateKey: Promise.resolve("canary") },
      "privateKey must be a string, a Uint8Array or an object",
    ],
    "a String": [
      { privateKey: new String("canary") },
      "privateKey must be a string, a Uint8Array or an object",
    ],
    "a PFX file that was read as text": [
      { privateKey: new TextDecoder().decode(Uint8Array.of(0x30, 0x82, 0x0a)) },
      "privateKey is not text: set it to the bytes of the file",
    ],
    "a list for a key": [
      { settings: { privateKey: ["canary"] } },
      "privateKey must be a string, a Uint8Array or an object",
    ],
  }, ([options, message]) => {
    const error = assertThrows(() => checkSettings(options, withKeys), GettokenError);
    assertEquals([error.code, error.message], ["usage", message]);
    assertNotMatch(JSON.stringify(error), /canary/);
  });
});

Deno.test("settingTexts(): strings as the program reads them", async () => {
  assertEquals(
    await settingTexts({
      ...{ timeout: 3, domain: "a", clientId: undefined, scopes: ["a", "b"], audience: ["c", "d"] },
      privateKey: { kty: "EC" },
      certificate: new TextEncoder().encode("-----BEGIN CERTIFICATE-----\n"),
      sendCertificateChain: false,
      settings: { realm: "r" },
    }, withKeys),
    {
      ...{ domain: "a", scope: "a b", audience: "c&d", realm: "r" },
      privateKey: '{"kty":"EC"}',
      certificate: "-----BEGIN CERTIFICATE-----",
      sendCertificateChain: "false",
    },
  );
  const { message } = await failureOf(
    "setting_invalid",
    () => settingTexts({ privateKey: new Uint8Array(3) }, withKeys),
  );
  assertEquals(message, "privateKey: it contains a NUL character");
});

Deno.test("settingTexts(), a key with the line end of its file: without it, as the program reads it", async () => {
  for (const end of ["", "\n", "\r\n"]) {
    const texts = await settingTexts(
      { privateKey: `key${end}`, clientSecret: `a${end}` },
      withKeys,
    );
    assertEquals([texts.privateKey, texts.clientSecret], ["key", `a${end}`]);
  }
});

Deno.test("settingTexts(), an object without JSON: setting_invalid, nothing of it shown", async () => {
  const throwing = () => {
    throw new Error("canary");
  };
  for (const toJSON of [throwing, () => undefined]) {
    const texts = () => settingTexts({ privateKey: { toJSON } }, withKeys);
    const { message } = await failureOf("setting_invalid", texts);
    assertEquals(message, "privateKey: it cannot be converted to JSON");
  }
});
