import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { explainProxyFailure } from "../../../lib/net/proxy_failure.ts";
import type { ProxyUse } from "../../../lib/net/proxies.ts";
import { forEachCase } from "../helpers.ts";

const target = new URL("https://id.example/token");

function explain(words: string, changes: Partial<ProxyUse> = {}, url = target) {
  return explainProxyFailure(`client error (Connect): ${words}`, url, {
    variable: "https_proxy",
    scheme: "http",
    address: "proxy.example:3128",
    hasCredentials: false,
    seemsExempt: false,
    ...changes,
  });
}

Deno.test("explainProxyFailure() names the proxy and its variable", async () => {
  await forEachCase({
    "not found": "dns error: failed to lookup address information",
    "refused": "tcp connect error: Connection refused (os error 111)",
    "no password": "proxy authentication required",
    "no tunnel": "proxy headers too long for tunnel",
  }, (words) => {
    const { message = "", hint = "" } = explain(words) ?? {};
    assertMatch(message, /the proxy proxy\.example:3128 \(https_proxy in the environment\)/i);
    assertMatch(hint, /https_proxy/);
  });
});

Deno.test("explainProxyFailure(), missing or wrong password: different messages", async () => {
  await forEachCase<readonly [scheme: ProxyUse["scheme"], words: string]>({
    "HTTP": ["http", "proxy authentication required"],
    "SOCKS": ["socks5", "Password auth failure, code: 1"],
  }, ([scheme, words]) => {
    const missing = explain(words, { scheme });
    assertMatch(missing?.message ?? "", /asks for a user and a password$/);
    const wrong = explain(words, { scheme, hasCredentials: true });
    assertMatch(wrong?.message ?? "", /does not accept the user and the password$/);
    for (const failure of [missing, wrong]) {
      assertMatch(failure?.hint ?? "", new RegExp(` ${scheme}://user:password@.*`));
      assertMatch(failure?.hint ?? "", /@ as %40/);
      // A wrong password that is sent again and again locks an account.
      assertEquals(failure?.retry, undefined);
    }
  });
});

Deno.test("explainProxyFailure(), no tunnel: the hint suggests NO_PROXY", () => {
  assertMatch(explain("unsuccessful tunnel")?.hint ?? "", /add id\.example to NO_PROXY/);
  const six = new URL("https://[2001:db8::1]:8443/");
  assertMatch(explain("unsuccessful tunnel", {}, six)?.hint ?? "", /add 2001:db8::1 to NO_PROXY/);
});

Deno.test("explainProxyFailure(), ineffective NO_PROXY entry: note about it", () => {
  const [remark = "", ...more] = explain("unsuccessful tunnel", { seemsExempt: true })?.details ??
    [];
  assertMatch(
    remark,
    /^NO_PROXY seems to include id\.example, but the runtime accepts only lower-case names/,
  );
  assertEquals(more, []);
  assertEquals(explain("canary", { seemsExempt: true }), undefined);
});

Deno.test("explainProxyFailure(), certificate not valid for the proxy's name: the proxy failed", () => {
  const words = (name: string) =>
    `invalid peer certificate: certificate not valid for name "${name}"; certificate is only valid`;
  const named = { scheme: "https", address: "[2001:db8::1]:443" } as const;
  assertMatch(explain(words("2001:db8::1"), named)?.message ?? "", /^The certificate of the proxy/);
  assertEquals(explain(words("id.example"), named), undefined);
});

Deno.test("explainProxyFailure(), a failure behind the proxy: undefined", () => {
  for (const words of ["invalid peer certificate: UnknownIssuer", "canary"]) {
    for (const scheme of ["http", "https", "socks5", "socks5h"] as const) {
      assertEquals(explain(words, { scheme }), undefined);
    }
  }
  assertNotMatch(explain("TTL expired", { scheme: "socks5h" })?.message ?? "", /certificate/);
});
