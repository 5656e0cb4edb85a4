/**
 * Mutual TLS: clients that authenticate with a certificate (RFC 8705).
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { createPrivateKey, X509Certificate } from "node:crypto";
import {
  certificateAuthority,
  type KeyType,
  newCertificateAuthority,
} from "../idp/certificate_authority.ts";
import { certificateServer } from "../idp/certificate_server.ts";
import {
  type CertificateClient,
  type MutualTlsIdp,
  startMutualTlsIdp,
} from "../idp/mutual_tls_idp.ts";
import { recordingProxy } from "../idp/recording_proxy.ts";
import { linesOf } from "./pem_lines.ts";
import { type Program, type RunOptions, type RunResult, testProgram } from "./program.ts";

const passphrase = "canary-passphrase";

/** Runs gettoken with the files of a client. */
function ask(
  gettoken: Program,
  { issuer, authority }: Pick<MutualTlsIdp, "issuer" | "authority">,
  { clientId, cert, key }: CertificateClient,
  args: readonly string[] = [],
  { files = {}, ...more }: RunOptions = {},
): Promise<RunResult> {
  return gettoken.run(
    [
      ...["oidc", "--issuer", issuer, "--client-id", clientId, "--ca-file", "ca.pem"],
      ...["--client-cert-file", "cert.pem", "--client-key-file", "key.pem", ...args],
    ],
    {
      files: { "ca.pem": authority, "cert.pem": cert, "key.pem": key, ...files },
      secrets: [...linesOf(key), passphrase],
      ...more,
    },
  );
}

type PemForm = "pkcs1" | "pkcs8" | "sec1";

/** A key in one of the PEM formats. */
function written(pem: string, type: PemForm): string {
  return `${createPrivateKey(pem).export({ type: type as "pkcs8", format: "pem" })}`;
}

const keyKinds: readonly (readonly [KeyType, PemForm])[] = [
  ["RSA", "pkcs8"],
  ["RSA", "pkcs1"],
  ["EC", "pkcs8"],
  ["EC", "sec1"],
  ["Ed25519", "pkcs8"],
];

testProgram("a certificate beside a secret: the token is bound to it", async (gettoken) => {
  await using idp = await startMutualTlsIdp();
  const { bound: { clientId, clientSecret } } = idp;
  const client = { ...await idp.client("EC"), clientId };
  const { status, stdout, stderr } = await ask(gettoken, idp, client, [], {
    env: { GETTOKEN_CLIENT_SECRET: clientSecret },
  });
  assertEquals([status, stderr], [0, ""]);
  const { cnf } = await idp.verify(stdout.trim());
  const der = new X509Certificate(client.cert).raw;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(der)));
  const thumbprint = digest.toBase64({ alphabet: "base64url", omitPadding: true });
  assertEquals(cnf, { "x5t#S256": thumbprint });
});

for (const [keyType, type] of keyKinds) {
  testProgram(
    `gettoken oidc gets a token with a certificate, ${keyType} in ${type}`,
    async (gettoken) => {
      await using idp = await startMutualTlsIdp();
      const client = await idp.client(keyType);
      const key = written(client.key, type);
      const { status, stdout, stderr } = await ask(gettoken, idp, { ...client, key });
      assertEquals([status, stderr], [0, ""]);
      await idp.verify(stdout.trim());
    },
  );
}

testProgram(
  "client certificate: presented to the token endpoint only, no secret sent",
  async (gettoken) => {
    await using idp = await startMutualTlsIdp();
    const client = await idp.client("EC");
    assertEquals((await ask(gettoken, idp, client)).status, 0);
    assertEquals(idp.front.requests.map(({ method, certificate }) => [method, certificate]), [
      ["GET", undefined],
    ]);
    const [request, ...others] = idp.alias.requests;
    assert(request);
    assertEquals(others, []);
    assertEquals(request.certificate, {
      der: client.cert.replaceAll(/-----.*-----|\s/g, ""),
      isTrusted: true,
    });
    assertEquals(request.form, { grant_type: "client_credentials", client_id: client.clientId });
    assertEquals(request.headers.get("authorization"), null);
  },
);

