/**
 * Failure codes, the exit status of each, and the error class that carries them.
 *
 * @module
 */

/** The exit statuses. Scripts branch on these, so their meaning never changes. */
export const exitStatus = {
  /** The token is completely written. */
  ok: 0,
  /** A defect in gettoken. */
  defect: 1,
  /** The command line is wrong. */
  usage: 2,
  /** A setting is missing, invalid or untrusted. */
  configuration: 3,
  /** The identity provider refused, or a token did not verify. */
  refused: 4,
  /** No connection: DNS, TCP, proxy, TLS. */
  unreachable: 5,
  /** A temporary failure: timeout, rate limit, server error. */
  tryLater: 6,
  /** The reply is not a token response. */
  badReply: 7,
  /** A provider module cannot be used. */
  providerModule: 8,
  /** The result could not be written. */
  output: 9,
} as const;

/**
 * A stable name for what went wrong. Only the library has `aborted`: a signal, such as that of an
 * `AbortController`, ended the call.
 */
export type FailureCode =
  | ("defect" | "usage" | "unknown_provider")
  | ("setting_missing" | "setting_invalid" | "untrusted_destination")
  | ("env_file_unreadable" | "env_file_malformed")
  | ("refused" | "not_verified")
  | ("host_not_found" | "connection_failed" | "proxy_failed" | "tls_failed")
  | ("timed_out" | "rate_limited" | "server_error")
  | ("redirected" | "reply_too_large" | "reply_not_json" | "reply_unusable" | "discovery_failed")
  | ("provider_module" | "output_failed")
  | "aborted";

/** The exit status of each failure code. */
export const statusOf: Readonly<Record<Exclude<FailureCode, "aborted">, number>> = {
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
};

/** The exit status of a program whose call was aborted: that of an interrupt. */
const abortedStatus = 130;

/** Optional details of a {@linkcode GettokenError}. */
export interface FailureDetails {
  /** Lines below the message: the settings concerned, the server's error description. */
  readonly details?: readonly string[] | undefined;
  /** What to do next. */
  readonly hint?: string | undefined;
  /** The settings that are missing or wrong, for programs. */
  readonly settings?: readonly SettingProblem[] | undefined;
  /** A page that explains more. */
  readonly docs?: string | undefined;
  /** Set if the same request may succeed a moment later. */
  readonly retry?: Retry | undefined;
  /** Seconds until a retry, if the server says so. */
  readonly retryAfter?: number | undefined;
  /** The HTTP status of the reply. */
  readonly httpStatus?: number | undefined;
  /** `error` in the reply (RFC 6749 §5.2). */
  readonly oauthError?: string | undefined;
  /** What the server said: redacted, printable, cut. */
  readonly serverMessage?: string | undefined;
  /** The provider's own error code. */
  readonly providerCode?: string | undefined;
  /** The trace or correlation ID, for the provider's support. */
  readonly traceId?: string | undefined;
  /** The reason of the signal that aborted the call. Other failures have no cause. */
  readonly cause?: unknown;
}

/** A setting that is missing or wrong. */
export interface SettingProblem {
  /** As providers name it: `clientId`. */
  readonly name?: string | undefined;
  /** The program's option for it: `--client-id`. The library has none. */
  readonly option?: string | undefined;
  /** The environment variables that set it. */
  readonly variables?: readonly string[] | undefined;
  /** Where its value came from; `undefined` if it has no value. */
  readonly source?: string | undefined;
  /** A clause after its name: `is missing`. */
  readonly problem: string;
}

/** When to try again. */
export interface Retry {
  /** The minimum delay in seconds, if the server says so. */
  readonly after?: number | undefined;
}

/**
 * A failure that gettoken understands and can explain.
 *
 * The message is always gettoken's own. What a runtime, a library or a server reports may contain a
 * secret or control characters, so it is never included unchecked.
 */
export class GettokenError extends Error implements FailureDetails {
  /** The name of the class, also in a program that was minified. */
  override readonly name = "GettokenError";
  /** What went wrong. */
  readonly code: FailureCode;
  /** Lines below the message: the settings concerned, what was presented to the server. */
  readonly details: readonly string[];
  /** What to do next. */
  declare readonly hint: string | undefined;
  /** The settings that are missing or wrong. */
  declare readonly settings: readonly SettingProblem[] | undefined;
  /** A page that explains more. */
  declare readonly docs: string | undefined;
  /** Set if the same request may succeed a moment later. */
  declare readonly retry: Retry | undefined;
  /** Seconds until a retry, if the server says so. */
  declare readonly retryAfter: number | undefined;
  /** The HTTP status of the reply. */
  declare readonly httpStatus: number | undefined;
  /** `error` in the reply (RFC 6749 §5.2). */
  declare readonly oauthError: string | undefined;
  /** What the server said: redacted, printable, cut. */
  declare readonly serverMessage: string | undefined;
  /** The provider's own error code. */
  declare readonly providerCode: string | undefined;
  /** The trace or correlation ID, for the provider's support. */
  declare readonly traceId: string | undefined;

  /** A failure with optional details. */
  constructor(code: FailureCode, message: string, { cause, ...more }: FailureDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, more);
    this.code = code;
    this.details = more.details ?? [];
  }

  /** A copy with one more detail line. */
  with(detail: string): GettokenError {
    return this.but({ details: [...this.details, detail] });
  }

  /** The same failure with other details. */
  but(more: FailureDetails): GettokenError {
    return copyOf(this, more);
  }

  /** The exit status of its code: what the program would exit with. */
  get exitStatus(): number {
    return this.code === "aborted" ? abortedStatus : statusOf[this.code];
  }
}

/** Apart from the class, because bundlers give another name to a class that names itself. */
function copyOf(error: GettokenError, more: FailureDetails): GettokenError {
  return new GettokenError(error.code, error.message, { ...error, cause: error.cause, ...more });
}

/** The error for a value in the environment that cannot be used. */
export function invalidVariable(name: string, problem: string, hint?: string): GettokenError {
  const source = `${name} in the environment`;
  return new GettokenError("setting_invalid", `${source} ${problem}`, {
    hint,
    settings: [{ source, problem }],
  });
}

/**
 * The error for an invalid setting.
 *
 * @param source Where the value came from: `--private-key-file names ./key.pem`.
 * @param problem What is wrong with the value, without quoting any of it.
 */
export function invalidSetting(source: string, problem: string, hint?: string): GettokenError {
  return new GettokenError("setting_invalid", `${source}: ${problem}`, {
    hint,
    settings: [{ source, problem }],
  });
}

/** What a function that is not ours threw: `TypeError`. Its message, and any other name, may be a secret. */
export function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return "what is no Error";
  const { name, code } = error as Error & { readonly code?: unknown };
  const kind = typeof name === "string" && /^[A-Z][A-Za-z]{0,40}(Error|Exception)$/.test(name)
    ? name
    : "Error";
  // Codes of files and connections. Others may be a secret as well.
  const known =
    /^(ENOENT|EACCES|EPERM|EISDIR|ENOTDIR|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/;
  return typeof code === "string" && known.test(code) ? `${kind} (${code})` : kind;
}
