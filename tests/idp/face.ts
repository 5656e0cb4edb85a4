/**
 * A face: the HTTP interface of one vendor, with a real provider behind it.
 * @module
 */
import type { RecordedRequest } from "./recorded_request.ts";

/** One address of a face. */
export interface Route {
  /** As `URLPattern` takes it. */
  readonly pathname: string;
  /** Whether requests here are recorded. */
  readonly isTokenEndpoint?: true;
  /** Answers a request. The groups are those of the pattern. */
  readonly answer: (
    request: RecordedRequest,
    groups: Readonly<Record<string, string | undefined>>,
  ) => Promise<Response>;
}

/** A running face. */
export interface Face<Facts> extends AsyncDisposable {
  readonly routes: readonly Route[];
  /** What a test needs to use it. */
  readonly facts: Facts;
}
