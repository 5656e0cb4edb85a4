/**
 * URLs that are invalid, misleading or not allowed for a secret. No request is sent.
 *
 * @module
 */

import { type Fault, type Faults, type Place, variants } from "./fault.ts";

/** A token URL that is refused before a connection. */
function refusedUrl(address: string | ((place: Place) => string), says: RegExp): Fault {
  return {
    args: (place) => [
      ...["oidc", "--client-id", "some-client", "--token-url"],
      typeof address === "function" ? address(place) : address,
    ],
    exit: 3,
    code: "setting_invalid",
    says: [new RegExp(`--token-url ${says.source}`)],
  };
}

const noTls = /must begin with https/;
const noPlainHost = /must have a plain host name/;
const notOne = /must (be a URL such as|have a plain host name)/;
const user = /must not have a user part/;

const malformed: Faults = {
  ...variants(
    [
      ...["id.example.com/token", "https://", "https:///token", "https:/a.example", "//a.example"],
      ...[
        "https://[::1",
        "https://a.example:99999/",
        "https://a.example:0/",
        "https://a b.example",
      ],
      ...["https://a.example\\@thief.invalid", "https://:443/", "?", "https://%zz/"],
    ].map((address) => [`the address ${address}`, refusedUrl(address, notOne)]),
  ),
  ...variants(
    [
      ...["https://аuth0.com", "https://ｉd.example.com", "https://%65xample.com"],
      ...["https://0x7f000001/", "https://2130706433/", "https://127.1/", "https://a..b/"],
      ...["https://[::ffff:127.0.0.1]/", "https://0300.0250.1.1/"],
    ].map((address) => [
      `the address ${address}, which the parser makes another of`,
      refusedUrl(address, notOne),
    ]),
  ),
  "an address with a line break": refusedUrl("https://a.example/\n", /contains a line break/),
  "an address with a tab": refusedUrl("https://a\t.example/", /contains a control/),
  "an address with a bidirectional mark": refusedUrl(
    "https://a\u202e.example",
    /contains a control/,
  ),
  "an address of 100 KB": refusedUrl(`ftp://${"x".repeat(100_000)}`, /must /),
  "an address with a fragment": refusedUrl("https://a.example/#t", /must not have a fragment/),
  "an address with a user": refusedUrl("https://a@b.example/", user),
  "an address with the secret in it": refusedUrl(
    ({ secret }) => `https://id:${encodeURIComponent(secret)}@b.example/`,
    user,
  ),
  "an address with the secret in it, not encoded": refusedUrl(
    ({ secret }) => `https://id:${secret.replace("/", "")}@b.example/`,
    /must /,
  ),
};

const unsafe: Faults = {
  ...variants(
    [
      ...["http://id.invalid/", "http://localhost.thief.invalid/", "http://0.0.0.0/"],
      ...["http://127.0.0.1.thief.invalid/", "http://192.0.2.1/", "http://198.51.100.1/"],
      ...["HTTP://id.invalid/", "http://[::]/", "http://[fe80::1]/", "http://localhost1/"],
      ...["ftp://a.example/", "file://a.example/", "ws://127.0.0.1/", "javascript://a.example/"],
    ].map((address) => [`the address ${address}`, refusedUrl(address, noTls)]),
  ),
  "the scheme of a file alone": refusedUrl("file:///etc/passwd", notOne),
  "the scheme of data": refusedUrl("data:application/json,{}", notOne),
};

/** A setting of another provider that takes a host name. */
function refusedDomain(domain: string, says: RegExp): Fault {
  return {
    args: ["auth0", "--domain", domain, "--audience", "x", "--client-id", "some-client"],
    exit: 3,
    code: "setting_invalid",
    says: [new RegExp(`--domain ${says.source}`)],
  };
}

const domains: Faults = {
  "a domain with a path": refusedDomain("a.example/x", /must be a host name only, without a path/),
  "a domain with a query": refusedDomain("a.example?x", /must be a host name only, without a path/),
  "a domain with a user": refusedDomain("a@b.example", user),
  "a domain with a space": refusedDomain("a b.example", notOne),
  "a domain of dots": refusedDomain("..", noPlainHost),
  "a domain without TLS": refusedDomain("http://a.example", noTls),
  "a domain with another scheme": refusedDomain("ftp://a.example", noTls),
  "a domain in another alphabet": refusedDomain("аuth0.com", noPlainHost),
  "an issuer that is the address of its metadata": {
    args: [
      "oidc",
      "--client-id",
      "x",
      "--issuer",
      "https://a.example/.well-known/openid-configuration",
    ],
    ...{ exit: 3, code: "setting_invalid", says: [/must be the issuer, not the URL/] },
  },
};

export const addressFaults: Faults = { ...malformed, ...unsafe, ...domains };
