import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { diagnose, type Sending } from "../../../lib/net/network_failure.ts";
import type { ProxyUse } from "../../../lib/net/proxies.ts";
import { forEachCase, toldBy } from "../helpers.ts";

/** Our error for each message of the runtime: code and message. `…` marks a retryable code. */
type RuntimeWords = Readonly<Record<string, string>>;

const ended = "connection_failed…: HOST closed the connection before its reply was complete";
const broken = "connection_failed…: HOST aborted the request";
const noHttp = "reply_unusable: HOST does not answer with valid HTTP";
const noHttp2 = "reply_unusable: HOST sent invalid HTTP/2";
const damaged = "reply_unusable: The reply from HOST cannot be decompressed";
const noWay = "connection_failed…: No route to HOST";
const forbidden = "connection_failed: This machine does not allow a connection to HOST";
const nameless = "tls_failed: The certificate of HOST lists no names of hosts (subjectAltName)";
const wrongName = "tls_failed: The certificate of HOST is for another name";
const wrongKind = "tls_failed: The certificate of HOST is of an unsupported type";
const noTls = "tls_failed: HOST does not speak TLS on this port";
const clientCertificate = "tls_failed: HOST requires a client certificate, and none was presented";
const unloadable = "tls_failed: Cannot load the trusted CA certificates";

