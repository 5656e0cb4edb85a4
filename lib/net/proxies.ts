/**
 * Which proxy the runtime takes for a request. It decides that by itself, from the environment, so
 * these are its rules (Deno's ext/fetch/proxy.rs), and what it would do in silence is an error:
 *
 * - `ALL_PROXY` comes before `HTTPS_PROXY` and `HTTP_PROXY`, which are for one scheme each.
 * - A name in capitals comes before the same in small letters, unless it is empty.
 * - `HTTP_PROXY` does not count beside `REQUEST_METHOD`: in a CGI program, whoever sends a request
 *   with the header `Proxy` sets it.
 * - `NO_PROXY` lists hosts that are asked directly. Names stand for those below them, too; an IP
 *   address is exempt only by an address or a network such as `10.0.0.0/8`, and not even by `*`.
 * - A value that it cannot read is as none at all, and the request would go past the proxy.
 *
 * @module
 */

import { BlockList, isIP } from "node:net";
import { GettokenError } from "../core/errors.ts";
import { base64 } from "../core/encodings.ts";
import { Secret } from "../core/secret.ts";

/** The value of an environment variable, `undefined` if it is not set. */
export type Environment = (name: string) => string | undefined;

/** A proxy that carries a request. */
export interface ProxyUse {
  /** The variable that names it: `HTTPS_PROXY`. */
  readonly variable: string;
  /** How it is spoken to. */
  readonly scheme: "http" | "https" | "socks5" | "socks5h";
  /** Its host and port, without a user and a password. */
  readonly address: string;
  /** Whether a user and a password for it are given. */
  readonly hasCredentials: boolean;
  /** Whether `NO_PROXY` seems to mean the host that is asked, in a form that does not count. */
  readonly seemsExempt: boolean;
}

/** What the variables say. */
export interface Proxies {
  /** Those that count, in the order in which they do. */
  readonly variables: readonly ProxyVariable[];
  /** The hosts that are asked directly. */
  readonly noProxy: string;
  /** What must not be seen: passwords, in each form in which they may turn up. */
  readonly secrets: readonly Secret[];
}

interface ProxyVariable {
  readonly name: string;
  /** The only scheme of requests that it is for. */
  readonly protocol: string | undefined;
  readonly value: string;
}

/** The variables that name a proxy, in the order in which they count. */
const proxyNames = ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY"] as const;

const protocolOf: Readonly<Record<string, string>> = {
  HTTPS_PROXY: "https:",
  HTTP_PROXY: "http:",
};

/** Reads the variables. Whether they can be used shows when there is a request. */
export function readProxies(env: Environment): Proxies {
  const counting = proxyNames.filter((name) =>
    name !== "HTTP_PROXY" || env("REQUEST_METHOD") === undefined
  );
  const variables = counting.flatMap((capitals) =>
    [capitals, capitals.toLowerCase()]
      .map((name) => ({ name, protocol: protocolOf[capitals], value: env(name) ?? "" }))
      .filter(({ value }) => value !== "")
      .slice(0, 1)
  );
  return {
    variables,
    noProxy: env("NO_PROXY") ?? env("no_proxy") ?? "",
    secrets: variables.flatMap(({ value }) => secretsIn(value)),
  };
}

/**
 * The proxy that carries a request, `undefined` if it goes directly.
 *
 * @throws {GettokenError} `setting_invalid` if a variable cannot be used, or the proxy would get in
 * clear text what was to stay on this machine.
 */
export function proxyFor(target: URL, { variables, noProxy }: Proxies): ProxyUse | undefined {
  if (isExempt(target, noProxy.split(","))) return undefined;
  for (const { name, protocol, value } of variables) {
    const problem = problemOf(value);
    if (problem !== undefined) throw unusable(name, problem);
    if (protocol !== undefined && protocol !== target.protocol) continue;
    const use = { variable: name, ...partsOf(value), seemsExempt: seemsExempt(target, noProxy) };
    if (target.protocol === "http:") throw inClear(target, use);
    return use;
  }
}

/** A proxy as messages name it: `proxy.example:8080 (HTTPS_PROXY in the environment)`. */
export function describeProxy({ address, variable }: ProxyUse): string {
  return `${address} (${variable} in the environment)`;
}

/** A host as NO_PROXY names it: an IPv6 address without brackets. */
export function plainHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "");
}

