/**
 * Unreachable hosts and broken connections.
 *
 * @module
 */

import {
  answerOnce,
  hangUp,
  neverAnswer,
  type RawScript,
  rawServer,
} from "../../idp/raw_server.ts";
import { type Fault, type Faults, once, speaks } from "./fault.ts";

/** A local port without a listener: it was free a moment ago. */
async function closedPort(): Promise<number> {
  await using server = rawServer(hangUp());
  return server.port;
}

/** Another URL than the usual server's, which gets no request. */
function elsewhere(address: string, more: Pick<Fault, "exit" | "code" | "says">): Fault {
  return {
    args: ["oidc", "--token-url", address, "--client-id", "some-client", ...once],
    requests: 0,
    ...more,
  };
}

const unreachable: Faults = {
  "a host that no name server knows": elsewhere("https://nobody.invalid/token", {
    exit: 5,
    code: "host_not_found",
    says: [/Cannot find the host nobody\.invalid/, /spelling/],
  }),
  "a closed port": elsewhere(`http://127.0.0.1:${await closedPort()}/token`, {
    exit: 5,
    code: "connection_failed",
    says: [/127\.0\.0\.1:\d+ refuses the connection/],
  }),
  "a closed port by TLS": elsewhere(`https://127.0.0.1:${await closedPort()}/token`, {
    exit: 5,
    code: "connection_failed",
    says: [/127\.0\.0\.1:\d+ refuses the connection/],
  }),
  "a closed port of version 6": elsewhere(`http://[::1]:${await closedPort()}/token`, {
    exit: 5,
    code: "connection_failed",
    says: [/\[::1\]:\d+ /],
  }),
  "a port that no browser would use": elsewhere("http://127.0.0.1:6000/token", {
    exit: 5,
    code: "connection_failed",
    // Versions of the runtime differ in whether they try.
    says: [/127\.0\.0\.1:6000 (has a port that is blocked for HTTP|refuses the connection)/],
  }),
  "a name with addresses of which one answers": {
    args: ({ port }) => ["oidc", "--token-url", `http://localhost:${port}/`, "--client-id", "x"],
    exit: 0,
  },
};

/** A server that closes the connection before the reply is complete. */
function broken(script: RawScript, more: Partial<Fault> = {}): Fault {
  return {
    options: once,
    server: speaks(() => script),
    exit: 5,
    code: "connection_failed",
    says: [/127\.0\.0\.1:\d+ closed the connection before its reply was complete/],
    ...more,
  };
}

/** Closing a TCP connection with unread data resets it. */
function reset(bytes: string): Fault {
  const script: RawScript = async (connection) => {
    await connection.read();
    await connection.write(bytes);
  };
  return broken(script, {
    options: [...once, "--form", `more=${"x".repeat(100_000)}`],
    requests: 0,
  });
}

const json = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
const begun = '{"access_token":"half-a-token-and-no';

const brokenOff: Faults = {
  "a server that hangs up": broken(hangUp()),
  "a server that hangs up at once": broken(async () => {}, { requests: 0 }),
  "a reset in place of a reply": reset(""),
  "a reset within the status line": reset("HTTP/1.1 2"),
  "a reset within the body": reset(`${json}Content-Length: 99\r\n\r\n${begun}`),
  "half a status line": broken(answerOnce("HTTP/1.1 20")),
  "half a head": broken(answerOnce(json)),
  "half a body": broken(answerOnce(`${json}Content-Length: 99\r\n\r\n${begun}`)),
  "a body that is missing": broken(answerOnce(`${json}Content-Length: 99\r\n\r\n`)),
  "half a chunk": broken(answerOnce(`${json}Transfer-Encoding: chunked\r\n\r\n63\r\n${begun}`)),
  "chunks without an end": broken(
    answerOnce(`${json}Transfer-Encoding: chunked\r\n\r\n23\r\n${begun}\r\n`),
  ),
  "a chunk of no size": broken(answerOnce(`${json}Transfer-Encoding: chunked\r\n\r\n${begun}\r\n`)),
  "a server that hangs up once": {
    server: ({ token }) => {
      let connections = 0;
      const body = JSON.stringify({ access_token: token, token_type: "Bearer" });
      const whole = `${json}Content-Length: ${body.length}\r\n\r\n${body}`;
      return rawServer((connection) =>
        ++connections === 1 ? hangUp()(connection) : answerOnce(whole)(connection)
      );
    },
    exit: 0,
    requests: 2,
    seconds: 1,
  },
};

/** Long enough to send a request on a busy machine. */
const shortly = ["--timeout", "2"];

/** A slow server. */
function slow(script: RawScript, more: Partial<Fault> = {}): Fault {
  return {
    options: shortly,
    server: speaks(() => script),
    exit: 6,
    code: "timed_out",
    says: [/127\.0\.0\.1:\d+ did not answer within 2 s/, /--timeout/],
    seconds: 2,
    ...more,
  };
}

/** Begins a reply and never continues. */
function beginAnswer(bytes: string): RawScript {
  return async (connection) => {
    await connection.request();
    await connection.write(bytes);
    await connection.request();
  };
}

/** Replies slowly, byte by byte. */
const drip: RawScript = async (connection) => {
  await connection.request();
  for (const letter of `${json}Content-Length: 9999\r\n\r\n${" ".repeat(1000)}`) {
    await connection.write(letter);
    await new Promise((done) => setTimeout(done, 50));
  }
};

const silent: Faults = {
  "silence after the request": slow(neverAnswer()),
  "silence before TLS": slow(neverAnswer(), {
    args: ({ port }) => ["oidc", "--token-url", `https://127.0.0.1:${port}/`, "--client-id", "x"],
    requests: 0,
  }),
  "silence after the head": slow(beginAnswer(`${json}Content-Length: 99\r\n\r\n`)),
  "silence within the body": slow(beginAnswer(`${json}Content-Length: 99\r\n\r\n${begun}`)),
  "silence after a bare 100": slow(beginAnswer("HTTP/1.1 100 Continue\r\n\r\n")),
  "one byte at a time": slow(drip),
  "silence, and no second try": slow(neverAnswer(), { options: [...shortly, ...once] }),
};

export const connectionFaults: Faults = { ...unreachable, ...brokenOff, ...silent };
