/**
 * The flow of the library: turns its options into settings, and shares a token between callers.
 *
 * @module
 */

import type { Provider, ProviderCatalog } from "../contract/provider.ts";
import { builtInName } from "../contract/names.ts";
import { GettokenError } from "../core/errors.ts";
import type { FlowHost } from "../core/flow_host.ts";
import { Log } from "../core/log.ts";
import { printable } from "../core/text.ts";
import type { Sources } from "../settings/sources.ts";
import type { FlowOptions } from "./flow_options.ts";
import { requestToken } from "./request_token.ts";
import { Token } from "./token.ts";

/** What the library gets from `mod.ts`. */
export interface Library {
  readonly catalog: ProviderCatalog;
  readonly version: string;
  /** The machine, as one flow sees it. */
  readonly createHost: (options: FlowOptions) => FlowHost;
}

/** The implementation of `ClientCredentialsFlow`. */
export class LibraryFlow {
  readonly #options: FlowOptions;
  readonly #library: Library;

  constructor(options: FlowOptions, library: Library) {
    this.#options = options;
    this.#library = library;
  }

  async getToken(): Promise<Token> {
    const { provider, timeout = 30, retries = 2, log: receive = () => {} } = this.#options;
    const { catalog, version, createHost } = this.#library;
    const host = createHost(this.#options);
    const log = new Log({ writeStderr: () => {}, columns: () => undefined }, receive);
    const run = { host, log, timeout, retries, userAgent: `gettoken/${version}` };
    const token = await requestToken({
      run,
      provider: await loadProvider(provider, catalog),
      sources: sourcesOf(this.#options),
    });
    return new Token(token, host.now());
  }
}

async function loadProvider(
  provider: FlowOptions["provider"],
  catalog: ProviderCatalog,
): Promise<Provider> {
  if (typeof provider !== "string") return provider as Provider;
  const builtIn = catalog[builtInName(catalog, provider) ?? ""];
  if (builtIn) return await builtIn.load();
  throw new GettokenError("unknown_provider", `Unknown provider "${printable(provider, 60)}"`);
}

function sourcesOf({ scopes, settings, ...options }: FlowOptions): Sources {
  const values = { ...settings, ...options, scope: scopes };
  return {
    options: Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) =>
        typeof value === "string"
          ? [[name, value]]
          : Array.isArray(value)
          ? [[name, value.join(" ")]]
          : []
      ),
    ),
    env: () => undefined,
    files: [],
    federatedToken: options.federatedToken,
    providerNamedBy: { kind: "option", name: "provider" },
    readSecret: () => Promise.reject(new GettokenError("defect", "not implemented")),
  };
}
