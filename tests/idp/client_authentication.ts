/**
 * How a request says who is asking, read with no opinion on whether it is true.
 * @module
 */
import type { RecordedRequest } from "./recorded_request.ts";

/** The client and the way in which it sent its secret. */
export interface ClientAuthentication {
  readonly method: "client_secret_basic" | "client_secret_post" | "none";
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
}

/** Reads the `Authorization` header, or else the form. */
export function clientAuthentication({ headers, form }: RecordedRequest): ClientAuthentication {
  const [scheme, encoded] = headers.get("authorization")?.split(" ") ?? [];
  if (scheme?.toLowerCase() === "basic" && encoded) return fromBasic(encoded);

  const { client_id: clientId, client_secret: clientSecret } = form;
  const method = clientSecret === undefined ? "none" : "client_secret_post";
  return { method, clientId, clientSecret };
}

/** What the JWTs of a client are worth stealing for: their signatures. The rest is no secret. */
export function signaturesIn({ form, headers }: RecordedRequest): string[] {
  const jwts = [form.client_assertion, headers.get("dpop")];
  return jwts.map((jwt) => jwt?.split(".")[2] ?? "").filter((signature) => signature !== "");
}

function fromBasic(encoded: string): ClientAuthentication {
  const [clientId, clientSecret] = decodeBase64(encoded).split(":").map(decodeFormPart);
  return { method: "client_secret_basic", clientId, clientSecret };
}

function decodeBase64(encoded: string): string {
  try {
    return atob(encoded);
  } catch {
    return "";
  }
}

function decodeFormPart(part: string): string {
  return new URLSearchParams(`part=${part.replaceAll("&", "%26")}`).get("part") ?? "";
}
