import { assert, assertEquals, assertNotMatch } from "@std/assert";
import {
  checkFormat,
  checkSecret,
  checkSetting,
  mayBeContacted,
} from "../../../lib/contract/formats.ts";
import type { Setting, SettingFormat } from "../../../lib/contract/provider.ts";
import { forEachCase } from "../helpers.ts";

function problemOf(value: string, format?: SettingFormat): string {
  const checked = checkFormat(value, format);
  assert("problem" in checked, `accepted as ${JSON.stringify(checked)}`);
  return checked.problem;
}

Deno.test("checkFormat(): empty, line breaks, invisible characters: refused in every format", async () => {
  const cases = {
    "": /is empty/,
    "a\n": /line break/,
    "a\r\nb": /line break/,
    "a\tb": /control or invisible/,
    "a\0b": /control or invisible/,
    "\x1b[31m": /control or invisible/,
    "a\u202eb": /control or invisible/,
    "a\u200bb": /control or invisible/,
    "\ufeffa": /control or invisible/,
  };
  await forEachCase(cases, (problem, value) => {
    for (const format of [undefined, "text", "origin", "url", "guid", "scope"] as const) {
      assert(problem.test(problemOf(value, format)), format);
    }
  });
});

Deno.test("checkFormat(): any other string: unchanged", () => {
  for (const value of [" ", " a ", "pa$$ #'\"\\", "é漢😀", "x".repeat(100_000)]) {
    assertEquals(checkFormat(value), { value });
    assertEquals(checkFormat(value, "text"), { value });
  }
});

Deno.test("checkSecret(): private key in the place of a secret: refused, never sent", async () => {
  const problem = "is a private key, which must not be sent";
  await forEachCase({
    "PEM": "-----BEGIN PRIVATE KEY-----\nMIICANARY\n-----END PRIVATE KEY-----\n",
    "PEM in one line": "-----BEGIN RSA PRIVATE KEY-----\\nMIICANARY",
    "a JWK": '{"kty":"EC","crv":"P-256","d":"canary"}',
    "a key file of Google": '{ "type": "service_account",\n"private_key" : "canary" }',
  }, async (value) => {
    assertEquals(checkSecret(value), { problem });
    assertEquals(await checkSetting({ description: "A secret", secret: true }, value), { problem });
  });
  for (const value of ["{d}", '{"a":"d"}', "-----BEGIN", "s3cr3t"]) {
    assertEquals(checkSecret(value), { value });
  }
  const key: Setting = { description: "A key", secret: true, multiline: true };
  assertEquals(await checkSetting(key, '{"d":""}'), { value: '{"d":""}' });
});

Deno.test("checkFormat(): host or URL: normalised to an origin", async () => {
  await forEachCase({
    "acme.eu.auth0.com": "https://acme.eu.auth0.com",
    "https://acme.eu.auth0.com": "https://acme.eu.auth0.com",
    "https://acme.eu.auth0.com/": "https://acme.eu.auth0.com",
    "HTTPS://Acme.EU.Auth0.com": "https://acme.eu.auth0.com",
    "a.com:8443": "https://a.com:8443",
    "a.com:443": "https://a.com",
    "https://a.com:443": "https://a.com",
    "https://a.com:80": "https://a.com:80",
    "https://a.com:65535": "https://a.com:65535",
    "localhost": "https://localhost",
    "xn--80ak6aa92e.com": "https://xn--80ak6aa92e.com",
    "my_host.internal": "https://my_host.internal",
    "192.0.2.1": "https://192.0.2.1",
    "https://[2001:db8::1]:8443": "https://[2001:db8::1]:8443",
    "http://localhost": "http://localhost",
    "http://localhost:80": "http://localhost",
    "http://127.0.0.1:8080": "http://127.0.0.1:8080",
    "http://127.9.9.9": "http://127.9.9.9",
    "http://[::1]:8080/": "http://[::1]:8080",
  }, (value, given) => assertEquals(checkFormat(given, "origin"), { value }));
});

