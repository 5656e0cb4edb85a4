/**
 * Find the proxy that the runtime uses for a request. Its own rules (Deno's ext/fetch/proxy.rs) are
 * repeated here, so that its silent fallbacks become errors:
 *
 * - `ALL_PROXY` overrides `HTTPS_PROXY` and `HTTP_PROXY`; upper case overrides lower case.
 * - `HTTP_PROXY` is ignored if `REQUEST_METHOD` is set (CGI): a request header `Proxy` could set it.
 * - A name in `NO_PROXY` includes its subdomains. An IP address is exempt only by an address or a
 *   network such as `10.0.0.0/8`, not even by `*`.
 * - An invalid value is ignored, so the request would bypass the proxy.
 *
 * @module
 */

import { BlockList, isIP } from "node:net";
import { GettokenError, invalidVariable } from "../core/errors.ts";
import { base64, decodeHex } from "../core/encodings.ts";
import { Secret } from "../core/secret.ts";

/** The value of an environment variable, `undefined` if it is not set. */
export type Environment = (name: string) => string | undefined;

/** A proxy that carries a request. */
export interface ProxyUse {
  /** The variable that sets it: `HTTPS_PROXY`. */
  readonly variable: string;
  readonly scheme: "http" | "https" | "socks5" | "socks5h";
  /** Host and port. */
  readonly address: string;
  /** Whether it has a user and a password. */
  readonly hasCredentials: boolean;
  /** Whether `NO_PROXY` names the target in a form that other programs understand. */
  readonly seemsExempt: boolean;
}

/** The variables by precedence, and the protocol of the requests that each is for. */
const proxyVariables = [
  ["ALL_PROXY", undefined],
  ["HTTPS_PROXY", "https:"],
  ["HTTP_PROXY", "http:"],
] as const;

/** The proxies in the environment. */
export interface Proxies {
  /**
   * The proxy for a request, `undefined` if it goes directly.
   *
   * @throws {GettokenError} `setting_invalid` if a variable is invalid, or the proxy would get a
   * request to this machine in clear text.
   */
  readonly proxyFor: (target: URL) => ProxyUse | undefined;
  /** The credentials, in each form that may appear in output. */
  readonly secrets: readonly Secret[];
}

/** Reads the variables. Their values are validated when a request needs them. */
export function readProxies(env: Environment): Proxies {
  const isCgi = env("REQUEST_METHOD") !== undefined;
  const variables = proxyVariables.flatMap(([upper, protocol]) =>
    [upper, upper.toLowerCase()]
      .map((name) => ({ name, protocol, value: env(name) ?? "" }))
      .filter(({ value }) => value !== "" && !(isCgi && upper === "HTTP_PROXY"))
      .slice(0, 1)
  );
  const noProxy = env("NO_PROXY") ?? env("no_proxy") ?? "";
  const secrets = variables.flatMap(({ value }) => secretsIn(value));
  const proxyFor = (target: URL) => {
    if (isExempt(target, noProxy.split(","))) return undefined;
    for (const { name, protocol, value } of variables) {
      const problem = problemOf(value);
      if (problem !== undefined) throw invalidProxy(name, problem);
      if (protocol !== undefined && protocol !== target.protocol) continue;
      const use = { variable: name, ...partsOf(value), seemsExempt: seemsExempt(target, noProxy) };
      if (target.protocol === "http:") throw inClear(target, use);
      return use;
    }
  };
  return { proxyFor, secrets };
}

/** A proxy for messages: `proxy.example:8080 (HTTPS_PROXY in the environment)`. */
export function describeProxy({ address, variable }: ProxyUse): string {
  return `${address} (${variable} in the environment)`;
}

/** A host as in NO_PROXY: an IPv6 address has no brackets. */
export function plainHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "");
}

function invalidProxy(name: string, problem: string): GettokenError {
  const hint = "Set it to http://proxy.example:8080 or http://user:password@proxy.example:8080, " +
    "with special characters percent-encoded (@ as %40).";
  return invalidVariable(name, problem, hint);
}

/** Even a proxy on this machine could read the request and forward it. */
function inClear(target: URL, use: ProxyUse): GettokenError {
  return new GettokenError(
    "setting_invalid",
    `The request to ${target.host} would go without TLS through the proxy ${describeProxy(use)}`,
    { hint: `Add ${plainHost(target)} to NO_PROXY.` },
  );
}

/** A valid proxy, as a URL or as host and port. */
const form =
  /^(?:(?<scheme>https?|socks5h?):\/\/)?(?:(?<credentials>[^@]+)@)?(?<host>[\w.-]+|\[[\da-f:.]+\])(?::(?<port>\d+))?(?<slash>\/?)$/i;

