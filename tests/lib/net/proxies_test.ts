import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { Log } from "../../../lib/core/log.ts";
import { describeProxy, readProxies } from "../../../lib/net/proxies.ts";
import { fakeHost } from "../../fake_host.ts";
import { failureOf, forEachCase, toldBy } from "../helpers.ts";

type Variables = Readonly<Record<string, string>>;

/** Which proxy carries a request, in the words of a message; `undefined` if none does. */
function carrierOf(env: Variables, address = "https://id.example/token"): string | undefined {
  const proxy = readProxies((name) => env[name]).proxyFor(new URL(address));
  return proxy && describeProxy(proxy);
}

const good = "http://proxy.example:3128";
const other = "http://other.example:3128";

Deno.test("proxyFor() returns the variable with precedence, and its proxy", async () => {
  await forEachCase<readonly [env: Variables, variable: string]>({
    "the one for https": [{ HTTPS_PROXY: good, HTTP_PROXY: other }, "HTTPS_PROXY"],
    "small letters": [{ https_proxy: good }, "https_proxy"],
    "capitals before small letters": [{ HTTPS_PROXY: good, https_proxy: other }, "HTTPS_PROXY"],
    "small letters if the capitals are empty": [
      { HTTPS_PROXY: "", https_proxy: good },
      "https_proxy",
    ],
    "the one for all": [{ ALL_PROXY: good }, "ALL_PROXY"],
    "the one for all, in small letters": [{ all_proxy: good }, "all_proxy"],
    "the one for all before the one for https": [
      { HTTPS_PROXY: other, ALL_PROXY: good },
      "ALL_PROXY",
    ],
    "for https, in a CGI program, too": [{ HTTPS_PROXY: good, REQUEST_METHOD: "" }, "HTTPS_PROXY"],
  }, ([env, variable]) => {
    assertEquals(carrierOf(env), `proxy.example:3128 (${variable} in the environment)`);
  });
});

Deno.test("proxyFor(), no proxy applies: undefined", async () => {
  await forEachCase<readonly [env: Variables, address?: string]>({
    "no variable": [{}],
    "an empty one": [{ HTTPS_PROXY: "" }],
    "the one for the other scheme": [{ HTTP_PROXY: good }],
    "the other way round": [{ HTTPS_PROXY: good }, "http://127.0.0.1:8080/"],
    "in a CGI program": [{ HTTP_PROXY: good, REQUEST_METHOD: "" }, "http://127.0.0.1:8080/"],
    "an exempt host, whatever the value": [{ HTTPS_PROXY: "htp://x", NO_PROXY: "id.example" }],
  }, ([env, address]) => assertEquals(carrierOf(env, address), undefined));
});

Deno.test("proxyFor() accepts every form that the runtime accepts", async () => {
  await forEachCase<readonly [value: string, address: string]>({
    "a scheme in capitals, and a slash": ["HTTP://proxy.example:3128/", "proxy.example:3128"],
    "no scheme": ["proxy.example:3128", "proxy.example:3128"],
    "no scheme and no port": ["proxy.example", "proxy.example:80"],
    "no port": ["http://proxy", "proxy:80"],
    "no port, with TLS": ["https://proxy", "proxy:443"],
    "SOCKS": ["socks5://proxy", "proxy:1080"],
    "SOCKS, with names resolved there": ["socks5h://proxy:9050", "proxy:9050"],
    "a user and a password": ["http://user:pa%40ss@proxy:3128", "proxy:3128"],
    "both without a scheme": ["user:pass@proxy:3128", "proxy:3128"],
    "an empty password": ["http://user:@proxy:3128", "proxy:3128"],
    "a colon in the password": ["http://user:pa:ss@proxy:3128", "proxy:3128"],
    "an address": ["http://192.0.2.1:3128", "192.0.2.1:3128"],
    "an IPv6 address": ["http://[2001:db8::1]:3128", "[2001:db8::1]:3128"],
  }, ([value, address]) => {
    assertEquals(
      carrierOf({ HTTPS_PROXY: value }),
      `${address} (HTTPS_PROXY in the environment)`,
    );
  });
});

Deno.test("proxyFor() returns the scheme and whether there are credentials", () => {
  const use = (value: string) => {
    const { scheme, hasCredentials } =
      readProxies((name) => name === "HTTPS_PROXY" ? value : undefined).proxyFor(
        new URL("https://id.example"),
      ) ?? {};
    return [scheme, hasCredentials];
  };
  assertEquals(use("proxy:3128"), ["http", false]);
  assertEquals(use("HTTPS://user:pass@proxy"), ["https", true]);
  assertEquals(use("socks5://proxy"), ["socks5", false]);
});

