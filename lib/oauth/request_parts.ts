/**
 * Types shared by the grants and the client authentication methods. They build a token request from
 * parts: token_request.ts puts the parts together.
 *
 * @module
 */

import type { Attempt, Run } from "../net/http.ts";
import type { Awaitable, Provider } from "../contract/provider.ts";
import type { Secret } from "../core/secret.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";
import type { TokenEndpoint } from "./token_endpoint.ts";

/** What is known before a token request is built. */
export interface RequestContext {
  readonly run: Run;
  readonly provider: Provider;
  readonly settings: ResolvedSettings;
  readonly endpoint: TokenEndpoint;
}

/** Properties of the proof of a client's identity. */
interface ProofNotes {
  /** Lines to print beside an error if the server refuses the proof. */
  readonly presented?: readonly string[];
  /** The proof contains the scope, so the form does not. */
  readonly hasScope?: boolean;
}

/** The header and form fields that a grant or a client authentication method adds. */
export interface RequestPart extends ProofNotes {
  readonly headers?: Readonly<Record<string, string | Secret>>;
  readonly form: Readonly<Record<string, string | Secret>>;
}

/** A signed JWT that identifies the client (RFC 7521). */
export interface Assertion extends ProofNotes {
  readonly jwt: Secret;
}

/** Makes a new value for each attempt; without an attempt, one to show and not to send. */
export type Maker<Value> = (attempt?: Attempt) => Awaitable<Value>;
