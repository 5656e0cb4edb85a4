// deno-lint-ignore-file no-console
/**
 * A cron job: counts the open orders. The provider, the client and its secret are in the environment,
 * in the same variables that `gettoken` reads. Without a token, it exits with the same
 * status as `gettoken`.
 */

import process from "node:process";
import { ClientCredentialsFlow, GettokenError } from "gettoken";

const api = process.env.ORDERS_API ?? "https://api.acme.example";

try {
  const flow = ClientCredentialsFlow.fromEnvironment();
  const token = await flow.getToken();
  const response = await fetch(`${api}/orders`, {
    headers: { authorization: token.authorizationHeader() },
  });
  if (!response.ok) throw new Error(`${api} answered with ${response.status}`);
  const orders = await response.json();
  console.log(`Open orders: ${orders.length}`);
} catch (error) {
  if (!(error instanceof GettokenError)) throw error;
  console.error([error.message, ...error.details].join("\n  "));
  if (error.hint) console.error(`→ ${error.hint}`);
  process.exitCode = error.exitStatus;
}