Deno.test("proxyFor(), a value that the runtime would ignore: error without the value", async () => {
  await forEachCase<readonly [value: string, problem: RegExp]>({
    "a scheme with a slip": ["htp://canary:3128", /must begin with http:/],
    "a scheme that it does not know": ["socks4://canary:3128", /must begin with http:/],
    "SOCKS in capitals": ["SOCKS5://canary:3128", /must begin with http:/],
    "a socket": ["unix:/run/canary.sock", /names a socket/],
    "a socket of a virtual machine": ["vsock:1:2", /names a socket/],
    "a user without a password": ["http://canary@proxy:3128", /user without a password/],
    "nothing before @": ["http://@canary:3128", /user without a password/],
    "@ in the password": ["http://user:p@canary@proxy:3128", /must be percent-encoded/],
    "# in the password": ["http://user:p#canary@proxy:3128", /must be percent-encoded/],
    "/ in the password": ["http://user:p/canary@proxy:3128", /must be percent-encoded/],
    "[ in the password": ["http://user:p[canary@proxy:3128", /must be percent-encoded/],
    "a great many colons": [`http://u:canary:::::::::@proxy:3128`, /must be percent-encoded/],
    "a letter beyond ASCII in the password": [
      "http://user:canäry@proxy:3128",
      /must be percent-encoded/,
    ],
    "a space before it": [" http://canary:3128", /has a space/],
    "a line break after it": ["http://canary:3128\n", /has a space/],
    "quotation marks": ['"http://canary:3128"', /has a space, a quotation mark/],
    "a word": ["canary", /not a valid proxy address/],
    "a slash, but no scheme": ["canary.example:3128/", /not a valid proxy address/],
    "slashes, but no scheme": ["//canary:3128", /not a valid proxy address/],
    "too few slashes": ["http:/canary:3128", /not a valid proxy address/],
    "no host": ["http://:3128", /not a valid proxy address/],
    "no number for a port": ["http://canary:port", /not a valid proxy address/],
    "an address of a file": ["http://canary:3128/proxy.pac", /not a valid proxy address/],
    "two addresses": ["http://canary:3128,http://proxy:3128", /not a valid proxy address/],
    "an invalid IP address": ["http://192.0.2.999:3128", /not a valid proxy address/],
    "a port too high": ["http://canary:65536", /has a port/],
    "the port 0": ["http://canary:0", /has a port/],
  }, async ([value, problem]) => {
    for (const name of ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "HTTP_PROXY"]) {
      const failure = await failureOf("setting_invalid", () => carrierOf({ [name]: value }));
      assert(failure.message.startsWith(`${name} in the environment `), failure.message);
      assertMatch(failure.message, problem);
      assertMatch(failure.hint ?? "", /http:\/\/proxy\.example:8080/);
      assertNotMatch(toldBy(failure), /can[aä]ry/);
    }
  });
});

Deno.test("proxyFor() validates only variables up to the one in use", async () => {
  assertEquals(
    carrierOf({ ALL_PROXY: good, HTTPS_PROXY: "htp://x" }),
    "proxy.example:3128 (ALL_PROXY in the environment)",
  );
  assertEquals(
    carrierOf({ HTTPS_PROXY: good, https_proxy: "htp://x", HTTP_PROXY: "htp://x" }),
    "proxy.example:3128 (HTTPS_PROXY in the environment)",
  );
  await failureOf("setting_invalid", () => carrierOf({ HTTPS_PROXY: "htp://x", ALL_PROXY: "-:-" }));
  await failureOf(
    "setting_invalid",
    () => carrierOf({ HTTPS_PROXY: "htp://x", https_proxy: good }),
  );
});

Deno.test("proxyFor(), a loopback request over http: refused with any proxy", async () => {
  const local = "http://127.0.0.1:8080/token";
  await forEachCase<Variables>({
    "by HTTP": { HTTP_PROXY: good },
    "by TLS, which ends there": { HTTP_PROXY: "https://proxy.example" },
    "by SOCKS": { ALL_PROXY: "socks5://proxy.example" },
    "on this machine, from where it may go on": { HTTP_PROXY: "http://127.0.0.1:3128" },
  }, async (env) => {
    const failure = await failureOf("setting_invalid", () => carrierOf(env, local));
    assertMatch(failure.message, /^The request to 127\.0\.0\.1:8080 would go without TLS/);
    assertMatch(failure.message, /:\d+ \((HTTP|ALL)_PROXY in the environment\)$/);
    assertMatch(failure.hint ?? "", /Add 127\.0\.0\.1 to NO_PROXY/);
  });
  const six = await failureOf(
    "setting_invalid",
    () => carrierOf({ HTTP_PROXY: good }, "http://[::1]:8080/"),
  );
  assertMatch(six.hint ?? "", /Add ::1 to NO_PROXY/);
});

