// What shells, curl, kubectl and jobs make of them is tested in tests/e2e/outputs_test.ts.

import { assertEquals, assertMatch, assertNotMatch, assertThrows } from "@std/assert";
import { GettokenError } from "../../../lib/core/errors.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { jobVariables, toolForms } from "../../../lib/output/tool_forms.ts";
import { fakeHost } from "../../fake_host.ts";
import { forEachCase, sampleToken } from "../helpers.ts";

const host = fakeHost({ now: Date.parse("2026-01-09T02:02:12.987Z") });
const untimed = { ...sampleToken, expiresIn: undefined };

/** A token with what means something to somebody. */
const awkward = { ...sampleToken, accessToken: new Secret(`a'b"c\\d%0Ae$(id)`) };

Deno.test("toolForms contains each form", async () => {
  await forEachCase<readonly [form: keyof typeof toolForms, text: string]>({
    headers: ["headers", '{"Authorization":"Bearer tok.en-1"}\n'],
    env: [
      "env",
      "export ACCESS_TOKEN='tok.en-1'\nexport ACCESS_TOKEN_EXPIRES_AT='2026-01-09T03:02:12Z'\n",
    ],
    powershell: [
      "powershell",
      "$env:ACCESS_TOKEN = 'tok.en-1'\n$env:ACCESS_TOKEN_EXPIRES_AT = '2026-01-09T03:02:12Z'\n",
    ],
    cmd: [
      "cmd",
      'set "ACCESS_TOKEN=tok.en-1"\nset "ACCESS_TOKEN_EXPIRES_AT=2026-01-09T03:02:12Z"\n',
    ],
    curl: ["curl", 'header = "Authorization: Bearer tok.en-1"\n'],
    kubectl: [
      "kubectl",
      '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",' +
      '"status":{"expirationTimestamp":"2026-01-09T03:02:12Z","token":"tok.en-1"}}\n',
    ],
    github: ["github", "::add-mask::tok.en-1\n"],
  }, ([form, text]) => assertEquals(toolForms[form](sampleToken, host), text));
});

Deno.test("toolForms quotes every character of a token", async () => {
  await forEachCase<readonly [form: keyof typeof toolForms, text: string]>({
    headers: ["headers", `{"Authorization":"Bearer a'b\\"c\\\\d%0Ae$(id)"}`],
    env: ["env", `export ACCESS_TOKEN='a'\\''b"c\\d%0Ae$(id)'`],
    powershell: ["powershell", `$env:ACCESS_TOKEN = 'a''b"c\\d%0Ae$(id)'`],
    curl: ["curl", `header = "Authorization: Bearer a'b\\"c\\\\d%0Ae$(id)"`],
    "github, where %0A would be a line break": ["github", `::add-mask::a'b"c\\d%250Ae$(id)`],
  }, ([form, text]) => assertEquals(toolForms[form](awkward, host).split("\n")[0], text));
});

Deno.test("toolForms, cmd: a token that cmd may interpret is refused", () => {
  for (let code = 0x21; code <= 0x7e; code++) {
    const character = String.fromCharCode(code);
    const token = { ...sampleToken, accessToken: new Secret(`to${character}ken`) };
    if ('"%!^'.includes(character)) {
      const { code, message } = assertThrows(() => toolForms.cmd(token, host), GettokenError);
      assertEquals(code, "output_failed");
      assertEquals(
        message,
        `The token cannot be printed for cmd: it contains ${character}, which cmd may interpret`,
      );
    } else {
      const [first] = toolForms.cmd(token, host).split("\n");
      assertEquals(first, `set "ACCESS_TOKEN=to${character}ken"`);
    }
  }
});

Deno.test("toolForms, cmd: a token that is too long for a line of cmd is refused", () => {
  const longest = 8191 - 'set "ACCESS_TOKEN="'.length;
  const token = (length: number) => ({
    ...sampleToken,
    accessToken: new Secret("x".repeat(length)),
  });
  assertEquals(toolForms.cmd(token(longest), host).split("\n")[0]?.length, 8191);
  const { message } = assertThrows(() => toolForms.cmd(token(longest + 1), host), GettokenError);
  assertMatch(message, /: the command would have 8192 characters, and cmd reads 8191$/);
});

Deno.test("toolForms uses the name of the variable", () => {
  assertEquals(
    toolForms.env(sampleToken, host, "MINE"),
    "export MINE='tok.en-1'\nexport MINE_EXPIRES_AT='2026-01-09T03:02:12Z'\n",
  );
});

Deno.test("toolForms: an unknown expiry unsets the variable", () => {
  assertEquals(
    toolForms.env(untimed, host),
    "export ACCESS_TOKEN='tok.en-1'\nunset ACCESS_TOKEN_EXPIRES_AT\n",
  );
  assertMatch(toolForms.powershell(untimed, host), /^\$env:ACCESS_TOKEN_EXPIRES_AT = \$null\n$/m);
  assertMatch(toolForms.cmd(untimed, host), /^set "ACCESS_TOKEN_EXPIRES_AT="\n$/m);
  assertMatch(jobVariables(untimed, 0), /^ACCESS_TOKEN_EXPIRES_AT<<(\S+)\n\n\1\n$/m);
  assertEquals(JSON.parse(toolForms.kubectl(untimed, host)).status, { token: "tok.en-1" });
});

Deno.test("toolForms, kubectl: the requested version, if known", async () => {
  const group = "client.authentication.k8s.io";
  const asking = (version: unknown) => JSON.stringify({ apiVersion: version, spec: {} });
  await forEachCase<readonly [info: string | undefined, version: string]>({
    "nothing": [undefined, `${group}/v1`],
    "v1": [asking(`${group}/v1`), `${group}/v1`],
    "v1beta1": [asking(`${group}/v1beta1`), `${group}/v1beta1`],
    "one that will come": [asking(`${group}/v2`), `${group}/v1`],
    "no version": [asking(7), `${group}/v1`],
    "no object": ["null", `${group}/v1`],
    "no JSON": [`{"apiVersion": "${group}/v1beta1"`, `${group}/v1`],
  }, ([info, version]) => {
    const asked = fakeHost(info === undefined ? {} : { env: { KUBERNETES_EXEC_INFO: info } });
    assertEquals(JSON.parse(toolForms.kubectl(sampleToken, asked)).apiVersion, version);
  });
});

Deno.test("jobVariables() ends values with a random delimiter", () => {
  const form = /^(\w+)<<(\S{30,})\n(.*)\n\2\n(\w+)<<(\S{30,})\n(.*)\n\5\n$/;
  const [, name, first, value, end, second, time] =
    form.exec(jobVariables(awkward, host.now(), "MINE")) ?? [];
  assertEquals([name, value, end], ["MINE", awkward.accessToken.reveal(), "MINE_EXPIRES_AT"]);
  assertEquals(time, "2026-01-09T03:02:12Z");
  assertEquals(first === second, false);
  assertNotMatch(jobVariables(awkward, 0), new RegExp(`${first}|${second}`));
});
