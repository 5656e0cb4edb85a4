/**
 * What the cases know of the running Keycloak, and the arguments that lead to it.
 *
 * @module
 */

import type { CertifiedKey } from "../../idp/certificate_authority.ts";
import type { Case } from "../case.ts";
import type { ClientKeys } from "../keys.ts";
import { clientSecret } from "./clients.ts";

/** The running server and the credentials of its clients. */
export interface World {
  /** Where it listens for http: `http://127.0.0.1:…`. */
  readonly http: string;
  /** Where it listens for https: `https://localhost:…`. */
  readonly https: string;
  /** An address at which requests reach it half a minute late. */
  readonly late: string;
  readonly keys: ClientKeys;
  /** The CA of its certificate and of client certificates, in PEM. */
  readonly authority: string;
  /** A client certificate that it trusts. */
  readonly certificate: CertifiedKey;
  /** A client certificate of another CA. */
  readonly untrusted: CertifiedKey;
}

/** A provider of gettoken, with the arguments for a realm of this server. */
export interface Way {
  readonly by: "keycloak" | "oidc";
  readonly args: readonly string[];
}

/** Both providers that can ask this server, for a realm. */
export function ways(origin: string, realm = "shop"): readonly Way[] {
  return [
    { by: "keycloak", args: ["keycloak", "--base-url", origin, "--realm", realm] },
    { by: "oidc", args: ["oidc", "--issuer", `${origin}/realms/${realm}`] },
  ];
}

/** A case without what follows from its table and provider. */
export interface Row extends Omit<Case, "topic" | "by" | "args"> {
  readonly client: string;
  /** Arguments beside provider and client ID. */
  readonly args?: readonly string[];
  /** Another realm. */
  readonly realm?: string;
  /**
   * Whether the client's secret is in the environment.
   * @default {true}
   */
  readonly hasSecret?: boolean;
  /** What stderr says with one provider, in addition. */
  readonly saysBy?: Partial<Readonly<Record<Way["by"], readonly (string | RegExp)[]>>>;
  /** The only provider that has this case. */
  readonly only?: Way["by"];
}

/** The cases of a table: each row with both providers. */
export function casesOf(topic: string, origin: string, rows: readonly Row[]): readonly Case[] {
  return rows.flatMap(({ client, args = [], realm, hasSecret = true, saysBy, only, ...row }) =>
    ways(origin, realm)
      .filter(({ by }) => only === undefined || by === only)
      .map((way) => {
        const { options = {}, says, ...rest } = row;
        const env = hasSecret ? { GETTOKEN_CLIENT_SECRET: clientSecret } : {};
        const said = [...says ?? [], ...saysBy?.[way.by] ?? []];
        return {
          topic,
          by: way.by,
          args: [...way.args, "--client-id", client, ...args],
          options: { ...options, env: { ...env, ...options.env } },
          ...rest,
          ...said.length > 0 && { says: said },
        };
      })
  );
}
