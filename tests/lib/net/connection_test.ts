import { assertEquals, assertMatch } from "@std/assert";
import { connect, ineffectiveVariables } from "../../../lib/net/connection.ts";
import type { Provenance } from "../../../lib/settings/provenance.ts";
import type { FakeWorld } from "../../fake_host.ts";
import { connected, failureOf, resolved } from "../helpers.ts";
import { newCertificateAuthority } from "../../idp/certificate_authority.ts";

const { pem: certificatePem } = await newCertificateAuthority();

const option: Provenance = { kind: "option", name: "--ca-file" };

function begin(world: FakeWorld = {}, caFile?: string, namedBy = option) {
  const { host, log } = connected(world);
  const run = { host, log, timeout: 7, retries: 2, userAgent: "gettoken" };
  const settings = resolved(
    {},
    caFile === undefined ? {} : {
      network: { caFile },
      provenance: { caFile: namedBy },
    },
  );
  return { host, connecting: connect(run, settings) };
}

Deno.test("connect() starts the time limit and adds no CA certificates by default", async () => {
  const { host, connecting } = begin();
  const { endsAt, proxyFor } = await connecting;
  assertEquals(endsAt - host.now(), 7000);
  assertEquals(proxyFor(new URL("https://id.example")), undefined);
  assertEquals(host.trusted, []);
});

Deno.test("connect() trusts the certificates in --ca-file", async () => {
  const { host, connecting } = begin({ files: { "/here/ca.pem": certificatePem } }, "ca.pem");
  await connecting;
  assertEquals(host.trusted, [certificatePem]);
});

Deno.test("connect() also trusts the certificates of the environment", async () => {
  const files = { "/ca.pem": certificatePem };
  const { host, connecting } = begin({ files, env: { DENO_CERT: "/ca.pem" } });
  await connecting;
  assertEquals(host.trusted, [certificatePem]);
});

Deno.test("connect() trusts the certificates that a caller passed", async () => {
  const { host, log } = connected();
  const run = { host, log, timeout: 7, retries: 2, userAgent: "gettoken" };
  await connect({ ...run, caCertificates: certificatePem }, resolved({}));
  assertEquals(host.trusted, [certificatePem]);
  const connecting = connect({ ...run, caCertificates: "no PEM" }, resolved({}));
  const { message } = await failureOf("setting_invalid", () => connecting);
  assertEquals(message, "caCertificates: it contains no PEM certificate");
});

Deno.test("connect(), unusable CA file: the error names its source", async () => {
  const { connecting } = begin({}, "nowhere.pem");
  const { message } = await failureOf("setting_invalid", () => connecting);
  assertMatch(message, /^--ca-file names nowhere\.pem: /);
});

Deno.test("connect(), Windows, CA file on another machine: not if ./.env names it", async () => {
  const paths = [
    "\\\\evil\\x\\ca.pem",
    "//evil/x/ca.pem",
    "\\\\?\\UNC\\evil\\x\\ca.pem",
    "\\??\\UNC\\evil\\x",
  ];
  const file = (named: boolean) => ({ path: named ? "a.env" : "./.env", named, values: new Map() });
  for (const path of [...paths, "/\\evil\\x\\ca.pem"]) {
    const begun = (os: string, named: boolean) =>
      begin({ os }, path, { kind: "file", name: "GETTOKEN_CA_FILE", file: file(named) }).connecting;
    const { message } = await failureOf("untrusted_destination", () => begun("windows", false));
    assertEquals(message, "GETTOKEN_CA_FILE in ./.env names a file on another machine");
    await failureOf("setting_invalid", () => begun("windows", true));
    await failureOf("setting_invalid", () => begun("linux", false));
  }
});

Deno.test("connect() finds the proxy and refuses an invalid one", async () => {
  const target = new URL("https://id.example");
  const { connecting } = begin({ env: { HTTPS_PROXY: "http://proxy.example:8080" } });
  assertEquals((await connecting).proxyFor(target)?.address, "proxy.example:8080");
  const { connecting: wrong } = begin({ env: { HTTPS_PROXY: "htp://proxy.example" } });
  const connection = await wrong;
  await failureOf("setting_invalid", () => connection.proxyFor(target));
});

Deno.test("ineffectiveVariables() lists variables that are only read from the environment", () => {
  const names = [
    ...["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"],
    ...["NO_PROXY", "no_proxy"],
    ...["DENO_CERT", "DENO_TLS_CA_STORE", "NODE_EXTRA_CA_CERTS", "SSLKEYLOGFILE"],
    ...["GETTOKEN_PROFILE", "GETTOKEN_ENV_FILE"],
  ];
  const values = new Map(["GETTOKEN_SCOPE", ...names].map((name) => [name, "canary"]));
  assertEquals(
    ineffectiveVariables({ path: "./.env", named: false, values }),
    names.map((name) => `${name} in ./.env has no effect; set it in the environment`),
  );
  const out = new Map([["GETTOKEN_OUT", "canary"]]);
  assertEquals(ineffectiveVariables({ path: "a.env", named: true, values: out }), []);
  assertEquals(ineffectiveVariables({ path: "./.env", named: false, values: out }), [
    "GETTOKEN_OUT in ./.env has no effect; set it in the environment",
  ]);
  const ordinary = new Map([["GETTOKEN_CLIENT_ID", "id"]]);
  assertEquals(ineffectiveVariables({ path: "./.env", named: true, values: ordinary }), []);
});
