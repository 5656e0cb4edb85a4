import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import type { FailureCode } from "../../lib/errors.ts";
import { explainFailure } from "../../lib/network_failure.ts";
import { forEachCase, toldBy } from "./helpers.ts";

/** What the runtime says, and what that means. */
const runtimeWords: Readonly<Record<string, readonly [code: FailureCode, message: string]>> = {
  "client error (Connect): dns error: failed to lookup address information: Name or service not known":
    ["host_not_found", "Cannot find the host HOST"],
  "client error (Connect): dns error: No such host is known. (os error 11001)": [
    "host_not_found",
    "Cannot find the host HOST",
  ],
  "client error (Connect): unsuccessful tunnel": [
    "proxy_failed",
    "The proxy does not let the request through to HOST",
  ],
  "client error (Connect): proxy authentication required": [
    "proxy_failed",
    "The proxy does not let the request through to HOST",
  ],
  "client error (Connect): invalid peer certificate: UnknownIssuer": [
    "tls_failed",
    "The certificate of HOST is not trusted: its issuer is unknown",
  ],
  "client error (Connect): invalid peer certificate: certificate expired: verification time 17 (UNIX), but certificate is not valid after 9 (8 seconds ago)":
    ["tls_failed", "The certificate of HOST has expired"],
  "client error (Connect): invalid peer certificate: Expired": [
    "tls_failed",
    "The certificate of HOST has expired",
  ],
  "client error (Connect): invalid peer certificate: certificate not valid yet: verification time 17 (UNIX), but certificate is not valid before 20 (3 seconds in future)":
    ["tls_failed", "The certificate of HOST is not valid yet"],
  "client error (Connect): invalid peer certificate: NotValidYet": [
    "tls_failed",
    "The certificate of HOST is not valid yet",
  ],
  'client error (Connect): invalid peer certificate: certificate not valid for name "a"; certificate is only valid for DnsName("expired.example")':
    ["tls_failed", "The certificate of HOST is for another name"],
  "client error (Connect): invalid peer certificate: NotValidForName": [
    "tls_failed",
    "The certificate of HOST is for another name",
  ],
  "client error (Connect): invalid peer certificate: BadSignature": [
    "tls_failed",
    "No TLS connection with HOST",
  ],
  "client error (Connect): received corrupt message of type InvalidContentType": [
    "tls_failed",
    "HOST does not speak TLS on this port",
  ],
  "client error (Connect): received fatal alert: ProtocolVersion": [
    "tls_failed",
    "No TLS connection with HOST",
  ],
  "client error (Connect): tls handshake eof": ["tls_failed", "No TLS connection with HOST"],
  "client error (Connect): tcp connect error: Connection refused (os error 111)": [
    "connection_failed",
    "HOST refuses the connection",
  ],
  "client error (Connect): tcp connect error: No connection could be made because the target machine actively refused it. (os error 10061)":
    ["connection_failed", "HOST refuses the connection"],
  "client error (Connect): tcp connect error: Network is unreachable (os error 101)": [
    "connection_failed",
    "There is no way to HOST on this network",
  ],
  "client error (Connect): tcp connect error: No route to host (os error 113)": [
    "connection_failed",
    "There is no way to HOST on this network",
  ],
  "client error (Connect): tcp connect error: Connection timed out (os error 110)": [
    "timed_out",
    "HOST does not answer",
  ],
  "client error (SendRequest): message head is too large": [
    "reply_unusable",
    "HOST does not answer in HTTP",
  ],
  "client error (SendRequest): invalid HTTP version parsed": [
    "reply_unusable",
    "HOST does not answer in HTTP",
  ],
  "client error (SendRequest): connection closed before message completed": [
    "connection_failed",
    "HOST ended the connection before its reply was complete",
  ],
  "client error (SendRequest): connection error: Connection reset by peer (os error 104)": [
    "connection_failed",
    "HOST ended the connection before its reply was complete",
  ],
  "error reading a body from connection": [
    "connection_failed",
    "HOST ended the connection before its reply was complete",
  ],
  "Fetch failed: Requests to port 6000 are blocked": [
    "connection_failed",
    "HOST has a port that is never used for HTTP",
  ],
  "something that nobody has seen yet": ["connection_failed", "No complete reply from HOST"],
};

// Names that a careless search in the runtime's words would take for the fault.
const misleadingUrl = "https://tls-proxy-error.expired.example:8443/dns-error/reset?canary";

/** The ways in which the runtimes wrap their words. */
const shapes: Readonly<Record<string, (words: string) => Error>> = {
  "of Deno 2.6": (words) =>
    new TypeError(`error sending request for url (${misleadingUrl}): ${words}`),
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

for (const [shape, wrap] of Object.entries(shapes)) {
  Deno.test(`explainFailure() says in its own words what the runtime says in the shape ${shape}`, async () => {
    await forEachCase(runtimeWords, ([code, message], words) => {
      const failure = explainFailure(wrap(words), "id.example", 30);
      assertEquals([failure.code, failure.message], [code, message.replace("HOST", "id.example")]);
      assertNotMatch(toldBy(failure), /canary|client error|os error/);
    });
  });
}

Deno.test("explainFailure() names the variables that help behind a company's TLS proxy", () => {
  const { hint = "" } = explainFailure(
    new TypeError("invalid peer certificate: UnknownIssuer"),
    "id.example",
    30,
  );
  assertStringIncludes(hint, "DENO_CERT");
  assertStringIncludes(hint, "DENO_TLS_CA_STORE=system");
});

Deno.test("explainFailure() knows when the time was up", () => {
  const { code, message, hint = "" } = explainFailure(
    new DOMException("canary", "TimeoutError"),
    "id.example",
    7,
  );
  assertEquals([code, message], ["timed_out", "id.example did not answer within 7 s"]);
  assertStringIncludes(hint, "--timeout");
});

Deno.test("explainFailure() explains whatever is thrown, be it no error at all", () => {
  const circle = new Error("canary");
  circle.cause = circle;
  for (const thrown of ["canary", undefined, null, { message: "canary" }, circle]) {
    const failure = explainFailure(thrown, "id.example", 30);
    assertEquals(failure.message, "No complete reply from id.example");
    assertNotMatch(toldBy(failure), /canary/);
  }
});
