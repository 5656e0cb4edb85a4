import { assert, assertEquals, assertMatch } from "@std/assert";
import { explainTlsFailure } from "../../../lib/net/tls_failure.ts";
import { assertOneLine, forEachCase } from "../helpers.ts";

const target = new URL("https://id.example/token");

function explain(words: string, env: Readonly<Record<string, string>> = {}) {
  return explainTlsFailure(words, target, (name) => env[name]);
}

const untrusted = "client error (Connect): invalid peer certificate: UnknownIssuer";

Deno.test("explainTlsFailure(), unknown issuer: the hint names --ca-file and DENO_TLS_CA_STORE", () => {
  const { hint = "", retry } = explain(untrusted) ?? {};
  assertMatch(hint, /--ca-file or DENO_CERT, or set DENO_TLS_CA_STORE=system/);
  assertEquals(retry, undefined);
});

Deno.test("explainTlsFailure(), variables of other programs: note that they are not used", async () => {
  const notRead = 'SSL_CERT_FILE is set but not used; to use it, add --ca-file "$SSL_CERT_FILE".';
  await forEachCase<readonly [Readonly<Record<string, string>>, details: readonly string[]]>({
    "none": [{}, []],
    "empty": [{ SSL_CERT_FILE: "" }, []],
    "one of OpenSSL": [{ SSL_CERT_FILE: "/canary.pem" }, [notRead]],
    "the same without the system's store": [
      { SSL_CERT_FILE: "/canary.pem", DENO_TLS_CA_STORE: "mozilla" },
      [notRead],
    ],
    "the same where it is read": [
      { SSL_CERT_FILE: "/canary.pem", DENO_TLS_CA_STORE: "mozilla,system" },
      [],
    ],
    "those of others": [{ CURL_CA_BUNDLE: "/c.pem", REQUESTS_CA_BUNDLE: "/r.pem" }, [
      'CURL_CA_BUNDLE is set but not used; to use it, add --ca-file "$CURL_CA_BUNDLE".',
      'REQUESTS_CA_BUNDLE is set but not used; to use it, add --ca-file "$REQUESTS_CA_BUNDLE".',
    ]],
    "one that switches the checks off elsewhere": [{ NODE_TLS_REJECT_UNAUTHORIZED: "0" }, [
      "NODE_TLS_REJECT_UNAUTHORIZED has no effect: certificates are always checked.",
    ]],
    "the same that does not": [{ NODE_TLS_REJECT_UNAUTHORIZED: "1" }, []],
  }, ([env, details]) => assertEquals(explain(untrusted, env)?.details, details));

  const expired = "invalid peer certificate: Expired";
  assertEquals(explain(expired, { SSL_CERT_FILE: "/canary.pem" })?.details, []);
});

Deno.test("explainTlsFailure(), expired or not yet valid: date and clock are shown", () => {
  const words = "invalid peer certificate: certificate expired: verification time 1795420977 " +
    "(UNIX), but certificate is not valid after 1609459200 (185961777 seconds ago)";
  assertEquals(explain(words)?.details, [
    "It is valid until 2021-01-01T00:00Z; this machine's clock shows 2026-11-23T08:02Z.",
  ]);
  const early = "invalid peer certificate: certificate not valid yet: verification time 17 " +
    "(UNIX), but certificate is not valid before 2051222400 (2051222383 seconds in future)";
  assertEquals(explain(early)?.details, [
    "It is valid from 2035-01-01T00:00Z; this machine's clock shows 1970-01-01T00:00Z.",
  ]);
  assertMatch(
    explain(early.replace("2051222400", "9".repeat(19)))?.details.join() ?? "",
    /^It is valid from a time out of range;/,
  );
});

Deno.test("explainTlsFailure(), wrong name: up to five valid names are shown", async () => {
  const words = (names: string) =>
    'invalid peer certificate: certificate not valid for name "id.example"; certificate is only ' +
    `valid for ${names}`;
  await forEachCase<readonly [names: string, details: readonly string[]]>({
    "one": ['DnsName("a.example")', ["It is valid for a.example."]],
    "two": ['DnsName("a.example") or DnsName("*.b.example")', [
      "It is valid for a.example, *.b.example.",
    ]],
    "many": [
      Array.from({ length: 200 }, (_, index) => `DnsName("${index}.example")`).join(", "),
      ["It is valid for 0.example, 1.example, 2.example, 3.example, 4.example."],
    ],
    "an address": ['DnsName("a.example") or IpAddress(127.0.0.9)', [
      "It is valid for a.example, 127.0.0.9.",
    ]],
    "an address of version 6": ["IpAddress(::1)", ["It is valid for ::1."]],
    "what is no name": ['DnsName("\\u{1b}[31m")', []],
    "a line break": ['DnsName("a\nb")', []],
  }, ([names, details]) => {
    const failure = explain(words(names));
    assertEquals(failure?.details, details);
    for (const detail of failure?.details ?? []) assertOneLine(detail);
  });
});

Deno.test("explainTlsFailure(): only a closed connection is retried", () => {
  assert(explain("client error (Connect): tls handshake eof")?.retry);
  for (const words of [untrusted, "received fatal alert: InternalError", "peer misbehaved: Odd"]) {
    assertEquals([explain(words)?.code, explain(words)?.retry], ["tls_failed", undefined]);
  }
});

Deno.test("explainTlsFailure(), not about TLS: undefined", () => {
  for (const words of ["connection refused", "unsuccessful tunnel", "TTL expired", "canary"]) {
    assertEquals(explain(words), undefined);
  }
});

Deno.test("explainTlsFailure(), alert after a client certificate: refused", async () => {
  const denied = "denies access with this client certificate";
  const other = "requires another client certificate";
  await forEachCase({
    "UnknownCA": "does not trust the issuer of the client certificate",
    "CertificateExpired": "says that the client certificate has expired",
    "CertificateRevoked": "says that the client certificate was revoked",
    "BadCertificate": "does not accept the client certificate",
    "CertificateUnknown": "does not accept the client certificate",
    "UnsupportedCertificate": "does not accept the client certificate",
    "AccessDenied": denied,
    "DecryptError": denied,
    "CertificateRequired": other,
    "HandshakeFailure": other,
  }, (said, alert) => {
    // Deno 2.6 and 2.9 with TLS 1.3, and both with TLS 1.2.
    for (const where of ["client error (SendRequest): connection error: ", "", "(Connect): "]) {
      const words = `${where}received fatal alert: ${alert}`;
      const failure = explainTlsFailure(words, target, () => undefined, true);
      assertEquals([failure?.code, failure?.retry], ["refused", undefined]);
      assertEquals(failure?.message, `id.example ${said}`);
      assertEquals(explain(words)?.code, "tls_failed");
    }
  });
});

Deno.test("explainTlsFailure(), server certificate not trusted: tls_failed, with a client certificate as well", () => {
  const failure = explainTlsFailure(untrusted, target, () => undefined, true);
  assertEquals(failure?.code, "tls_failed");
});