const runtimeWords: RuntimeWords = {
  "client error (Connect): dns error: failed to lookup address information: Name or service not known":
    "host_not_found…: Cannot find the host HOST",
  "client error (Connect): dns error: failed to lookup address information: Temporary failure in name resolution":
    "host_not_found…: Cannot find the host HOST",
  "client error (Connect): dns error: No such host is known. (os error 11001)":
    "host_not_found…: Cannot find the host HOST",
  "client error (Connect): invalid dns name": "host_not_found: HOST is not a valid host name",

  "client error (Connect): tcp connect error: Connection refused (os error 111)":
    "connection_failed…: HOST refuses the connection",
  "client error (Connect): tcp connect error: No connection could be made because the target machine actively refused it. (os error 10061)":
    "connection_failed…: HOST refuses the connection",
  "client error (Connect): tcp connect error: Der Zielcomputer verweigerte die Verbindung. (os error 10061)":
    "connection_failed…: HOST refuses the connection",
  "connect ECONNREFUSED 127.0.0.1:1": "connection_failed…: HOST refuses the connection",
  "getaddrinfo ENOTFOUND nosuch.invalid": "host_not_found…: Cannot find the host HOST",
  "bad port": "connection_failed: HOST has a port that is blocked for HTTP",
  "connect ETIMEDOUT 192.0.2.1:443": "timed_out…: HOST does not answer",
  "connect EHOSTUNREACH 192.0.2.1:443": noWay,
  "HPE_INVALID_CONSTANT": noHttp,
  "other side closed": ended,
  "ECONNRESET: The socket connection was closed unexpectedly.": ended,
  "self-signed certificate in certificate chain":
    "tls_failed: The certificate of HOST is not trusted: its issuer is unknown",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    "tls_failed: The certificate of HOST is not trusted: its issuer is unknown",
  "ERR_TLS_CERT_ALTNAME_INVALID": wrongName,
  "CERT_HAS_EXPIRED": "tls_failed: The certificate of HOST has expired",
  "error:0A00010B:SSL routines:tls_validate_record_header:wrong version number": noTls,
  "EPROTO: The TLS handshake failed. Does the server speak TLS on this port?":
    "tls_failed: No TLS connection to HOST",
  "error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required":
    clientCertificate,

  "client error (Connect): tcp connect error: Network is unreachable (os error 101)": noWay,
  "client error (Connect): tcp connect error: No route to host (os error 113)": noWay,
  "client error (Connect): tcp connect error: Der Host war nicht erreichbar. (os error 10065)":
    noWay,
  "client error (Connect): tcp connect error: Permission denied (os error 13)": forbidden,
  "client error (Connect): tcp connect error: Operation not permitted (os error 1)": forbidden,
  "client error (Connect): tcp connect error: An attempt was made to access a socket in a way forbidden by its access permissions. (os error 10013)":
    forbidden,
  "client error (Connect): tcp connect error: Connection timed out (os error 110)":
    "timed_out…: HOST does not answer",
  "client error (Connect): tcp connect error: Zeitüberschreitung. (os error 10060)":
    "timed_out…: HOST does not answer",
  "Fetch failed: Requests to port 6000 are blocked":
    "connection_failed: HOST has a port that is blocked for HTTP",

  "client error (Connect): invalid peer certificate: UnknownIssuer":
    "tls_failed: The certificate of HOST is not trusted: its issuer is unknown",
  "client error (Connect): invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))":
    "tls_failed: The certificate of HOST is a CA certificate, not one for a server",
  "client error (Connect): invalid peer certificate: BadSignature":
    "tls_failed: The certificate of HOST is not trusted: its signature is invalid, or its key too weak",
  "client error (Connect): invalid peer certificate: certificate expired: verification time 17 (UNIX), but certificate is not valid after 9 (8 seconds ago)":
    "tls_failed: The certificate of HOST has expired",
  "client error (Connect): invalid peer certificate: Expired":
    "tls_failed: The certificate of HOST has expired",
  "client error (Connect): invalid peer certificate: certificate not valid yet: verification time 17 (UNIX), but certificate is not valid before 20 (3 seconds in future)":
    "tls_failed: The certificate of HOST is not valid yet",
  "client error (Connect): invalid peer certificate: NotValidYet":
    "tls_failed: The certificate of HOST is not valid yet",
  'client error (Connect): invalid peer certificate: certificate not valid for name "a"; certificate is only valid for DnsName("expired.example")':
    wrongName,
  'client error (Connect): invalid peer certificate: certificate not valid for name "a"; certificate is not valid for any names (according to its subjectAltName extension)':
    nameless,
  "client error (Connect): invalid peer certificate: NotValidForName": wrongName,
  "client error (Connect): invalid peer certificate: Revoked":
    "tls_failed: The certificate of HOST was revoked",
  "client error (Connect): invalid peer certificate: certificate does not allow extended key usage for server authentication, allows client authentication":
    wrongKind,
  "client error (Connect): invalid peer certificate: UnsupportedSignatureAlgorithm": wrongKind,
  "client error (Connect): invalid peer certificate: UnsupportedSignatureAlgorithmContext { signature_algorithm_id: [6, 9], supported_algorithms: [0x06] }":
    wrongKind,
  "client error (Connect): invalid peer certificate: Other(OtherError(UnsupportedCertVersion))":
    wrongKind,
  "client error (Connect): invalid peer certificate: BadEncoding": wrongKind,
  "client error (Connect): invalid peer certificate: UnhandledCriticalExtension": wrongKind,
  "client error (Connect): received corrupt message of type InvalidContentType": noTls,
  "client error (Connect): received fatal alert: ProtocolVersion":
    "tls_failed: HOST supports only outdated TLS versions",
  "client error (Connect): received fatal alert: HandshakeFailure":
    "tls_failed: HOST and gettoken have no TLS parameters in common",
  "client error (Connect): peer is incompatible: NoCipherSuitesInCommon":
    "tls_failed: HOST and gettoken have no TLS parameters in common",
  "client error (Connect): received fatal alert: CertificateRequired": clientCertificate,
  "client error (SendRequest): connection error: received fatal alert: CertificateRequired":
    clientCertificate,
  "received fatal alert: CertificateRequired": clientCertificate,
  "client error (Connect): received fatal alert: UnrecognisedName":
    "tls_failed: The server at HOST does not serve this name",
  "client error (Connect): received fatal alert: NoApplicationProtocol":
    "tls_failed: No TLS connection to HOST",
  "client error (Connect): tls handshake eof":
    "connection_failed…: HOST closed the connection during the TLS handshake",
  "Failed opening CA file: No such file or directory (os error 2)": unloadable,
  'Unable to add pem file to certificate store: section end "-----END CERTIFICATE-----" missing':
    unloadable,
  'Unknown certificate store "bogus" specified (allowed: "system,mozilla")': unloadable,
  "Failed to load platform certificates: No such file or directory (os error 2)": unloadable,

  "client error (SendRequest): received unexpected message from connection": noHttp,
  "client error (SendRequest): message head is too large": noHttp,
  "client error (SendRequest): invalid HTTP version parsed": noHttp,
  "client error (SendRequest): invalid HTTP header parsed": noHttp,
  "client error (SendRequest): invalid HTTP status-code parsed": noHttp,
  "client error (SendRequest): invalid content-length parsed": noHttp,
  "connection error detected: frame with invalid size": noHttp2,
  "client error (SendRequest): http2 error: connection error detected: frame with invalid size":
    noHttp2,
  "stream error received: unspecific protocol error detected": noHttp2,
  "client error (SendRequest): http2 error: stream error received: endpoint requires HTTP/1.1":
    noHttp2,
  "stream error received: refused stream before processing any application logic": broken,
  "client error (SendRequest): http2 error: stream error received: refused stream before processing any application logic":
    broken,
  "stream error received: not a result of an error": broken,
  "stream error received: detected excessive load generating behavior": broken,
  "stream error received: unexpected internal error encountered": broken,
  "stream error received: stream no longer needed": broken,

  "client error (Connect): Connection reset by peer (os error 104)": ended,
  "client error (SendRequest): connection closed before message completed": ended,
  "client error (SendRequest): connection error: Connection reset by peer (os error 104)": ended,
  "Connection reset by peer (os error 104)": ended,
  "stream closed because of a broken pipe": ended,
  "client error (SendRequest): connection error: stream closed because of a broken pipe": ended,
  "error reading a body from connection": ended,
  "peer closed connection without sending TLS close_notify: https://docs.rs/rustls#unexpected-eof":
    ended,
  "unexpected end of file": damaged,
  "reached unexpected EOF": damaged,
  "Invalid gzip header": damaged,
  "deflate decompression error: invalid distance code": damaged,
  "CRC computed does not match": damaged,
  "brotli error": damaged,

  "client error (Connect): unsuccessful tunnel": "proxy_failed…: The proxy did not connect to HOST",
  'Requires net access to "h.example:443", run again with the --allow-net flag':
    "connection_failed: gettoken has no permission to connect to HOST",
  "something that nobody has seen yet": "connection_failed: No complete reply from HOST",
};

