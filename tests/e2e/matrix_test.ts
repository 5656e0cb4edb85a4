/**
 * Every provider with each of its client authentication methods. The server returns a token only for
 * a request as the vendor documents it.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import * as jose from "jose";
import { certificateAuthority } from "../idp/certificate_authority.ts";
import type { RecordedRequest } from "../idp/recorded_request.ts";
import { scriptedServer } from "../idp/scripted_server.ts";
import { type RunOptions, testProgram } from "./program.ts";

type Method = "client_secret_basic" | "client_secret_post" | "private_key_jwt";

const basic = "client_secret_basic";
const post = "client_secret_post";
const jwt = "private_key_jwt";

/** An identity provider and its client authentication methods. */
interface Row {
  /** The command, if it differs from the name of the row. */
  readonly command?: string;
  /** Options for a server at this origin. */
  readonly args: (origin: string) => readonly string[];
  /** Path of the token endpoint. */
  readonly path: string;
  readonly methods: readonly Method[];
  readonly clientId?: string;
  /** Audience of an assertion, if it is not the token endpoint. */
  readonly audience?: (origin: string) => string;
  readonly algorithm?: string;
  /** Whether the server identifies a key by its certificate. */
  readonly byCertificate?: boolean;
  /** Maximum lifetime of an assertion, in seconds. */
  readonly mostSeconds?: number;
  /** Required form fields. */
  readonly form?: Readonly<Record<string, string>>;
}

const guid = "11111111-2222-3333-4444-555555555555";

const rows: Readonly<Record<string, Row>> = {
  "entra": {
    args: (origin) => [
      ...["--authority-host", origin, "--tenant", "contoso.com"],
      ...["--scope", "api://orders/.default"],
    ],
    path: "/contoso.com/oauth2/v2.0/token",
    methods: [basic, post, jwt],
    algorithm: "PS256",
    byCertificate: true,
    form: { scope: "api://orders/.default" },
  },
  "auth0": {
    args: (origin) => ["--domain", origin, "--audience", "https://api.example/"],
    path: "/oauth/token",
    methods: [basic, post, jwt],
    audience: (origin) => `${origin}/`,
    mostSeconds: 300,
    form: { audience: "https://api.example/" },
  },
  "okta, a custom server": {
    command: "okta",
    args: (origin) => ["--domain", origin, "--auth-server", "default", "--scope", "orders.read"],
    path: "/oauth2/default/v1/token",
    methods: [basic, post, jwt],
    mostSeconds: 3600,
  },
  "okta, the server of the organisation": {
    command: "okta",
    args: (origin) => ["--domain", origin, "--auth-server", "org", "--scope", "okta.users.read"],
    path: "/oauth2/v1/token",
    methods: [jwt],
    mostSeconds: 3600,
  },
  "keycloak": {
    args: (origin) => ["--base-url", `${origin}/auth`, "--realm", "shop"],
    path: "/auth/realms/shop/protocol/openid-connect/token",
    methods: [basic, post, jwt],
    mostSeconds: 60,
  },
  "cognito": {
    args: (origin) => ["--domain", origin, "--scope", "https://api.example/orders.read"],
    path: "/oauth2/token",
    methods: [basic, post],
  },
  "pingone": {
    args: (origin) => ["--domain", origin],
    path: "/as/token",
    methods: [basic, post, jwt],
  },
  "onelogin": {
    args: (origin) => ["--domain", origin, "--resource", "https://api.example"],
    path: "/oidc/2/token",
    methods: [basic, post],
    form: { resource: "https://api.example" },
  },
  "salesforce": {
    args: (origin) => ["--my-domain", origin],
    path: "/services/oauth2/token",
    methods: [basic, post],
  },
  "zitadel": {
    args: (origin) => ["--domain", origin],
    path: "/oauth/v2/token",
    methods: [basic, post],
    form: { scope: "openid" },
  },
  "fusionauth": {
    args: (origin) => ["--base-url", origin, "--scope", `target-entity:${guid}:read,write`],
    path: "/oauth2/token",
    methods: [basic, post],
  },
  "ory": {
    args: (origin) => ["--base-url", origin, "--audience", "https://a.example https://b.example"],
    path: "/oauth2/token",
    methods: [basic, post, jwt],
    form: { audience: "https://a.example https://b.example" },
  },
  "Duende": {
    command: "oidc",
    args: (origin) => ["--issuer", origin, "--resource", "urn:orders"],
    path: "/connect/token",
    methods: [basic, post, jwt],
    form: { resource: "urn:orders" },
  },
  "descope": {
    args: (origin) => ["--domain", origin],
    path: "/oauth2/v1/apps/token",
    methods: [basic, post],
  },
  "workos": {
    args: (origin) => ["--domain", origin],
    path: "/oauth2/token",
    methods: [basic, post],
  },
  "PingAM": {
    command: "oidc",
    args: (origin) => [
      ...["--token-url", `${origin}/am/oauth2/realms/root/realms/alpha/access_token`],
      ...["--scope", "orders"],
    ],
    path: "/am/oauth2/realms/root/realms/alpha/access_token",
    methods: [basic, post, jwt],
  },
  "PingFederate": {
    command: "oidc",
    args: (origin) => ["--issuer", origin],
    path: "/as/token.oauth2",
    methods: [basic, post, jwt],
  },
  "ibm-verify": {
    args: (origin) => ["--domain", origin],
    path: "/v1.0/endpoint/default/token",
    methods: [basic, post],
  },
  "xsuaa": {
    args: (origin) => ["--url", origin],
    path: "/oauth/token",
    // It does not decode the ID and secret in HTTP Basic.
    methods: [post],
    clientId: "sb-orders!b12|destination-xsappname!b34",
  },
  "databricks": {
    args: (origin) => ["--host", origin],
    path: "/oidc/v1/token",
    methods: [basic],
    form: { scope: "all-apis" },
  },
};

