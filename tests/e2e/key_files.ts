/**
 * Key files like those of Google and Zitadel, and the requests that gettoken makes with them.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import * as jose from "jose";
import { createPrivateKey } from "node:crypto";
import type { RecordedRequest } from "../idp/recorded_request.ts";
import { type ScriptedServer, scriptedServer } from "../idp/scripted_server.ts";
import type { Program, RunOptions, RunResult } from "./program.ts";

/** RFC 7523 §2.1 */
export const jwtBearer: string = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const { privateKey, publicKey } = await jose.generateKeyPair("RS256", { extractable: true });
/** The private key in these files, as PEM. */
export const pkcs8: string = await jose.exportPKCS8(privateKey);
const pkcs1 = `${createPrivateKey(pkcs8).export({ type: "pkcs1", format: "pem" })}`;

/** The service account of Google's key file. */
export const account: string = "orders@acme-1234.iam.gserviceaccount.com";
/** A scope of Google. */
export const scope: string = "https://www.googleapis.com/auth/cloud-platform";

/** A key file of Google, with a token endpoint at another origin. */
export function googleKey(origin: string, more = {}): Readonly<Record<string, unknown>> {
  return {
    type: "service_account",
    project_id: "acme-1234",
    private_key_id: "0123456789abcdef",
    private_key: pkcs8,
    client_email: account,
    client_id: "123456789012345678901",
    auth_uri: "https://accounts.google.com/o/oauth2/auth",
    token_uri: `${origin}/token`,
    universe_domain: "googleapis.com",
    ...more,
  };
}

/** A key file of Zitadel. */
export const zitadelKey = {
  type: "serviceaccount",
  keyId: "100509901696068329",
  key: pkcs1,
  expirationDate: "2030-01-01T00:00:00Z",
  userId: "100507859606888466",
};

/** A server that returns a token for every request. */
export function tokenServer(): ScriptedServer {
  return scriptedServer(() =>
    Response.json({ access_token: "ya29.token", token_type: "Bearer", expires_in: 3599 })
  );
}

/** Values that no output may contain: the lines of a key, and a key as JSON string. */
export const secrets: readonly string[] = [pkcs8, pkcs1].flatMap((pem) => [
  ...pem.split("\n").filter((line) => line.length > 40),
  JSON.stringify(pem).slice(1, -1),
]);

/** Runs gettoken with a key in the file `key.json`. */
export function run(
  gettoken: Program,
  args: readonly string[],
  key: unknown,
  more: RunOptions = {},
): Promise<RunResult> {
  const files = { "key.json": JSON.stringify(key, null, 2) };
  return gettoken.run(args, { files, secrets, tokens: ["ya29.token"], ...more });
}

/** The form fields of a request, and header and payload of its assertion. */
export interface Grant {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly payload: jose.JWTPayload;
  readonly header: jose.JWTHeaderParameters;
}

/** The only request to a server, with its verified assertion. */
export async function grantIn(
  { requests }: ScriptedServer,
): Promise<Grant & { readonly request: RecordedRequest }> {
  const [request, ...others] = requests;
  assert(request);
  assertEquals(others, []);
  assertEquals(request.method, "POST");
  assertEquals(request.headers.get("authorization"), null);
  return { request, ...await verified(request) };
}

/** Verifies the assertion in a request with the public key. */
export async function verified({ form }: RecordedRequest): Promise<Grant> {
  const { assertion, ...fields } = form ?? {};
  const { payload, protectedHeader } = await jose.jwtVerify(`${assertion}`, publicKey);
  return { fields, payload, header: protectedHeader };
}
