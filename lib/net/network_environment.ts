/**
 * Check the environment variables about the network. The runtime reads them too and silently ignores
 * one that it cannot use. Loaded only if one is set.
 *
 * @module
 */

import { invalidVariable } from "../core/errors.ts";
import type { FlowHost } from "../core/flow_host.ts";
import type { Log } from "../core/log.ts";
import type { Proxies } from "./proxies.ts";

/** The proxies and CA certificates of the environment. */
export interface Network {
  readonly proxyFor: Proxies["proxyFor"];
  /** CA certificates in PEM. Not every version of the runtime trusts them automatically. */
  readonly certificates: readonly string[];
}

/**
 * Checks the variables, and warns of what is dangerous in them.
 *
 * @throws {GettokenError} `setting_invalid`
 */
export async function checkNetworkVariables(host: FlowHost, log: Log): Promise<Network> {
  if (host.env("SSLKEYLOGFILE")) {
    log.warn(
      "SSLKEYLOGFILE is set: anyone who can read that file can decrypt the traffic, secrets included",
    );
  }
  checkStores(host.env("DENO_TLS_CA_STORE"));
  return {
    proxyFor: await findProxies(host, log),
    certificates: [
      ...await certificatesOf("DENO_CERT", host, log),
      ...await certificatesOf("NODE_EXTRA_CA_CERTS", host, log),
    ],
  };
}

async function findProxies(host: FlowHost, log: Log): Promise<Network["proxyFor"]> {
  const isSet = host.envNames().some((name) => /^(all|https?)_proxy$/i.test(name));
  if (!isSet) return () => undefined;
  const { readProxies } = await import("./proxies.ts");
  const { proxyFor, secrets } = readProxies((name) => host.env(name));
  for (const secret of secrets) log.protect(secret);
  let warned = false;
  return (target) => {
    const proxy = proxyFor(target);
    // Deno's ext/fetch/proxy.rs: it adds the field to the request in the tunnel, too.
    if (proxy?.scheme === "http" && proxy.hasCredentials && !warned) {
      warned = true;
      log.warn(
        `the runtime also sends the user and password of the proxy ${proxy.address} to ` +
          `${target.host}; it does not if the proxy's URL begins with https:// or socks5://`,
      );
    }
    return proxy;
  };
}

/** Refuses invalid names, and an empty list, which would make every server untrusted. */
function checkStores(list: string | undefined): void {
  const stores = list?.split(",").map((store) => store.trim()).filter((store) => store !== "");
  if (stores === undefined) return;
  if (stores.length > 0 && stores.every((store) => /^(system|mozilla)$/.test(store))) return;
  const problem = stores.length > 0 ? "is not valid" : "is empty";
  const hint = "Set it to system, mozilla, or both, separated by a comma.";
  throw invalidVariable("DENO_TLS_CA_STORE", problem, hint);
}

/** The certificates in the file that a variable names, or in the value of DENO_CERT. */
async function certificatesOf(
  variable: "DENO_CERT" | "NODE_EXTRA_CA_CERTS",
  host: FlowHost,
  log: Log,
): Promise<readonly string[]> {
  const value = host.env(variable);
  if (value === undefined || (value === "" && variable !== "DENO_CERT")) return [];
  const namedBy = `${variable} in the environment`;
  if (value === "") throw invalidVariable(variable, "is empty");
  const { decodeCaFile, readCaFile } = await import("./ca_certificates.ts");
  const [, base64] = variable === "DENO_CERT" ? /^base64:(.*)$/s.exec(value) ?? [] : [];
  return base64 === undefined
    ? await readCaFile({ host, log }, value, namedBy)
    : await decodeCaFile({ host, log }, base64, namedBy);
}