const refusing = "proxy_failed…: The proxy PROXY refuses the connection";
const unknown = "proxy_failed…: Cannot find the proxy PROXY";
const hangingUp = "proxy_failed…: The proxy PROXY closed the connection to HOST";
const unwilling = "proxy_failed…: The proxy PROXY did not connect to HOST";
const demanding = "proxy_failed: The proxy PROXY asks for a user and a password";
const unable = "proxy_failed…: The proxy PROXY cannot reach HOST";
const noSocks = "proxy_failed: The proxy PROXY does not speak SOCKS5";

/** The same for requests through a proxy, by its scheme. */
const proxyWords: Readonly<Record<"http" | "https" | "socks5", RuntimeWords>> = {
  http: {
    "client error (Connect): dns error: failed to lookup address information: Name or service not known":
      unknown,
    "client error (Connect): tcp connect error: Connection refused (os error 111)": refusing,
    "client error (Connect): tcp connect error: Der Zielcomputer verweigerte die Verbindung. (os error 10061)":
      refusing,
    "client error (Connect): tcp connect error: No route to host (os error 113)":
      "proxy_failed…: No route to the proxy PROXY",
    "client error (Connect): tcp connect error: Connection timed out (os error 110)":
      "timed_out…: The proxy PROXY does not answer",
    "client error (Connect): proxy authentication required": demanding,
    "client error (Connect): unsuccessful tunnel": unwilling,
    "client error (Connect): proxy headers too long for tunnel":
      "proxy_failed: The proxy PROXY does not answer like an HTTP proxy",
    "client error (Connect): unexpected eof while tunneling": hangingUp,
    "client error (Connect): Connection reset by peer (os error 104)": hangingUp,
    "client error (Connect): tls handshake eof": hangingUp,

    "client error (Connect): invalid peer certificate: UnknownIssuer":
      "tls_failed: The certificate of HOST is not trusted: its issuer is unknown",
    'client error (Connect): invalid peer certificate: certificate not valid for name "proxy.example"; certificate is not valid for any names (according to its subjectAltName extension)':
      nameless,
    "client error (Connect): received corrupt message of type InvalidContentType": noTls,
    "client error (SendRequest): connection closed before message completed": ended,
    "unexpected end of file": damaged,
  },
  https: {
    "client error (Connect): tcp connect error: Connection refused (os error 111)": refusing,
    "client error (Connect): tls handshake eof": hangingUp,
    "client error (Connect): received corrupt message of type InvalidContentType":
      "proxy_failed: The proxy PROXY, or HOST behind it, does not speak TLS",
    'client error (Connect): invalid peer certificate: certificate not valid for name "proxy.example"; certificate is only valid for DnsName("other.example")':
      "proxy_failed: The certificate of the proxy PROXY is for another name",
    'client error (Connect): invalid peer certificate: certificate not valid for name "proxy.example"; certificate is not valid for any names (according to its subjectAltName extension)':
      "proxy_failed: The certificate of the proxy PROXY lists no names of hosts (subjectAltName)",
    'client error (Connect): invalid peer certificate: certificate not valid for name "id.example"; certificate is only valid for DnsName("proxy.example")':
      wrongName,
    'client error (Connect): invalid peer certificate: certificate not valid for name "proxyxexample"; certificate is not valid for any names (according to its subjectAltName extension)':
      nameless,
    "client error (Connect): invalid peer certificate: UnknownIssuer":
      "tls_failed: The certificate of HOST is not trusted: its issuer is unknown",
  },
  socks5: {
    "client error (Connect): Proxy server unreachable": refusing,
    "client error (Connect): Connection refused (os error 111)": refusing,
    "client error (Connect): failed to lookup address information: Name or service not known: failed to lookup address information: Name or service not known":
      unknown,
    "client error (Connect): early eof: early eof": hangingUp,
    "client error (Connect): unexpected end of file: unexpected end of file": hangingUp,
    "client error (Connect): Connection reset by peer (os error 104): Connection reset by peer (os error 104)":
      hangingUp,
    "client error (Connect): tls handshake eof": hangingUp,
    "client error (Connect): No acceptable auth methods": demanding,
    "client error (Connect): Authorization required": demanding,
    "client error (Connect): Password auth failure, code: 1": demanding,
    "client error (Connect): Invalid auth values: password length should between 1 to 255":
      demanding,
    "client error (Connect): General SOCKS server failure": unable,
    "client error (Connect): Network unreachable": unable,
    "client error (Connect): Host unreachable": unable,
    "client error (Connect): Connection refused": unable,
    "client error (Connect): TTL expired": unable,
    "client error (Connect): Connection not allowed by ruleset":
      "proxy_failed: The proxy PROXY does not allow a connection to HOST",
    "client error (Connect): Invalid response version": noSocks,
    "client error (Connect): Command not supported": noSocks,
    "client error (Connect): Address type not supported": noSocks,
    "client error (Connect): Unknown auth method": noSocks,
    "unexpected end of file": damaged,
  },
};