function unusable(name: string, problem: string): GettokenError {
  return new GettokenError("setting_invalid", `${name} in the environment ${problem}`, {
    hint: "A proxy is given as http://proxy.example:8080 or " +
      "http://user:password@proxy.example:8080, special characters percent-encoded (@ as %40).",
  });
}

/** A proxy on this machine would read it, too, and may hand it on. */
function inClear(target: URL, use: ProxyUse): GettokenError {
  return new GettokenError(
    "setting_invalid",
    `The request to ${target.host} would go without TLS through the proxy ${describeProxy(use)}`,
    { hint: `Name ${plainHost(target)} in NO_PROXY: it needs no proxy.` },
  );
}

/** An address of a proxy that is read as it was meant. */
const form =
  /^(?:(?<scheme>https?|socks5h?):\/\/)?(?:(?<credentials>[^@]+)@)?(?<host>[\w.-]+|\[[\da-f:.]+\])(?::(?<port>\d+))?(?<slash>\/?)$/i;

/** What is wrong with a value, as a clause after its name, without any of its characters. */
function problemOf(value: string): string | undefined {
  if (/^(unix|vsock):/.test(value)) {
    return "names a socket, through which the request would go without TLS";
  }
  if (/[^\w.~:/?#[\]@!$&'()*+,;=%-]/.test(value)) {
    return "has a space, a quotation mark or another character that must be percent-encoded";
  }
  const [, scheme, rest = ""] = /^(?:([^/]*):\/\/)?(.*)$/.exec(value) ?? [];
  // The runtime knows the name of SOCKS in small letters only.
  if (scheme !== undefined && !/^([Hh][Tt]{2}[Pp][Ss]?|socks5h?)$/.test(scheme)) {
    return "must begin with http://, https://, socks5:// or socks5h://";
  }
  if (/[/?#[\]@].*@|(:.*){9}@/.test(rest)) {
    return "has a character in its user or password that must be percent-encoded";
  }
  if (/^[^:]*@/.test(rest)) return "has a user without a password";
  const { host = "", port, slash } = form.exec(value)?.groups ?? {};
  const tellsTooLittle = scheme === undefined &&
    (slash !== "" || (port === undefined && !host.includes(".")));
  if (!URL.canParse(`http://${host}`) || tellsTooLittle) return "is not the address of a proxy";
  if (port !== undefined && !(Number(port) > 0 && Number(port) < 65536)) {
    return "has a port that is not a number from 1 to 65535";
  }
}

const defaultPorts = { http: 80, https: 443, socks5: 1080, socks5h: 1080 } as const;

function partsOf(value: string): Pick<ProxyUse, "scheme" | "address" | "hasCredentials"> {
  const { scheme: given = "http", credentials, host, port } = form.exec(value)?.groups ?? {};
  const scheme = given.toLowerCase() as ProxyUse["scheme"];
  return {
    scheme,
    address: `${host}:${Number(port ?? defaultPorts[scheme])}`,
    hasCredentials: credentials !== undefined,
  };
}

/** The user and password in a value: as they stand there, decoded, and as a proxy gets them. */
function secretsIn(value: string): Secret[] {
  const credentials = /^(?:[^/]*:\/\/)?(?<credentials>.*)@/s.exec(value)?.groups?.credentials;
  if (credentials === undefined) return [];
  const password = credentials.slice(credentials.indexOf(":") + 1);
  const decoded = percentDecoded(credentials);
  const forms = [credentials, password, decoded, percentDecoded(password), base64(decoded)];
  return [...new Set(forms)].map((text) => new Secret(text));
}

/** What is no percent-encoding stays as it is. */
function percentDecoded(text: string): string {
  return text.replace(
    /(?:%[\da-f]{2})+/gi,
    (codes) => new TextDecoder().decode(Uint8Array.fromHex(codes.replaceAll("%", ""))),
  );
}

/** Whether a host is asked directly, by the rules of the runtime. */
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

/** Whether other programs would take a host for exempt, which read more forms of entries. */
function seemsExempt(target: URL, noProxy: string): boolean {
  const entries = noProxy.toLowerCase().split(/[\s,]+/);
  const plain = entries.map((entry) =>
    entry.replace(/^[a-z]+:\/\//, "").replace(/^\*(?=\.)/, "").replace(/^\[|\]?(:\d+)?$/g, "")
  );
  return entries.includes("*") || isExempt(target, plain);
}
