/**
 * Hands a request on to the real provider.
 * @module
 */
import type { RecordedRequest } from "./recorded_request.ts";

/** The request as it came. */
export function unchanged({ method, headers, body }: RecordedRequest): RequestInit {
  return { method, headers: picked(headers, ["authorization", "content-type", "dpop"]), body };
}

/** A token request with the same `Authorization` header and these fields, those that have a value. */
export function tokenRequest(
  { headers }: RecordedRequest,
  fields: Record<string, string | undefined>,
): RequestInit {
  const present = Object.entries(fields).filter((field): field is [string, string] =>
    field[1] !== undefined
  );
  return {
    method: "POST",
    headers: picked(headers, ["authorization"]),
    body: new URLSearchParams(present),
  };
}

function picked(headers: Headers, names: string[]): Headers {
  return new Headers([...headers].filter(([name]) => names.includes(name)));
}