/** A secret that every encoding changes. */
const secret = `S3cr3t ~+/=%&:"\\'é`;
const { key, cert } = await (await certificateAuthority()).issue({ use: "client", keyType: "RSA" });
const thumbprint = await sha256Of(cert);
const keyLines = key.split("\n").filter((line) => line.length > 40);

async function sha256Of(pem: string): Promise<string> {
  const der = Uint8Array.fromBase64(pem.split("-----")[2]?.replaceAll(/\s/g, "") ?? "");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", der));
  return digest.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** The client authentication method of a request. It must have exactly one. */
async function authenticationOf(
  { headers, form }: RecordedRequest,
  row: Row,
  origin: string,
): Promise<unknown> {
  const header = headers.get("authorization");
  const { client_id, client_secret, client_assertion, client_assertion_type } = form;
  const given = { client_id, client_secret, client_assertion_type };
  if (header !== null) {
    const pair = atob(header.replace(/^Basic /, "")).split(":");
    const decoded = pair.map((part) => decodeURIComponent(part.replaceAll("+", " ")));
    return [basic, decoded, Object.values({ ...given, client_assertion }).filter(Boolean)];
  }
  if (client_assertion === undefined) return [post, given];
  const { audience = () => origin + row.path, algorithm = "RS256", mostSeconds = 600 } = row;
  const { payload, protectedHeader } = await jose.jwtVerify(
    client_assertion,
    await jose.importX509(cert, algorithm),
    { audience: audience(origin), algorithms: [algorithm], requiredClaims: ["jti", "exp", "iat"] },
  );
  const { iss, sub, exp = 0, iat = 0 } = payload;
  return [jwt, given, iss, sub, exp - iat <= mostSeconds, protectedHeader["x5t#S256"]];
}

/** The method that a correct client uses. */
function expectedOf(method: Method, { clientId = guid, byCertificate }: Row): unknown {
  const nothing = { client_secret: undefined, client_assertion_type: undefined };
  if (method === basic) return [basic, [clientId, secret], []];
  if (method === post) return [post, { ...nothing, client_id: clientId, client_secret: secret }];
  const type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  const given = { ...nothing, client_id: clientId, client_assertion_type: type };
  return [jwt, given, clientId, clientId, true, byCertificate ? thumbprint : undefined];
}

/** The credential for a client authentication method. */
function credentialFor(method: Method): RunOptions {
  return method === jwt
    ? { env: { GETTOKEN_PRIVATE_KEY_FILE: "key.pem" }, files: { "key.pem": cert + key } }
    : { env: { GETTOKEN_CLIENT_SECRET: secret } };
}

for (const [name, row] of Object.entries(rows)) {
  testProgram(`${name}: a token with each client authentication method`, async (gettoken) => {
    const { command = name, args, path, methods, clientId = guid, form = {} } = row;
    const seen: unknown[] = [];
    await using server = scriptedServer(async (request) => {
      const { origin } = server;
      if (request.method === "GET") {
        return Response.json({
          issuer: origin,
          token_endpoint: origin + path,
          token_endpoint_auth_methods_supported: methods,
        });
      }
      seen.push(await authenticationOf(request, row, origin).catch(String));
      return Response.json({ access_token: "tok", token_type: "Bearer", expires_in: 60 });
    });
    for (const method of methods) {
      const choice = methods.length > 1 ? ["--auth-method", method] : [];
      const { status, stdout, stderr } = await gettoken.run(
        [command, ...args(server.origin), "--client-id", clientId, "-q", ...choice],
        { ...credentialFor(method), secrets: [secret, ...keyLines] },
      );
      assertEquals([status, stdout, stderr], [0, "tok\n", ""], method);
      const request = server.requests.at(-1);
      const { grant_type, ...others } = request?.form ?? {};
      assertEquals([request?.path, grant_type], [path, "client_credentials"]);
      for (const [field, value] of Object.entries(form)) assertEquals(others[field], value);
    }
    assertEquals(seen, methods.map((method) => expectedOf(method, row)));
  }, { fronts: ["compiled"] });
}
