import { assertEquals, assertMatch } from "@std/assert";
import { connect } from "../../../lib/net/connection.ts";
import type { FakeWorld } from "../../fake_host.ts";
import { connected, failureOf, resolved } from "../helpers.ts";
import { newCertificateAuthority } from "../../idp/certificate_authority.ts";

const { pem: certificatePem } = await newCertificateAuthority();

function begin(world: FakeWorld = {}, caFile?: string) {
  const { host, log } = connected(world);
  const run = { host, log, timeout: 7, retries: 2, userAgent: "gettoken" };
  const settings = resolved(
    {},
    caFile === undefined ? {} : {
      network: { caFile },
      provenance: { caFile: { kind: "option", name: "--ca-file" } },
    },
  );
  return { host, connecting: connect(run, settings) };
}

Deno.test("connect() gives the run its time, and trusts nobody more", async () => {
  const { host, connecting } = begin();
  const { endsAt, proxyFor } = await connecting;
  assertEquals(endsAt - host.now(), 7000);
  assertEquals(proxyFor(new URL("https://id.example")), undefined);
  assertEquals(host.trusted, []);
});

Deno.test("connect() trusts the certificates in the file that the user names", async () => {
  const { host, connecting } = begin({ files: { "/here/ca.pem": certificatePem } }, "ca.pem");
  await connecting;
  assertEquals(host.trusted, [certificatePem]);
});

Deno.test("connect() trusts the certificates that the environment names, too", async () => {
  const files = { "/ca.pem": certificatePem };
  const { host, connecting } = begin({ files, env: { DENO_CERT: "/ca.pem" } });
  await connecting;
  assertEquals(host.trusted, [certificatePem]);
});

Deno.test("connect() says who names a file that cannot be used", async () => {
  const { connecting } = begin({}, "nowhere.pem");
  const { message } = await failureOf("setting_invalid", () => connecting);
  assertMatch(message, /^--ca-file names nowhere\.pem: /);
});

Deno.test("connect() knows the proxy, and refuses one that cannot be used", async () => {
  const target = new URL("https://id.example");
  const { connecting } = begin({ env: { HTTPS_PROXY: "http://proxy.example:8080" } });
  assertEquals((await connecting).proxyFor(target)?.address, "proxy.example:8080");
  const { connecting: wrong } = begin({ env: { HTTPS_PROXY: "htp://proxy.example" } });
  const connection = await wrong;
  await failureOf("setting_invalid", () => connection.proxyFor(target));
});