testProgram(
  "gettoken oidc, self-signed client certificate: token printed",
  async (gettoken) => {
    await using idp = await startMutualTlsIdp();
    const args = ["--auth-method", "self_signed_tls_client_auth"];
    const { status, stdout, stderr } = await ask(gettoken, idp, idp.selfSigned, args);
    assertEquals([status, stderr], [0, ""]);
    await idp.verify(stdout.trim());
  },
);

testProgram(
  "certificate and key in one file, a variable or .env: accepted",
  async (gettoken) => {
    await using idp = await startMutualTlsIdp();
    const { clientId, cert, key } = await idp.client("EC");
    const args = ["oidc", "--client-id", clientId, "--token-url", idp.tokenEndpoint];
    const both = cert + key;
    const ways: readonly RunOptions[] = [
      { env: { GETTOKEN_CLIENT_CERT_FILE: "both.pem" }, files: { "both.pem": both } },
      { env: { GETTOKEN_CLIENT_CERT: both.replaceAll("\n", "\\n") } },
      { env: { GETTOKEN_CLIENT_CERT: cert, GETTOKEN_CLIENT_KEY: key } },
      {
        files: {
          ".env": `GETTOKEN_CLIENT_CERT='${both}'\nGETTOKEN_TOKEN_URL=${idp.tokenEndpoint}\n`,
        },
      },
    ];
    for (const { files, env, ...way } of ways) {
      const { status, stderr } = await gettoken.run(env ? args : args.slice(0, 3), {
        ...way,
        env: { ...env, GETTOKEN_CA_FILE: "ca.pem" },
        files: { ...files, "ca.pem": idp.authority },
        secrets: linesOf(key),
      });
      assertEquals([status, stderr], [0, ""]);
    }
  },
);

testProgram("client certificate through a proxy: token printed", async (gettoken) => {
  await using idp = await startMutualTlsIdp();
  await using proxy = recordingProxy();
  const client = await idp.client("RSA");
  const { status, stderr } = await ask(gettoken, idp, client, [], {
    env: { HTTPS_PROXY: proxy.origin },
  });
  assertEquals([status, stderr], [0, ""]);
  assertEquals(proxy.requests.map(({ method }) => method), ["CONNECT", "CONNECT"]);
  assert(idp.alias.requests[0]?.certificate?.isTrusted);
});

testProgram(
  "client certificate refused: what was presented is listed",
  async (gettoken) => {
    await using idp = await startMutualTlsIdp();
    const { issue } = await newCertificateAuthority();
    const stranger = { clientId: "certificate-client", ...await issue({ use: "client" }) };
    const { status, stderr } = await ask(gettoken, idp, stranger);
    assertEquals(status, 4, stderr);
    assertMatch(stderr, /invalid_client/);
    assertMatch(stderr, /client cert = \*\*\* \(--client-cert-file\)/);
    assertMatch(stderr, /presented certificate = CN=Server or client\n/);
    assertMatch(stderr, /issued by CN=Throw-away CA .*, valid until \d{4}-\d\d-\d\d\n/);
    assertEquals(idp.alias.requests[0]?.certificate?.isTrusted, false);
  },
);

