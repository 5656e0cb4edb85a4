import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { Log } from "../../../lib/core/log.ts";
import { checkNetworkVariables } from "../../../lib/net/network_environment.ts";
import { fakeHost, type FakeWorld } from "../../fake_host.ts";
import { newCertificateAuthority, selfSignedCertificate } from "../../idp/certificate_authority.ts";
import { failureOf, forEachCase, toldBy } from "../helpers.ts";

const { pem } = await newCertificateAuthority();
const { pem: secondPem } = await newCertificateAuthority();

/** Checks an environment, and gives what came of it. */
async function check(env: Readonly<Record<string, string>>, files: FakeWorld["files"] = {}) {
  const host = fakeHost({ env, files, now: Date.now() });
  const log = new Log(host);
  return { host, log, network: await checkNetworkVariables(host, log) };
}

const target = new URL("https://id.example/token");

Deno.test("checkNetworkVariables(), nothing set: no proxy, no warning", async () => {
  const { host, network } = await check({
    NODE_EXTRA_CA_CERTS: "",
    SSLKEYLOGFILE: "",
    HTTPS_PROXY: "",
    NODE_TLS_REJECT_UNAUTHORIZED: "0",
    SSL_CERT_FILE: "/missing.pem",
  });
  assertEquals(network.proxyFor(target), undefined);
  assertEquals(network.certificates, []);
  assertEquals(host.stderr, "");
});

Deno.test("checkNetworkVariables() finds the proxy and redacts its password", async () => {
  for (const name of ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]) {
    const { network, log } = await check({ [name]: "http://user:canary%21@proxy.example:3128" });
    assertEquals(network.proxyFor(target)?.address, "proxy.example:3128");
    assertEquals(network.proxyFor(target)?.variable, name);
    assertEquals(log.redacted("canary%21 canary!"), "*** ***");
  }
});

Deno.test("checkNetworkVariables(), invalid proxy: no error until a request needs it", async () => {
  const { network } = await check({ HTTP_PROXY: "htp://canary:3128", NO_PROXY: "direct.example" });
  assertEquals(network.proxyFor(new URL("https://direct.example")), undefined);
  const failure = await failureOf("setting_invalid", () => network.proxyFor(target));
  assertMatch(failure.message, /^HTTP_PROXY in the environment must begin with/);
});

Deno.test("checkNetworkVariables() reads certificates from files and from DENO_CERT", async () => {
  const files = { "/a.pem": pem, "/here/b.pem": secondPem };
  await forEachCase<readonly [Readonly<Record<string, string>>, certificates: readonly string[]]>({
    "a file": [{ DENO_CERT: "/a.pem" }, [pem]],
    "Base64": [{ DENO_CERT: `base64:${btoa(pem)}` }, [pem]],
    "as Node does": [{ NODE_EXTRA_CA_CERTS: "b.pem" }, [secondPem]],
    "both": [{ DENO_CERT: "/a.pem", NODE_EXTRA_CA_CERTS: "b.pem" }, [pem, secondPem]],
  }, async ([env, certificates]) => {
    const { host, network } = await check(env, files);
    assertEquals(network.certificates, certificates);
    assertEquals(host.stderr, "");
  });
});

Deno.test("checkNetworkVariables(), unusable certificates: the error names the variable", async () => {
  const files = { "/canary.pem": "canary", "/base64:": pem };
  await forEachCase<readonly [Readonly<Record<string, string>>, message: string]>({
    "no value": [{ DENO_CERT: "" }, "DENO_CERT in the environment is empty"],
    "no file": [
      { DENO_CERT: "/missing.pem" },
      "DENO_CERT in the environment names /missing.pem: there is no such file",
    ],
    "no file, as Node would have it": [
      { NODE_EXTRA_CA_CERTS: "/missing.pem" },
      "NODE_EXTRA_CA_CERTS in the environment names /missing.pem: there is no such file",
    ],
    "no certificate": [
      { NODE_EXTRA_CA_CERTS: "/canary.pem" },
      "NODE_EXTRA_CA_CERTS in the environment names /canary.pem: it contains no PEM certificate",
    ],
    "no Base64": [
      { DENO_CERT: "base64:canary!" },
      "DENO_CERT in the environment: it is not Base64",
    ],
    "Base64 where only files count": [
      { NODE_EXTRA_CA_CERTS: "base64:AAAA" },
      "NODE_EXTRA_CA_CERTS in the environment names base64:AAAA: there is no such file",
    ],
  }, async ([env, message]) => {
    const failure = await failureOf("setting_invalid", () => check(env, files));
    assertEquals(failure.message, message);
  });
});

Deno.test("checkNetworkVariables() logs the warnings about certificates", async () => {
  const { cert } = await selfSignedCertificate({
    notBefore: new Date("2020-01-01T00:00:00Z"),
    notAfter: new Date("2021-01-01T00:00:00Z"),
  });
  const { host } = await check({ DENO_CERT: "/old.pem" }, { "/old.pem": cert });
  assertEquals(
    host.stderr,
    "gettoken: warning: DENO_CERT in the environment names /old.pem: it expired on " +
      "2021-01-01\n",
  );
});

Deno.test("checkNetworkVariables(), unknown or empty DENO_TLS_CA_STORE: refused", async () => {
  for (const list of ["system", "mozilla", "mozilla,system", " system , mozilla,"]) {
    await check({ DENO_TLS_CA_STORE: list });
  }
  await forEachCase<readonly [list: string, problem: RegExp]>({
    "none": ["", /is empty$/],
    "none in a list": [" ,", /is empty$/],
    "another": ["canary", /is not valid$/],
    "capitals": ["System", /is not valid$/],
    "another in a list": ["system,canary", /is not valid$/],
  }, async ([list, problem]) => {
    const failure = await failureOf("setting_invalid", () => check({ DENO_TLS_CA_STORE: list }));
    assertMatch(failure.message, /^DENO_TLS_CA_STORE in the environment /);
    assertMatch(failure.message, problem);
    assertMatch(failure.hint ?? "", /system, mozilla/);
    assertNotMatch(toldBy(failure), /canary/);
  });
});

Deno.test("checkNetworkVariables(), SSLKEYLOGFILE: warning that traffic can be decrypted", async () => {
  const { host } = await check({ SSLKEYLOGFILE: "/tmp/keys" });
  assertMatch(host.stderr, /^gettoken: warning: SSLKEYLOGFILE is set: .*decrypt.*secret.*\n$/);
});

Deno.test("checkNetworkVariables(), HTTP proxy with password: one warning", async () => {
  const target = new URL("https://id.example/token");
  await forEachCase<readonly [proxy: string, warned: boolean]>({
    "HTTP with a password": ["http://user:canary-5527@proxy.example:3128", true],
    "HTTP without one": ["http://proxy.example:3128", false],
    "TLS with a password": ["https://user:canary-5527@proxy.example:3128", false],
    "SOCKS with a password": ["socks5://user:canary-5527@proxy.example:3128", false],
  }, async ([proxy, warned]) => {
    const host = fakeHost({ env: { HTTPS_PROXY: proxy } });
    const { proxyFor } = await checkNetworkVariables(host, new Log(host));
    assertEquals(host.stderr, "");
    proxyFor(target);
    proxyFor(target);
    const expected =
      "gettoken: warning: the runtime also sends the user and password of the proxy " +
      "proxy.example:3128 to id.example; it does not if the proxy's URL begins with https:// or " +
      "socks5://\n";
    assertEquals(host.stderr, warned ? expected : "");
  });
});
