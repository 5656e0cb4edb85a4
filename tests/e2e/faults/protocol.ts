/**
 * Replies that are not HTTP, invalid HTTP, and odd but clear HTTP.
 *
 * @module
 */

import { answerEndlessly, answerOnce, type RawScript } from "../../idp/raw_server.ts";
import { type Fault, type Faults, type Place, speaks } from "./fault.ts";

/** A reply that is not valid HTTP. */
function noHttp(reply: string | Uint8Array | RawScript, ...says: readonly RegExp[]): Fault {
  return {
    server: speaks(() => typeof reply === "function" ? reply : answerOnce(reply)),
    exit: 7,
    code: "reply_unusable",
    says: [/127\.0\.0\.1:\d+ does not answer with valid HTTP/, ...says],
  };
}

/** A complete reply with this head. */
function withHead(...lines: readonly string[]): string {
  const body = '{"access_token":"some-token","token_type":"Bearer"}';
  const length = lines.some((line) => /^(content-length|transfer)/i.test(line))
    ? []
    : [`Content-Length: ${body.length}`];
  return [...lines, ...length, "Content-Type: application/json", "", body].join("\r\n");
}

const ok = "HTTP/1.1 200 OK";

const foreign: Faults = {
  "another protocol": noHttp("SSH-2.0-OpenSSH_9.9\r\n"),
  "binary noise": noHttp(Uint8Array.from({ length: 512 }, (_, byte) => byte % 256)),
  "the first version of HTTP": noHttp("<html><p>welcome</html>"),
  "a version to come": noHttp(withHead("HTTP/3.0 200 OK")),
  "a preface of HTTP/2": noHttp(Uint8Array.of(0, 0, 0, 4, 0, 0, 0, 0, 0)),
  "a status that is no number": noHttp(withHead("HTTP/1.1 abc OK")),
  "a status of 20 digits": noHttp(withHead(`HTTP/1.1 ${"2".repeat(20)} OK`)),
  "a status beyond all": noHttp(withHead("HTTP/1.1 1000 Odd")),
  "a status of 99": noHttp(withHead("HTTP/1.1 099 Odd")),
  "a status of 999": {
    ...noHttp(withHead("HTTP/1.1 999 Odd")),
    says: [/is not a token response \(HTTP 999\)/],
  },
  "a reason with an escape sequence": noHttp(withHead("HTTP/1.1 200 \x1b[31mOK")),
  "a field on two lines": noHttp(withHead(ok, "X-Folded: a", " b")),
  "a field without a colon": noHttp(withHead(ok, "X-Nothing")),
  "a field with a zero byte": noHttp(withHead(ok, "X-Zero: a\0b")),
  "a field name with a space": noHttp(withHead(ok, "X Space: a")),
  "two lengths": noHttp(withHead(ok, "Content-Length: 51", "Content-Length: 52")),
  "a negative length": noHttp(withHead(ok, "Content-Length: -1")),
  "a length that is no number": noHttp(withHead(ok, "Content-Length: 0x33")),
  "a length beyond all numbers": noHttp(withHead(ok, `Content-Length: ${"9".repeat(30)}`)),
  "a head of 1 MiB": noHttp(withHead(ok, `X-Long: ${"x".repeat(2 ** 20)}`)),
  "10,000 fields": noHttp(withHead(ok, ...Array(10_000).fill("X-Many: x"))),
  "a head without an end": noHttp(answerEndlessly(`${ok}\r\nX-Endless: `)),
  "interim replies without an end": {
    options: ["--timeout", "2"],
    server: speaks(() => async (connection) => {
      await connection.request();
      while (true) {
        await connection.write("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n".repeat(99));
        // On a busy machine, more than it can read would keep the runtime from its timers.
        await new Promise((done) => setTimeout(done, 10));
      }
    }),
    exit: 6,
    code: "timed_out",
    says: [/did not answer within 2 s/],
    seconds: 2,
  },
  "another protocol, in which the server speaks first": {
    ...noHttp(async (connection) => {
      await connection.write("220 mail.example ESMTP\r\n");
      await connection.read();
    }),
    requests: 0,
  },
  "a change of protocols": {
    ...noHttp(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n`),
    says: [/HTTP/],
  },
};

/** An odd reply from which the token can be read. */
function odd(reply: (body: string) => string): Fault {
  return {
    server: speaks((place) => answerOnce(reply(tokenBody(place)))),
    exit: 0,
  };
}

function tokenBody({ token }: Place): string {
  return JSON.stringify({ access_token: token, token_type: "Bearer" });
}

const json = `${ok}\r\nContent-Type: application/json\r\n`;

const clear: Faults = {
  "chunks and a length": odd((body) =>
    `${json}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n` +
    `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
  ),
  "a body that ends with the connection": odd((body) => `${json}\r\n${body}`),
  "bytes after the body": odd((body) => `${json}Content-Length: ${body.length}\r\n\r\n${body}more`),
  "a second reply": odd((body) => {
    const reply = `${json}Content-Length: ${body.length}\r\n\r\n${body}`;
    return reply + reply.replace(body, body.replace("Bearer", "Thief!"));
  }),
  "lines that end without a carriage return": odd((body) =>
    `${json}Content-Length: ${body.length}\r\n\r\n`.replaceAll("\r", "") + body
  ),
  "interim replies": odd((body) =>
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" +
    `${json}Content-Length: ${body.length}\r\n\r\n${body}`
  ),
  "a chunk for each byte": odd((body) => {
    const chunks = [...body].map((letter) => `1;x=y\r\n${letter}\r\n`).join("");
    return `${json}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\nX-Trailer: x\r\n\r\n`;
  }),
  "a status without a reason": odd((body) =>
    `${json}Content-Length: ${body.length}\r\n\r\n${body}`.replace(" OK", "")
  ),
  "the version of HTTP before": odd((body) =>
    `${json}Content-Length: ${body.length}\r\n\r\n${body}`.replace("/1.1", "/1.0")
  ),
  "the same length twice": odd((body) =>
    `${json}${`Content-Length: ${body.length}\r\n`.repeat(2)}\r\n${body}`
  ),
  "50 fields of 1 KB": odd((body) =>
    `${json}${
      `X-Long: ${"x".repeat(1000)}\r\n`.repeat(50)
    }Content-Length: ${body.length}\r\n\r\n${body}`
  ),
};

export const protocolFaults: Faults = { ...foreign, ...clear };
