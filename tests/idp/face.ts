/**
 * A face: one way of speaking, with a real provider behind it.
 * @module
 */
import type { RecordedRequest } from "./recorded_request.ts";

/** One address of a face. */
export interface Route {
  /** As `URLPattern` takes it. */
  readonly pathname: string;
  /** Whether requests here are worth remembering. */
  readonly isTokenEndpoint?: true;
  /** Answers a request, given what the pattern's groups matched. */
  readonly answer: (
    request: RecordedRequest,
    groups: Readonly<Record<string, string | undefined>>,
  ) => Promise<Response>;
}

/** A running face. */
export interface Face<Facts> extends AsyncDisposable {
  readonly routes: readonly Route[];
  /** What a test has to know to talk to it. */
  readonly facts: Facts;
}
