/**
 * Types of the parts of a token request. They have their own file so that the files that make the
 * parts need not import token_request.ts, which combines them.
 *
 * @module
 */

import type { Attempt, Run } from "../net/http.ts";
import type { Awaitable, Provider } from "../contract/provider.ts";
import type { JsonObject } from "../core/json.ts";
import type { Secret } from "../core/secret.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";

/** A token endpoint, and what is known about it. */
export interface TokenEndpoint {
  readonly url: string;
  /** The audience of assertions for it, if the provider says so. */
  readonly audience?: string;
  /** Whether its metadata was not requested. The URL is that of the issuer then. */
  readonly isUnasked?: true;
  /** The issuer: of the metadata if the endpoint was discovered, otherwise from the provider. */
  readonly issuer?: string;
  /** The URL of that metadata. */
  readonly metadata?: string;
  /** That metadata, which `explain --check` compares with the request. */
  readonly document?: JsonObject;
  /** The client authentication methods in the metadata (RFC 8414 §2). */
  readonly methods?: readonly string[];
  /**
   * The algorithms for assertions in the metadata (RFC 8414 §2,
   * `token_endpoint_auth_signing_alg_values_supported`).
   */
  readonly assertionAlgorithms?: readonly string[];
  /** The algorithms for DPoP proofs in the metadata (RFC 9449 §5.1). */
  readonly dpopAlgorithms?: readonly string[];
}

/** What is known before a token request is built. */
export interface RequestContext {
  readonly run: Run;
  readonly provider: Provider;
  readonly settings: ResolvedSettings;
  readonly endpoint: TokenEndpoint;
}

/** Properties of a proof of the client's identity. */
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