testProgram(
  "gettoken -v and --dry-run: the certificate is described, its key is not",
  async (gettoken) => {
    await using idp = await startMutualTlsIdp();
    const client = await idp.client("EC");
    for (const option of ["-v", "--dry-run"]) {
      const { status, stdout, stderr } = await ask(gettoken, idp, client, [option]);
      const text = option === "-v" ? stderr : stdout;
      assertEquals(status, 0, stderr);
      assertMatch(text, /client cert = \*\*\* .*\n? *\(--client-cert-file\)/);
      assertMatch(text, /client key = \*\*\* .*\n? *\(--client-key-file\)/);
      assertMatch(text, /presented certificate = CN=Server or client\n/);
      assertMatch(
        text,
        option === "-v" ? new RegExp(`POST ${idp.tokenEndpoint}`) : /POST \(the token/,
      );
      assertNotMatch(text, /BEGIN/);
    }
    assertEquals(idp.alias.requests.length, 1);
  },
);

testProgram(
  "encrypted key of a client certificate: decrypted with the passphrase",
  async (gettoken) => {
    await using idp = await startMutualTlsIdp();
    const client = await idp.client("EC");
    const key = encrypted(client.key);
    const env = { GETTOKEN_KEY_PASSPHRASE: passphrase };
    const secrets = [...linesOf(client.key), ...linesOf(key), passphrase];
    const { status, stderr } = await ask(gettoken, idp, { ...client, key }, [], { env, secrets });
    assertEquals([status, stderr], [0, ""]);
    const without = await ask(gettoken, idp, { ...client, key });
    assertEquals(without.status, 3);
    assertMatch(without.stderr, /--client-key-file: it is encrypted, and no passphrase is set/);
  },
);

/** A key in PKCS#8, encrypted. */
function encrypted(pem: string): string {
  const options = { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase } as const;
  return `${createPrivateKey(pem).export(options)}`;
}

/** Vendors: the settings for a server at an address, and the path at which it takes certificates. */
const vendors: Readonly<
  Record<string, readonly [args: (origin: string) => readonly string[], path: string]>
> = {
  auth0: [
    (origin) => ["--domain", origin, "--audience", "https://a/"],
    "/alias",
  ],
  keycloak: [
    (origin) => ["--base-url", origin, "--realm", "shop"],
    "/realms/shop/protocol/openid-connect/token",
  ],
  xsuaa: [(origin) => ["--cert-url", `${origin}/cert`], "/cert/oauth/token"],
  "./own.ts": [(origin) => ["--host", origin], "/own"],
};

const ownProvider = `export default {
  apiVersion: 1,
  name: "own",
  title: "Own ID",
  docs: "https://own.example/docs",
  settings: { host: { format: "origin", required: true } },
  clientAuthentication: ["tls_client_auth"],
  endpoint: ({ host }) => ({ tokenEndpoint: host + "/no", mtlsTokenEndpoint: host + "/own" }),
};
`;

for (const [name, [args, path]] of Object.entries(vendors)) {
  testProgram(
    `gettoken ${name} shows a certificate where its server takes it`,
    async (gettoken) => {
      const { pem: authority, issue } = await certificateAuthority();
      const tls = await issue();
      await using server = await certificateServer(({ method }) =>
        Response.json(
          method === "GET"
            ? {
              issuer: `${server.origin}/`,
              token_endpoint: `${server.origin}/oauth/token`,
              mtls_endpoint_aliases: { token_endpoint: `${server.origin}/alias` },
            }
            : { access_token: "tok", token_type: "Bearer", expires_in: 60 },
        ), { tls, authority });
      const { cert, key } = await issue({ use: "client" });
      const { status, stdout, stderr } = await gettoken.run(
        [
          ...[name, ...args(server.origin), "--client-id", "svc", "--ca-file", "ca.pem", "-q"],
          ...["--client-cert-file", "both.pem"],
        ],
        {
          files: { "ca.pem": authority, "both.pem": cert + key, "own.ts": ownProvider },
          secrets: linesOf(key),
        },
      );
      assertEquals([status, stdout, stderr], [0, "tok\n", ""]);
      const request = server.requests.at(-1);
      assertEquals([request?.path, request?.certificate?.isTrusted], [path, true]);
      const { client_id: clientId, client_secret: secret } = request?.form ?? {};
      assertEquals([clientId, secret], ["svc", undefined]);
    },
  );
}