/** Whether a host is exempt, or only seems so; `undefined` if neither. */
function exemption(noProxy: string, host: string, name = "NO_PROXY"): string | undefined {
  const env: Variables = { HTTPS_PROXY: good, [name]: noProxy };
  const proxy = readProxies((name) => env[name]).proxyFor(new URL(`https://${host}/`));
  return proxy === undefined ? "exempt" : proxy.seemsExempt ? "seems exempt" : undefined;
}

Deno.test("proxyFor() applies NO_PROXY as the runtime does", async () => {
  await forEachCase<readonly [noProxy: string, host: string, expected: string | undefined]>({
    "a name": ["id.example", "id.example", "exempt"],
    "a name below it": ["example", "id.example", "exempt"],
    "a name with a dot before": [".id.example", "id.example", "exempt"],
    "a name below one with a dot before": [".example", "id.example", "exempt"],
    "a name that only ends like it": ["d.example", "id.example", undefined],
    "one of several": ["a.example, id.example ,b.example", "id.example", "exempt"],
    "all": ["a.example,*", "id.example", "exempt"],
    "nothing": ["", "id.example", undefined],
    "empty entries": [",", "id.example", undefined],
    "an address": ["192.0.2.7", "192.0.2.7", "exempt"],
    "an address, but not that": ["192.0.2.8", "192.0.2.7", undefined],
    "a network": ["192.0.2.9/24", "192.0.2.7", "exempt"],
    "a network, but not that": ["192.0.3.0/24", "192.0.2.7", undefined],
    "any network": ["0.0.0.0/0", "192.0.2.7", "exempt"],
    "a network that is too long": ["192.0.2.7/33", "192.0.2.7", undefined],
    "a network of an odd length": ["192.0.2.7/", "192.0.2.7", undefined],
    "a network by its mask": ["192.0.2.0/255.255.255.0", "192.0.2.7", undefined],
    "an IPv6 address, however written": ["2001:db8:0::1", "[2001:db8::1]", "exempt"],
    "an IPv6 network": ["2001:db8::/32", "[2001:db8::1]", "exempt"],
    "a network of the other version": ["::/0", "192.0.2.7", undefined],
    "the end of an address": ["2.7", "192.0.2.7", undefined],
    "capitals": ["ID.example", "id.example", "seems exempt"],
    "a star": ["*.example", "id.example", "seems exempt"],
    "a port": ["id.example:443", "id.example", "seems exempt"],
    "a scheme": ["https://id.example", "id.example", "seems exempt"],
    "white space between": ["a.example id.example", "id.example", "seems exempt"],
    "all, for an address": ["*", "192.0.2.7", "seems exempt"],
    "brackets": ["[2001:db8::1]", "[2001:db8::1]", "seems exempt"],
  }, ([noProxy, host, expected]) => assertEquals(exemption(noProxy, host), expected));
});

Deno.test("proxyFor() uses no_proxy only if NO_PROXY is not set", () => {
  assertEquals(exemption("id.example", "id.example", "no_proxy"), "exempt");
  const env: Variables = { HTTPS_PROXY: good, NO_PROXY: "", no_proxy: "id.example" };
  assertMatch(carrierOf(env) ?? "", /^proxy\.example/);
});

Deno.test("readProxies() returns the credentials in each form that may appear in output", async () => {
  await forEachCase<readonly [value: string, seen: readonly string[]]>({
    "as it is": ["http://user:pa:sSw0rd@proxy:3128", ["pa:sSw0rd", "user:pa:sSw0rd"]],
    "encoded": ["http://us%65r:p%C3%A4ssw0rd@proxy:3128", [
      "p%C3%A4ssw0rd",
      "pässw0rd",
      "user:pässw0rd",
      `Basic ${btoa("user:p\xc3\xa4ssw0rd")}.`,
    ]],
    "with % that encodes nothing": ["http://user:100%sure%21@proxy", ["100%sure%21", "100%sure!"]],
    "where the variable cannot be used": ["htp://user:passw0rd@proxy", ["passw0rd"]],
    "without a password": ["http://passw0rd@proxy", ["passw0rd"]],
    "in a part that another reader would take for the host": [
      "http://user:pass#w0rd@proxy",
      ["pass#w0rd"],
    ],
  }, ([value, seen]) => {
    const log = new Log(fakeHost());
    const { secrets } = readProxies((name) => name === "ALL_PROXY" ? value : undefined);
    for (const secret of secrets) log.protect(secret);
    for (const text of seen) assertMatch(log.redacted(text), /^(Basic )?\*\*\*\.?$/, text);
  });
});