/** What is wrong with a value, as a clause that quotes nothing of it. */
function problemOf(value: string): string | undefined {
  if (/^(unix|vsock):/.test(value)) {
    return "names a socket, through which the request would go without TLS";
  }
  if (/[^\w.~:/?#[\]@!$&'()*+,;=%-]/.test(value)) {
    return "has a space, a quotation mark or another character that must be percent-encoded";
  }
  const [, scheme, rest = ""] = /^(?:([^/]*):\/\/)?(.*)$/.exec(value) ?? [];
  // The runtime knows SOCKS in lower case only.
  if (scheme !== undefined && !/^([Hh][Tt]{2}[Pp][Ss]?|socks5h?)$/.test(scheme)) {
    return "must begin with http://, https://, socks5:// or socks5h://";
  }
  if (/[/?#[\]@].*@|(:.*){9}@/.test(rest)) {
    return "has a character in its user or password that must be percent-encoded";
  }
  if (/^[^:]*@/.test(rest)) return "has a user without a password";
  const { host = "", port, slash } = form.exec(value)?.groups ?? {};
  const isAmbiguous = scheme === undefined &&
    (slash !== "" || (port === undefined && !host.includes(".")));
  if (!URL.canParse(`http://${host}`) || isAmbiguous) return "is not a valid proxy address";
  if (port !== undefined && !(Number(port) > 0 && Number(port) < 65536)) {
    return "has a port that is not a number from 1 to 65535";
  }
}

const defaultPorts = { http: 80, https: 443, socks5: 1080, socks5h: 1080 } as const;

function partsOf(value: string): Pick<ProxyUse, "scheme" | "address" | "hasCredentials"> {
  const { scheme: written = "http", credentials, host, port } = form.exec(value)?.groups ?? {};
  const scheme = written.toLowerCase() as ProxyUse["scheme"];
  return {
    scheme,
    address: `${host}:${Number(port ?? defaultPorts[scheme])}`,
    hasCredentials: credentials !== undefined,
  };
}

/** The user and password in a value: as written, decoded, and as in the request header. */
function secretsIn(value: string): Secret[] {
  const credentials = /^(?:[^/]*:\/\/)?(?<credentials>.*)@/s.exec(value)?.groups?.credentials;
  if (credentials === undefined) return [];
  const password = credentials.slice(credentials.indexOf(":") + 1);
  const decoded = percentDecoded(credentials);
  const forms = [credentials, password, decoded, percentDecoded(password), base64(decoded)];
  return [...new Set(forms)].map((text) => new Secret(text));
}

/** Invalid percent-encoding stays as it is. */
function percentDecoded(text: string): string {
  return text.replace(
    /(?:%[\da-f]{2})+/gi,
    (codes) => new TextDecoder().decode(decodeHex(codes.replaceAll("%", ""))),
  );
}

/** Whether a host is contacted directly, by the rules of the runtime. */
function isExempt(target: URL, entries: readonly string[]): boolean {
  const host = plainHost(target);
  return entries.map((entry) => entry.trim()).some((entry) =>
    isIP(host) > 0 ? isWithin(host, entry) : isBelow(host, entry)
  );
}

function isBelow(host: string, entry: string): boolean {
  const name = entry.replace(/^\./, "");
  return entry === "*" || host === name || (name !== "" && host.endsWith(`.${name}`));
}

/** Whether an IP address is another one, or in a network: `10.0.0.0/8`. */
function isWithin(host: string, entry: string): boolean {
  const [address = "", length, ...more] = entry.split("/");
  const version = isIP(address);
  const bits = version === 4 ? 32 : 128;
  const prefix = Number(length ?? bits);
  if (version !== isIP(host) || more.length > 0 || !/^\d*$/.test(length ?? "")) return false;
  if (length === "" || prefix > bits) return false;
  const family = version === 4 ? "ipv4" : "ipv6";
  const network = new BlockList();
  network.addSubnet(address, prefix, family);
  return network.check(host, family);
}

/** Whether other programs, which read more forms of entries, would exempt a host. */
function seemsExempt(target: URL, noProxy: string): boolean {
  const entries = noProxy.toLowerCase().split(/[\s,]+/);
  const plain = entries.map((entry) =>
    entry.replace(/^[a-z]+:\/\//, "").replace(/^\*(?=\.)/, "").replace(/^\[|\]?(:\d+)?$/g, "")
  );
  return entries.includes("*") || isExempt(target, plain);
}
