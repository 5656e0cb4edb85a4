/**
 * Which runtime the library is in. Nothing here touches more of it than the globals that only it has.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";

/** A runtime that the library knows; `other` is a server of another kind, such as an edge function. */
export type Runtime = "deno" | "bun" | "node" | "browser" | "other";

/** The globals by which runtimes are recognised. */
export interface Globals {
  readonly Deno?: { readonly version?: { readonly deno?: string } };
  readonly process?: {
    readonly versions?: Readonly<Record<string, string | undefined>>;
    readonly platform?: string;
    readonly type?: string;
    readonly env?: Readonly<Record<string, string | undefined>>;
  };
  readonly document?: unknown;
  readonly importScripts?: unknown;
  readonly WorkerNavigator?: unknown;
  readonly Promise?: { readonly withResolvers?: unknown };
}

/**
 * Recognises the runtime. In Node, a `document` is one that a package makes, such as jsdom. Bundlers
 * for browsers define a `process`, but not the runtime's own. The renderer of Electron shows web
 * pages, so it counts as a browser.
 */
export function runtimeOf(globals: Globals = globalThis as Globals): Runtime {
  if (typeof globals.Deno?.version?.deno === "string") return "deno";
  const { process } = globals;
  const isReal = Object.prototype.toString.call(process) === "[object process]";
  const { bun, node } = (isReal && process?.versions) || {};
  const isRenderer = process?.type === "renderer" || process?.type === "worker";
  if (bun || (node && !isRenderer)) return bun ? "bun" : "node";
  const isPage = typeof globals.document === "object" && globals.document !== null;
  // Of the workers that are not in browsers, none has both.
  const isWorker = typeof globals.importScripts === "function" &&
    typeof globals.WorkerNavigator === "function";
  return isPage || isWorker || isRenderer ? "browser" : "other";
}

/**
 * Refuses to run in a browser, where every visitor could read the client secret, and in a
 * Node that lacks what the library calls.
 *
 * @throws {GettokenError} `usage`
 */
export function refuseRuntime(globals: Globals = globalThis as Globals): void {
  const runtime = runtimeOf(globals);
  if (runtime === "browser") {
    const message = "A web page cannot keep a client secret: everyone who opens it can read it";
    throw new GettokenError("usage", message, {
      hint: "Request the token on a server, and let the page call that server.",
    });
  }
  if (runtime !== "node" || globals.Promise?.withResolvers !== undefined) return;
  const message =
    `The library needs Node 22 or newer, and this is ${globals.process?.versions?.node}`;
  throw new GettokenError("usage", message, { hint: "Update Node." });
}

/** The operating system as Deno names it: `linux`, `darwin`, `windows`; `unknown` without one. */
export function systemOf({ process }: Globals = globalThis as Globals): string {
  const { platform = "unknown" } = process ?? {};
  return platform === "win32" ? "windows" : platform;
}