// Parts of this URL would match failures if URLs were not removed.
const misleadingUrl = "https://tls-proxy-error.expired.example:8443/dns-error/reset?canary";

/** How the runtimes wrap their messages. */
const shapes: Readonly<Record<string, (words: string) => Error>> = {
  "of Deno 2.6": (words) =>
    new TypeError(`error sending request for url (${misleadingUrl}): ${words}`),
  "of Deno 2.6, once it is sent": (words) =>
    new TypeError(
      `error sending request from 192.0.2.1:4 for ${misleadingUrl} (192.0.2.2:8443): ${words}`,
      { cause: new Error(words) },
    ),
  "of Deno 2.9, before it is sent": (words) =>
    new TypeError("fetch failed", {
      cause: new Error(`error sending request for url (${misleadingUrl}): ${words}`),
    }),
  "of Deno 2.9, once it is sent": (words) =>
    new TypeError("fetch failed", {
      cause: new Error(
        `error sending request from 192.0.2.1:4 for ${misleadingUrl} (192.0.2.2:8443): ${words}`,
      ),
    }),
  "of any, on its own": (words) => new TypeError(words),
  "of a chain of causes": (words) =>
    new TypeError("fetch failed", {
      cause: new Error(misleadingUrl, { cause: new Error(words) }),
    }),
};

const direct: Sending = {
  target: new URL("https://id.example/token"),
  timeout: 30,
  env: () => undefined,
};

function proxied(scheme: ProxyUse["scheme"]): Sending {
  const proxy: ProxyUse = {
    variable: "HTTPS_PROXY",
    scheme,
    address: "proxy.example:3128",
    hasCredentials: false,
    seemsExempt: false,
  };
  return { ...direct, proxy };
}