const addressRefused = /must be a URL such as/;
const hostRefused = /plain host name/;
const clearTextRefused = /must begin with https:\/\/ \(http:\/\/ is for loopback/;
const userRefused = /must not have a user part/;

/** Hostile or mistaken addresses that are neither an origin nor a URL. */
const badAddresses: Readonly<Record<string, RegExp>> = {
  "https://a@b.com": userRefused,
  "https://a.com:pw@b.com": userRefused,
  "https://@b.com": userRefused,
  "http://a.com": clearTextRefused,
  "HTTP://a.com": clearTextRefused,
  "http://localhost.evil.com": clearTextRefused,
  "http://127.0.0.1.evil.com": clearTextRefused,
  "http://127.0.0.256": addressRefused,
  "http://128.0.0.1": clearTextRefused,
  "http://0.0.0.0": clearTextRefused,
  "http://[::2]": clearTextRefused,
  "httpx://a.com": /must begin with https:\/\/$/,
  "xhttp://a.com": /must begin with https:\/\/$/,
  "ftp://a.com": /must begin with https:\/\/$/,
  "file://a.com": /must begin with https:\/\/$/,
  "javascript://a.com": /must begin with https:\/\/$/,
  "http://127.1": hostRefused,
  "http://0x7f.1": hostRefused,
  "https://0x7f.1": hostRefused,
  "https://2130706433": hostRefused,
  "https://017700000001": hostRefused,
  "https://аpple.com": hostRefused,
  "https://exämple.com": hostRefused,
  "https://ａ.com": hostRefused,
  "https://a。com": hostRefused,
  "https://a.com.": hostRefused,
  "http://localhost.": hostRefused,
  "https://a..com": hostRefused,
  "https://.com": hostRefused,
  "https://%61.com": hostRefused,
  "https://[0:0:0:0:0:0:0:1]": hostRefused,
  "https://[::ffff:127.0.0.1]": hostRefused,
  "https://a.com:0443": hostRefused,
  "https://a.com:": hostRefused,
  "https://a.com:0": addressRefused,
  "https://a.com:99999": addressRefused,
  "https://a.com:x": addressRefused,
  "https://[::1": addressRefused,
  "https://a b.com": addressRefused,
  "https:///a.com": addressRefused,
  "https://": addressRefused,
  "https://a.com\\b.com": addressRefused,
  "https://a<b.com": addressRefused,
};

Deno.test("checkFormat(): invalid origins: refused", async () => {
  await forEachCase({
    ...badAddresses,
    "a@b.com": userRefused,
    "a.com/x": /host name only/,
    "a.com/?https://b.com": /host name only/,
    "a.com?x": /host name only/,
    "https://a.com/x": /host name only/,
    "https://a.com?x": /host name only/,
    "a.com#x": /must not have a fragment/,
    "javascript:alert(1)": addressRefused,
    "https:a.com": addressRefused,
    "https:/a.com": hostRefused,
    "//a.com": addressRefused,
    "\\\\a.com": addressRefused,
    "a.com\\b": addressRefused,
    "a.com:0": addressRefused,
    " a.com": addressRefused,
    "/": addressRefused,
    "аpple.com": hostRefused,
  }, (problem, value) => {
    const told = problemOf(value, "origin");
    assert(problem.test(told), told);
  });
});

Deno.test("checkFormat(): https URL: unchanged", () => {
  for (
    const value of [
      "https://a.com",
      "https://a.com/",
      "https://a.com/x//y/?q=%20&r=:@",
      "https://a.com/user@host",
      "https://A.com:443/X",
      "http://localhost:443/X",
      "https://a.com:80/X",
      "http://localhost:8080/realms/x",
      "http://127.0.0.1/token",
      "http://[::1]/token",
    ]
  ) assertEquals(checkFormat(value, "url"), { value });
});

Deno.test("checkFormat(): invalid URLs: refused", async () => {
  await forEachCase({
    ...badAddresses,
    "https://a.com/#x": /must not have a fragment/,
    "https://a.com#": /must not have a fragment/,
    "https://a.com/a b": addressRefused,
    "https://a.com/a\\b": addressRefused,
    "a.com": addressRefused,
    "/token": addressRefused,
    "javascript:alert(1)": addressRefused,
    "data:text/plain,x": addressRefused,
  }, (problem, value) => {
    const told = problemOf(value, "url");
    assert(problem.test(told), told);
  });
});

Deno.test("checkFormat(): GUIDs only", () => {
  const value = "11111111-2222-3333-4444-55555555aBcD";
  assertEquals(checkFormat(value, "guid"), { value });
  for (
    const wrong of [
      "11111111-2222-3333-4444",
      `{${value}}`,
      `${value}0`,
      `0${value}`,
      value.replaceAll("-", ""),
      value.replace("1", "g"),
      "contoso.onmicrosoft.com",
    ]
  ) assert(/must be a GUID/.test(problemOf(wrong, "guid")), wrong);
});

Deno.test("checkFormat(): scope tokens separated by single spaces", () => {
  for (const value of ["a", "a b", "https://graph.microsoft.com/.default", "read:x !#[]~ a,b:c"]) {
    assertEquals(checkFormat(value, "scope"), { value });
  }
  for (const wrong of [" ", " a", "a ", "a  b", 'a"b', "a\\b", "é", "a\u00a0b"]) {
    assert(/must be scopes/.test(problemOf(wrong, "scope")), wrong);
  }
});

Deno.test("checkFormat(): refused value: not shown", () => {
  const values = [
    "https://user:canary@a.com",
    "https://canary:0x",
    "canary\n",
    "canary#canary/",
    "http://canary.example",
    "https://a.com/canary\\",
    'canary"',
  ];
  for (const format of ["origin", "url", "guid", "scope"] as const) {
    for (const value of values) {
      const checked = checkFormat(value, format);
      if ("problem" in checked) assertNotMatch(checked.problem, /canary/);
    }
  }
});

Deno.test("mayBeContacted(): http for loopback only", async () => {
  await forEachCase({
    "https://a.com": true,
    "http://localhost:1": true,
    "http://127.255.0.9": true,
    "http://0x7f.1": true, // the same host, as the parser has it by now
    "http://[::1]": true,
    "http://a.com": false,
    "http://localhost.a.com": false,
    "http://a.localhost": false,
    "http://127.0.0.1.a.com": false,
    "http://[::2]": false,
    "ws://localhost": false,
    "file:///etc/passwd": false,
    "data:,x": false,
  }, (allowed, url) => assertEquals(mayBeContacted(new URL(url)), allowed));
});

Deno.test("checkSetting(): normalised value, or the problem", async () => {
  const check = (value: string) => value === "b" ? "must not be b" : undefined;
  type Case = readonly [setting: Setting, value: string, checked: object];
  await forEachCase<Case>({
    "a host": [{ format: "origin" }, "id.example/", { value: "https://id.example" }],
    "nothing": [{}, "", { problem: "is empty" }],
    "one of a list": [{ values: ["a", "b"] }, "a", { value: "a" }],
    "one of a list in other letters": [{ values: ["true", "TRUE"] }, "True", { value: "true" }],
    "one of a list as it is": [{ values: ["true", "TRUE"] }, "TRUE", { value: "TRUE" }],
    "none of a list": [{ values: ["a", "b"] }, "c", { problem: "must be a or b" }],
    "what the provider refuses": [{ check }, "b", { problem: "must not be b" }],
    "what the provider takes": [{ check }, "a", { value: "a" }],
    "a secret, which the provider does not see": [{ check, secret: true }, "b", { value: "b" }],
    "a secret with a line break behind": [{ secret: true }, "b\n", { value: "b\n" }],
    "a secret with one in its midst": [
      { secret: true },
      "a\nb",
      { problem: "contains a line break" },
    ],
    "several lines": [{ multiline: true }, "a\nb\n", { value: "a\nb\n" }],
  }, async ([setting, value, checked]) => {
    assertEquals(await checkSetting(setting, value), checked);
  });
});

Deno.test("checkSetting(): secret of many line breaks: within the time limit", async () => {
  const start = performance.now();
  const checked = await checkSetting({ secret: true }, `a${"\n".repeat(64_000)}b`);
  assertEquals(checked, { problem: "contains a line break" });
  // A hundredth of this is needed; what grows with the square of the length takes seconds.
  assert(performance.now() - start < 500);
});

Deno.test("checkSetting(), headers: lines unchanged; an invalid one refused without its value", async () => {
  const header: Setting = { format: "headers", secret: true, multiline: true };
  const value = "X-Tenant: acme\nX-Api-Key: a:b";
  assertEquals(await checkSetting(header, value), { value });
  for (const wrong of ["canary", "Authorization: canary", "X-A: canary\nX-B: canary é", ""]) {
    const checked = await checkSetting(header, wrong);
    assert("problem" in checked && !checked.problem.includes("canary"), wrong);
  }
});
