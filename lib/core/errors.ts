/**
 * Every way in which a run can fail, and the exit status of each.
 *
 * @module
 */

/** What a process ends with. Scripts branch on these, so they never change their meaning. */
export const exitStatus = {
  /** The token is completely written. */
  ok: 0,
  /** A defect in gettoken. */
  defect: 1,
  /** The command line is wrong. */
  usage: 2,
  /** A setting is missing, invalid, or not to be trusted. */
  configuration: 3,
  /** The identity provider said no; or, asked to verify a token, gettoken did. */
  refused: 4,
  /** No connection: DNS, TCP, proxy, TLS. */
  unreachable: 5,
  /** It may work later. */
  tryLater: 6,
  /** What came back is not a token response. */
  badReply: 7,
  /** A provider module cannot be used. */
  providerModule: 8,
  /** The result could not be written. */
  output: 9,
} as const;

/** The exit status of each failure code. */
export const statusOf = {
  defect: exitStatus.defect,
  usage: exitStatus.usage,
  unknown_provider: exitStatus.usage,
  setting_missing: exitStatus.configuration,
  setting_invalid: exitStatus.configuration,
  untrusted_destination: exitStatus.configuration,
  env_file_unreadable: exitStatus.configuration,
  env_file_malformed: exitStatus.configuration,
  refused: exitStatus.refused,
  not_verified: exitStatus.refused,
  host_not_found: exitStatus.unreachable,
  connection_failed: exitStatus.unreachable,
  proxy_failed: exitStatus.unreachable,
  tls_failed: exitStatus.unreachable,
  timed_out: exitStatus.tryLater,
  rate_limited: exitStatus.tryLater,
  server_error: exitStatus.tryLater,
  redirected: exitStatus.badReply,
  reply_too_large: exitStatus.badReply,
  reply_not_json: exitStatus.badReply,
  reply_unusable: exitStatus.badReply,
  discovery_failed: exitStatus.badReply,
  provider_module: exitStatus.providerModule,
  output_failed: exitStatus.output,
} as const satisfies Record<string, number>;

/** A stable name for what went wrong. */
export type FailureCode = keyof typeof statusOf;

/** What a {@linkcode GettokenError} can tell beside its message. */
export interface FailureDetails {
  /** Lines that belong to the message: the settings concerned, the server's own words. */
  readonly details?: readonly string[] | undefined;
  /** What to do next. */
  readonly hint?: string | undefined;
  /** A page that explains more. */
  readonly docs?: string | undefined;
  /** Given if the same request may succeed a moment later. */
  readonly retry?: Retry | undefined;
  /** In how many seconds the server may have an answer, as far as it says. */
  readonly retryAfter?: number | undefined;
  /** The provider's own code for what went wrong. */
  readonly providerCode?: string | undefined;
  /** What the provider's support asks for. */
  readonly traceId?: string | undefined;
}

/** When to try again. */
export interface Retry {
  /** Not before so many seconds have passed, if the server asks for that. */
  readonly after?: number | undefined;
}

/**
 * A failure that gettoken understands and can explain.
 *
 * The message is always of our own making. What a runtime, a library or a server said may hold a
 * secret or control characters, so it never becomes part of one unseen.
 */
export class GettokenError extends Error implements FailureDetails {
  override readonly name = "GettokenError";
  readonly code: FailureCode;
  readonly details: readonly string[];
  readonly hint: string | undefined;
  readonly docs: string | undefined;
  readonly retry: Retry | undefined;
  readonly retryAfter: number | undefined;
  readonly providerCode: string | undefined;
  readonly traceId: string | undefined;

  constructor(code: FailureCode, message: string, more: FailureDetails = {}) {
    super(message);
    this.code = code;
    this.details = more.details ?? [];
    this.hint = more.hint;
    this.docs = more.docs;
    this.retry = more.retry;
    this.retryAfter = more.retryAfter;
    this.providerCode = more.providerCode;
    this.traceId = more.traceId;
  }

  /** The same failure with one more line. */
  with(detail: string): GettokenError {
    return new GettokenError(this.code, this.message, {
      ...this,
      details: [...this.details, detail],
    });
  }

  /** The exit status that tells whose turn it is. */
  get exitStatus(): number {
    return statusOf[this.code];
  }
}