/** A failure in the form of the tables above. */
function summary(error: unknown, sending: Sending): string {
  const failure = diagnose(error, sending);
  assertNotMatch(toldBy(failure), /canary|client error|os error/);
  const message = failure.message
    .replaceAll("proxy.example:3128 (HTTPS_PROXY in the environment)", "PROXY")
    .replaceAll("id.example", "HOST");
  return `${failure.code}${failure.retry ? "…" : ""}: ${message}`;
}

for (const [shape, wrap] of Object.entries(shapes)) {
  Deno.test(`diagnose() maps the runtime's message to our own, error ${shape}`, async () => {
    await forEachCase(runtimeWords, (expected, words) => {
      assertEquals(summary(wrap(words), direct), expected);
    });
  });

  for (const [scheme, cases] of Object.entries(proxyWords)) {
    Deno.test(`diagnose() explains failures of a proxy with ${scheme}, error ${shape}`, async () => {
      await forEachCase(cases, (expected, words) => {
        assertEquals(summary(wrap(words), proxied(scheme as ProxyUse["scheme"])), expected);
      });
    });
  }
}

Deno.test("diagnose(), TimeoutError: timed_out, whatever its message", () => {
  for (const words of ["Signal timed out.", "The operation was aborted due to timeout"]) {
    for (const sending of [direct, proxied("http"), proxied("socks5")]) {
      const failure = diagnose(new DOMException(words, "TimeoutError"), { ...sending, timeout: 7 });
      assertEquals(failure.message, "id.example did not answer within 7 s");
      assertEquals([failure.code, failure.retry], ["timed_out", {}]);
      assertMatch(failure.hint ?? "", /--timeout/);
    }
  }
});

Deno.test("diagnose(), the host or its proxy may have failed: the proxy is named", async () => {
  const by = /^The request went through the proxy proxy\.example:3128 \(HTTPS_PROXY/;
  await forEachCase({
    "a time-out": new DOMException("", "TimeoutError"),
    "a certificate": new TypeError("invalid peer certificate: UnknownIssuer"),
    "anything": new TypeError("canary"),
  }, (error) => {
    assertMatch(diagnose(error, proxied("http")).details.join(), by);
    assertEquals(diagnose(error, direct).details, []);
  });
  assertEquals(diagnose(new TypeError("unsuccessful tunnel"), proxied("http")).details, []);

  const untrusted = new TypeError("invalid peer certificate: UnknownIssuer");
  assertMatch(diagnose(untrusted, proxied("https")).details.join(), /may be the cause/);
  assertNotMatch(diagnose(untrusted, proxied("http")).details.join(), /may be the cause/);
});

Deno.test("diagnose(), no HTTP in a reply over http: the hint suggests https", () => {
  const garbled = new TypeError("client error (SendRequest): invalid HTTP version parsed");
  const local = { ...direct, target: new URL("http://127.0.0.1:8443/token") };
  assertMatch(diagnose(garbled, local).hint ?? "", /https:/);
  assertMatch(diagnose(garbled, direct).hint ?? "", /Check the URL/);
});

Deno.test("diagnose(), anything thrown that is not an error: connection_failed", () => {
  const circle = new Error("canary");
  circle.cause = circle;
  for (const thrown of ["canary", undefined, null, { message: "canary" }, circle]) {
    assertEquals(summary(thrown, direct), "connection_failed: No complete reply from HOST");
  }
});

Deno.test("diagnose(), connection closed after a client certificate: the certificate is mentioned", () => {
  const words = "peer closed connection without sending TLS close_notify";
  for (const identified of [true, false]) {
    const failure = diagnose(new TypeError("fetch failed", { cause: new Error(words) }), {
      target: new URL("https://id.example/token"),
      timeout: 30,
      identified,
      env: () => undefined,
    });
    assertEquals(failure.code, "connection_failed");
    assertEquals(/client certificate/.test(toldBy(failure)), identified);
  }
});

Deno.test("diagnose(), connection closed: https:// is suggested for an http URL", () => {
  const hintFor = (url: string) =>
    diagnose(new TypeError("connection closed before message completed"), {
      ...{ target: new URL(url), timeout: 30, env: () => undefined },
    }).hint;
  assertEquals(hintFor("https://id.example/token"), "Try again.");
  assertEquals(
    hintFor("http://127.0.0.1:8443/token"),
    "If the server uses TLS on this port, write https://; if not, try again.",
  );
});
