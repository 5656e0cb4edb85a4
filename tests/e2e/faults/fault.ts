/**
 * The types of the fault tables: what goes wrong, and how the program must end. Every case is run at
 * every level (quiet, normal and verbose): as a bundle at one of them, compiled at the others.
 *
 * @module
 */

import type { FailureCode } from "../../../lib/core/errors.ts";
import { type RawScript, rawServer } from "../../idp/raw_server.ts";
import type { RecordedRequest } from "../../idp/recorded_request.ts";
import { scriptedServer, type ServerOptions } from "../../idp/scripted_server.ts";
import type { TestFile } from "../folder.ts";
import type { Front } from "../program.ts";

/** The cases of one group, by what goes wrong. */
export type Faults = Readonly<Record<string, Fault>>;

/** The verbosity: `-q -o json`, no option, `-v`. */
export type Level = "quiet" | "normal" | "verbose";

/** The values of one run of a case. */
export interface Place {
  /** The origin of the case's server: `http://127.0.0.1:54321`. */
  readonly origin: string;
  readonly port: number;
  /** The origin of the case's proxy; empty if it has none. */
  readonly proxy: string;
  /** The origin of a server that nobody may connect to. */
  readonly thief: string;
  /** The client's secret: random, in half of the runs with characters that encodings change. */
  readonly secret: string;
  /** The token that a server returns: random, likewise. */
  readonly token: string;
  /** The password of the proxy: random, likewise. */
  readonly proxyPassword: string;
}

/** A value, or a function that makes it for a run. */
export type Given<T> = T | ((place: Place) => T | Promise<T>);

/** A server of a case. */
export interface FaultServer extends AsyncDisposable {
  readonly origin: string;
  readonly port: number;
  /** The requests so far. */
  readonly requests: readonly unknown[];
  /** How many connections it has accepted. */
  readonly connections?: number;
  /** All that it could read of the traffic that it forwards. */
  readonly seen?: string;
}

/** A fault (or what looks like one), and the expected result. */
export interface Fault {
  /**
   * Options to add to the usual command line, `oidc --token-url …/token --client-id some-client`.
   * Add {@linkcode once} if the fault is retryable.
   */
  readonly options?: Given<readonly string[]>;
  /** The whole command line instead. The options of the level are inserted after its first word. */
  readonly args?: Given<readonly string[]>;
  /** Variables beside `GETTOKEN_CLIENT_SECRET`; `undefined` takes that one away. */
  readonly env?: Given<Readonly<Record<string, string | undefined>>>;
  /** Files in the working directory by relative path, with mode 0600 unless they say another. */
  readonly files?: Given<Readonly<Record<string, TestFile>>>;
  /** Commands for a shell, which then becomes the program: `mkfifo .env`, `exec >/dev/full`. */
  readonly shell?: string;
  /** Files that these commands leave in the working directory. */
  readonly made?: readonly string[];
  /** The secret, if it must not be random. */
  readonly secret?: string;
  /** Starts the server. By default, one that returns a token. */
  readonly server?: (place: Place) => FaultServer | Promise<FaultServer>;
  /** Starts a proxy, before the server. The case must set the variables for it. */
  readonly proxy?: (place: Place) => FaultServer | Promise<FaultServer>;
  /**
   * The levels to run it at, if not all.
   * @default {["quiet", "normal", "verbose"]}
   */
  readonly levels?: readonly Level[];
  /** The only front to run it on. */
  readonly front?: Front;

  /** The exit status. */
  readonly exit: number;
  /** The failure code, unless the status is 0. */
  readonly code?: FailureCode;
  /** Matches stderr at every level. */
  readonly says?: Given<readonly RegExp[]>;
  /** Matches stderr at every level but the quiet one. */
  readonly warns?: Given<readonly RegExp[]>;
  /** Matches stdout if the status is 0; by default, the token. */
  readonly prints?: Given<readonly RegExp[]>;
  /**
   * How many requests reach the server.
   * @default {0} for 2, 3 and 8, which precede the request; else 1.
   */
  readonly requests?: number;
  /** How many connections the server accepts, if not one for each request. */
  readonly connections?: number;
  /**
   * How many requests reach the proxy.
   * @default {0}
   */
  readonly proxied?: number;
  /**
   * How many seconds the program waits for something before it ends.
   * @default {0}
   */
  readonly seconds?: number;
}

/** How a run ends. */
export type Outcome = Pick<Fault, "exit" | "code" | "says">;

/** Every level, in order. */
export const everyLevel: readonly Level[] = ["quiet", "normal", "verbose"];

/**
 * Cases that differ in one value only: the first is tried at every level, each of the others at one
 * of them in turn.
 */
export function variants(cases: Iterable<readonly [what: string, fault: Fault]>): Faults {
  const tried = Array.from(cases, ([what, fault], index): [string, Fault] => {
    const level = everyLevel[index % everyLevel.length];
    return [what, index === 0 || level === undefined ? fault : { levels: [level], ...fault }];
  });
  return Object.fromEntries(tried);
}

/** Turns retries off, for faults that are not about them. */
export const once: readonly string[] = ["--retries", "0"];

/** A server with this reply to each request. The first request has the number 1. */
export function answers(
  answer: (place: Place, request: RecordedRequest, number: number) => Response | Promise<Response>,
  options?: ServerOptions,
): NonNullable<Fault["server"]> {
  return (place) => {
    let number = 0;
    return scriptedServer((request) => answer(place, request, ++number), options);
  };
}

/** A server with this TCP script, for replies that are not valid HTTP. */
export function speaks(
  script: (place: Place) => RawScript,
  options?: ServerOptions,
): NonNullable<Fault["server"]> {
  return (place) => rawServer(script(place), options);
}

/** A token response, with these members and this head. `undefined` omits a member. */
export function tokenResponse(
  { token }: Place,
  changes: Readonly<Record<string, unknown>> = {},
  init: ResponseInit = {},
): Response {
  const members = { access_token: token, token_type: "Bearer", expires_in: 3600, ...changes };
  return Response.json(members, init);
}
