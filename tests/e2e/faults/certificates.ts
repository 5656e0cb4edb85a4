/**
 * Untrusted certificates of servers, and unreadable CA certificates.
 *
 * @module
 */

import {
  type CertifiedKey,
  newCertificateAuthority,
  selfSignedCertificate,
} from "../../idp/certificate_authority.ts";
import { hangUp, rawServer } from "../../idp/raw_server.ts";
import { scriptedServer } from "../../idp/scripted_server.ts";
import { type Fault, type Faults, tokenResponse } from "./fault.ts";
import { authorityFile, issued, noTls, trusting } from "./trust.ts";

const minute = 60 * 1000;
const notTrusted = /certificate of 127\.0\.0\.1:\d+ is not trusted/;

/** A server whose certificate is refused, without a retry. */
function refuses(certificate: () => Promise<CertifiedKey>): Fault {
  return { ...noTls, server: async () => rawServer(hangUp(), { tls: await certificate() }) };
}

const shown: Faults = {
  "a certificate of an issuer that nobody knows": {
    ...refuses(issued),
    says: [notTrusted, /--ca-file/, /DENO_CERT|DENO_TLS_CA_STORE/],
  },
  "such a certificate where the metadata is": {
    ...refuses(issued),
    args: ({ origin }) => ["oidc", "--issuer", origin, "--client-id", "some-client"],
    says: [notTrusted, /--ca-file/],
  },
  "such a certificate, and the check turned off as for Node": {
    ...refuses(issued),
    env: { NODE_TLS_REJECT_UNAUTHORIZED: "0" },
    says: [notTrusted],
  },
  "such a certificate, and its issuer where OpenSSL looks for it": {
    ...refuses(issued),
    files: authorityFile,
    env: { SSL_CERT_FILE: "ca.pem" },
    says: [notTrusted, /--ca-file/],
  },
  "a certificate that is its own issuer": {
    ...refuses(selfSignedCertificate),
    says: [notTrusted, /--ca-file/],
  },
  "a certificate of another issuer than the one in --ca-file": {
    ...refuses(async () => await (await newCertificateAuthority()).issue()),
    ...trusting,
    says: [notTrusted, /--ca-file/],
  },
  "a certificate without the one between it and its issuer": {
    ...refuses(async () => {
      const { cert, key } = await issued({ intermediate: true });
      return { cert: cert.slice(0, cert.indexOf("-----BEGIN", 1)), key };
    }),
    ...trusting,
    says: [notTrusted],
  },
  "a certificate with the one between it and its issuer": {
    ...trusting,
    server: async (place) =>
      scriptedServer(() => tokenResponse(place), { tls: await issued({ intermediate: true }) }),
    exit: 0,
  },
  "a certificate for another name": {
    ...refuses(() => issued({ names: ["id.example"] })),
    ...trusting,
    says: [/certificate of 127\.0\.0\.1:\d+ is for another name/, /host name/],
  },
  "a certificate for another address": {
    ...refuses(() => issued({ names: ["127.0.0.2", "localhost"] })),
    ...trusting,
    says: [/certificate of 127\.0\.0\.1:\d+ is for another name/],
  },
  "a certificate that has expired": {
    ...refuses(() => issued({ notAfter: new Date(Date.now() - minute) })),
    ...trusting,
    says: [/certificate of 127\.0\.0\.1:\d+ has expired/, /clock/],
  },
  "a certificate that is not valid yet": {
    ...refuses(() => issued({ notBefore: new Date(Date.now() + 30 * minute) })),
    ...trusting,
    says: [/certificate of 127\.0\.0\.1:\d+ is not valid yet/, /clock/],
  },
  "a certificate of an authority, shown as that of a server": {
    ...refuses(() => issued({ isAuthority: true })),
    ...trusting,
    says: [/certificate of 127\.0\.0\.1:\d+ is a CA certificate/],
  },
  "a certificate that is for clients": {
    ...refuses(() => issued({ use: "client" })),
    ...trusting,
    says: [/certificate of 127\.0\.0\.1:\d+/],
  },
};

/** An unusable CA file or variable: no request. */
function unusable(more: Partial<Fault>, ...says: readonly RegExp[]): Fault {
  return {
    files: { "bad.pem": "garbage\n", "empty.pem": "" },
    exit: 3,
    code: "setting_invalid",
    says,
    ...more,
  };
}

function unusableVariable(name: string, value: string, says = ""): Fault {
  return unusable({ env: { [name]: value } }, new RegExp(`${name} in the environment.*${says}`));
}

const trusted: Faults = {
  "a --ca-file that is not there": unusable(
    { options: ["--ca-file", "nosuch.pem"] },
    /--ca-file.*nosuch\.pem.*no such file/,
  ),
  "a --ca-file that is empty": unusable(
    { options: ["--ca-file", "empty.pem"] },
    /--ca-file.*empty\.pem.*empty/,
  ),
  "a --ca-file without certificates": unusable(
    { options: ["--ca-file", "bad.pem"] },
    /--ca-file.*bad\.pem.*no PEM certificate/,
  ),
  "a --ca-file without end": unusable(
    { options: ["--ca-file", "/dev/zero"] },
    /--ca-file.*\/dev\/zero.*not a regular file/,
  ),
  "a DENO_CERT that is not there": unusableVariable("DENO_CERT", "nosuch.pem", "no such file"),
  "a DENO_CERT without certificates": unusableVariable(
    "DENO_CERT",
    "bad.pem",
    "no PEM certificate",
  ),
  "a DENO_CERT that is no Base64": unusableVariable("DENO_CERT", "base64:!", "Base64"),
  "an empty DENO_CERT": unusableVariable("DENO_CERT", "", "empty"),
  "NODE_EXTRA_CA_CERTS that are not there": unusableVariable(
    "NODE_EXTRA_CA_CERTS",
    "nosuch.pem",
    "no such file",
  ),
  "NODE_EXTRA_CA_CERTS without certificates": unusableVariable("NODE_EXTRA_CA_CERTS", "bad.pem"),
  "an unknown DENO_TLS_CA_STORE": unusableVariable("DENO_TLS_CA_STORE", "windows"),
  "an empty DENO_TLS_CA_STORE": unusableVariable("DENO_TLS_CA_STORE", "", "empty"),
  "a GETTOKEN_CA_FILE in ./.env, and the secret elsewhere": {
    files: async () => ({ ...await authorityFile(), ".env": "GETTOKEN_CA_FILE=ca.pem\n" }),
    exit: 3,
    code: "untrusted_destination",
    says: [/GETTOKEN_CA_FILE in \.\/\.env would decide/, /--env-file \.env/],
  },
  "keys of the traffic in a file": {
    env: { SSLKEYLOGFILE: "/dev/null" },
    exit: 0,
    warns: [/SSLKEYLOGFILE/],
  },
};

export const certificateFaults: Faults = { ...shown, ...trusted };
