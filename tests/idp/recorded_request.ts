/**
 * What a test server keeps of a request, so that a test can say what was sent.
 * @module
 */

/** One request as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  /** With its question mark, or empty. */
  readonly query: string;
  readonly headers: Headers;
  readonly body: string;
  /** The body's fields by name, decoded; of a repeated field the last. */
  readonly form: Readonly<Record<string, string>>;
  /** The client's port: requests with the same one shared a connection. */
  readonly connection: number;
}

/** Reads the whole request. */
export async function recordRequest(
  request: Request,
  connection: number,
): Promise<RecordedRequest> {
  const { pathname, search } = new URL(request.url);
  const body = await request.text();
  return {
    method: request.method,
    path: pathname,
    query: search,
    // Those of the request itself are gone when its connection is.
    headers: new Headers(request.headers),
    body,
    form: decodeForm(body, request.headers.get("content-type") ?? ""),
    connection,
  };
}

function decodeForm(body: string, contentType: string): Record<string, string> {
  const [mediaType] = contentType.toLowerCase().split(";");
  switch (mediaType?.trim()) {
    case "application/x-www-form-urlencoded":
      return Object.fromEntries(new URLSearchParams(body));
    case "application/json":
      return fieldsOfJson(body);
    default:
      return {};
  }
}

function fieldsOfJson(body: string): Record<string, string> {
  try {
    const fields = Object.entries(JSON.parse(body) ?? {});
    return Object.fromEntries(fields.map(([name, value]) => [name, String(value)]));
  } catch {
    return {};
  }
}
