/**
 * DPoP (RFC 9449): bound tokens, missing bindings, and unusable nonces and keys.
 *
 * @module
 */

import { exportPKCS8, generateKeyPair } from "jose";
import { answers, type Fault, type Faults, tokenResponse, variants } from "./fault.ts";

const { privateKey } = await generateKeyPair("ES256", { extractable: true });
const withKey = { env: { GETTOKEN_DPOP_KEY: await exportPKCS8(privateKey) } };

/** The reply that demands this nonce. */
function demand(nonce: string | undefined, error = "use_dpop_nonce"): Response {
  const headers: HeadersInit = nonce === undefined ? [] : [["DPoP-Nonce", nonce]];
  return Response.json({ error }, { status: 400, headers });
}

/** An invalid nonce: no second request. */
function badNonce(nonce: string | undefined, says = /sends an invalid one/): Fault {
  return {
    ...withKey,
    server: answers(() => demand(nonce)),
    ...{ exit: 7, code: "reply_unusable", says: [says] },
  };
}

const nonces: Faults = {
  "a nonce that is missing": badNonce(
    undefined,
    /requires a nonce in the DPoP proof but sends none/,
  ),
  ...variants(
    Object.entries({
      "that is empty": "",
      "with a space": "n 1",
      "with a tab": "n\t1",
      "with controls of C1": "n\x9b31m\x85",
      "with a letter beyond ASCII": "n\xe9",
      "of 3 KB": "n".repeat(3000),
    }).map(([what, nonce]) => [`a nonce ${what}`, badNonce(nonce)]),
  ),
  "a nonce of 1 MB": badNonce(
    "n".repeat(2 ** 20),
    /does not answer with valid HTTP|an invalid one/,
  ),
  "a nonce that is not good enough": {
    ...withKey,
    server: answers((_, __, number) => demand(`n-${number}`)),
    ...{ exit: 4, code: "refused", requests: 2, says: [/got the nonce.*asks for another/] },
  },
  "a nonce that is the secret": {
    ...withKey,
    server: answers((place, _, number) =>
      number === 1 ? demand(encodeURIComponent(place.secret)) : tokenResponse(place)
    ),
    ...{ exit: 0, requests: 2, warns: [/did not bind the token to the DPoP key/] },
  },
};

const bindings: Faults = {
  "a proof that is refused": {
    ...withKey,
    server: answers(() => demand(undefined, "invalid_dpop_proof")),
    ...{ exit: 4, code: "refused", says: [/Check the clock/] },
  },
  "a token that is not bound to the key": {
    ...withKey,
    ...{ exit: 0, warns: [/^gettoken: warning: the server did not bind the token/m] },
  },
  "a nonce without a key": {
    server: answers(() => demand("n-1")),
    ...{ exit: 4, code: "refused", says: [/useless without that key.*--dpop-key-file/] },
  },
  "a proof that is missing": {
    server: answers(() => demand(undefined, "invalid_dpop_proof")),
    ...{ exit: 4, code: "refused", says: [/useless without that key.*--dpop-key-file/] },
  },
  "a bound token without a key": {
    server: answers((place) => tokenResponse(place, { token_type: "DPoP" })),
    ...{ exit: 7, code: "reply_unusable", says: [/useless without that key.*--dpop-key-file/] },
  },
  "an invalid key": {
    env: { GETTOKEN_DPOP_KEY: "some key" },
    ...{ exit: 3, code: "setting_invalid", says: [/GETTOKEN_DPOP_KEY/] },
  },
  "a key of a kind that the server does not list": {
    ...withKey,
    args: ({ origin }) => ["oidc", "--issuer", origin, "--client-id", "some-client"],
    server: answers(({ origin }) =>
      Response.json({
        ...{ issuer: origin, token_endpoint: `${origin}/token` },
        dpop_signing_alg_values_supported: ["EdDSA"],
      })
    ),
    ...{ exit: 3, code: "setting_invalid", requests: 1, says: [/the server accepts EdDSA/] },
  },
};

export const dpopFaults: Faults = { ...nonces, ...bindings };
