// deno-lint-ignore-file no-console
/**
 * Workload identity: a token from another issuer replaces the client secret, so nothing has to be
 * stored. Here the issuer is the Kubernetes cluster, or in a job of GitHub Actions, GitHub.
 */

import { readFile } from "node:fs/promises";
import process from "node:process";
import { ClientCredentialsFlow, type FederatedTokenRequest, GettokenError } from "gettoken";

const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN } = process.env;

async function fromGitHub({ audience, signal }: FederatedTokenRequest): Promise<string> {
  const response = await fetch(`${url}&audience=${encodeURIComponent(audience ?? "")}`, {
    headers: { authorization: `Bearer ${ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
    signal,
  });
  return (await response.json()).value;
}

// Kubernetes replaces the file before its token expires. So read it for each request.
async function fromKubernetes(): Promise<string> {
  return await readFile("/var/run/secrets/tokens/entra", "utf8");
}

const flow = new ClientCredentialsFlow({
  provider: "entra",
  tenant: "contoso.onmicrosoft.com",
  clientId: "11111111-2222-3333-4444-555555555555",
  scopes: "https://graph.microsoft.com/.default",
  federatedToken: url ? fromGitHub : fromKubernetes,
  authorityHost: process.env.AZURE_AUTHORITY_HOST,
});

try {
  const token = await flow.getToken();
  console.log("Access token until", token.expiresAt);
} catch (error) {
  // A refusal says which subject and audience the token had, to compare with the trust in Entra ID.
  if (error instanceof GettokenError) console.error([error.message, ...error.details].join("\n"));
  throw error;
}
