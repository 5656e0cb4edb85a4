/**
 * TLS: failing handshakes, and connections closed without notice.
 *
 * @module
 */

import { hangUp, rawServer } from "../../idp/raw_server.ts";
import { type Fault, type Faults, type Given, once } from "./fault.ts";
import { endsUnannounced } from "./tls_server.ts";
import { issued, noTls, trusting, trustIt } from "./trust.ts";

const host = /127\.0\.0\.1:\d+/;

/** Sends the request over TLS, even if the server does not use it. */
function byTls(...options: string[]): Given<readonly string[]> {
  return ({ port }) => [
    ...["oidc", "--token-url", `https://127.0.0.1:${port}/token`, "--client-id", "some-client"],
    ...[...once, ...options],
  ];
}

/** A server that replies to the ClientHello with these bytes and closes the connection. */
function answersHello(bytes: string | Uint8Array): Fault {
  return {
    ...noTls,
    args: byTls(),
    server: () =>
      rawServer(async ({ read, write }) => {
        await read();
        await write(bytes);
      }),
  };
}

/** A server that ends the handshake with this alert, a fatal one (RFC 8446 §6). */
function alerts(description: number): Fault {
  return answersHello(Uint8Array.of(21, 3, 3, 0, 2, 2, description));
}

const handshakes: Faults = {
  "a server that demands a certificate of the client": {
    ...alerts(116),
    says: [/127\.0\.0\.1:\d+ .*certificate/],
  },
  "a server that knows only old versions of TLS": {
    ...alerts(70),
    says: [host, /TLS versions/],
  },
  "a server that knows no common cipher": { ...alerts(40), says: [host, /TLS/] },
  "a server that does not know the name": { ...alerts(112), says: [host, /name/] },
  "a server that has trouble in the handshake": { ...alerts(80), says: [host, /TLS/] },
  "plain HTTP where TLS belongs": {
    ...answersHello("HTTP/1.1 400 Bad Request\r\n\r\n"),
    says: [/127\.0\.0\.1:\d+ does not speak TLS/, /port/],
  },
  "a mail server where TLS belongs": {
    ...answersHello("220 mail.example ESMTP\r\n"),
    says: [/127\.0\.0\.1:\d+ does not speak TLS/],
  },
  "TLS where plain HTTP belongs": {
    server: async () => rawServer(hangUp(), { tls: await issued() }),
    args: ({ port }) => [
      ...["oidc", "--token-url", `http://127.0.0.1:${port}/token`, "--client-id", "some-client"],
    ],
    exit: 7,
    code: "reply_unusable",
    requests: 0,
    connections: 1,
    says: [/127\.0\.0\.1:\d+ does not answer with valid HTTP/, /https/],
  },
  "silence in the handshake": {
    ...noTls,
    args: byTls("--timeout", "2"),
    server: () =>
      rawServer(async ({ read }) => {
        while (await read());
      }),
    seconds: 2,
    exit: 6,
    code: "timed_out",
    says: [/127\.0\.0\.1:\d+ did not answer within 2 s/],
  },
  "a connection that is cut in the handshake": {
    ...answersHello(""),
    code: "connection_failed",
    says: [/127\.0\.0\.1:\d+ closed the connection during the TLS/],
  },
  "a connection that is cut in the middle of a message of the handshake": {
    // The head of a ServerHello of 122 bytes.
    ...answersHello(Uint8Array.of(22, 3, 3, 0, 122, 2, 0, 0, 118, 3, 3)),
    code: "connection_failed",
    says: [/127\.0\.0\.1:\d+ closed the connection during the TLS/],
  },
};

/** A reply over TLS, closed after its last byte without close_notify. */
function cut(rest: string): Fault {
  return {
    ...trusting,
    options: [...trustIt, ...once],
    server: () => endsUnannounced(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${rest}`),
    exit: 5,
    code: "connection_failed",
    says: [/127\.0\.0\.1:\d+ closed the connection before its reply was complete/],
  };
}

const endings: Faults = {
  "half a body, and no word that TLS ends": cut('content-length: 999\r\n\r\n{"access'),
  "what looks like a whole body, and no word that TLS ends": cut(
    '\r\n{"access_token":"some-token","token_type":"Bearer"}',
  ),
};

export const tlsFaults: Faults = { ...handshakes, ...endings };
