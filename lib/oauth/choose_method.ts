/**
 * Choose the client authentication method, before the proof for it is made.
 *
 * @module
 */

import { credentialsFor, methodsOf } from "../contract/credential_settings.ts";
import type { ClientAuthenticationMethod } from "../contract/provider.ts";
import { GettokenError } from "../core/errors.ts";
import { words } from "../core/text.ts";
import { type Grant, grants } from "./grants.ts";
import type { RequestContext } from "./request_parts.ts";

/**
 * The method from the user, or else the first of the provider's methods that fits the credential
 * and that the server's metadata lists. Methods are never tried in turn, because each try would
 * expose the secret once more.
 *
 * @throws {GettokenError} `setting_invalid` if there is none.
 */
export function chooseMethod(
  grant: Grant,
  { provider, settings: { values, credential }, endpoint }: Omit<RequestContext, "run">,
): ClientAuthenticationMethod {
  const fitting = methodsOf(provider).filter((name) => credentialsFor(name).includes(credential));
  const { authMethod: wanted } = values;
  if (wanted !== undefined) {
    const method = fitting.find((name) => name === wanted);
    if (method) return method;
    throw new GettokenError(
      "setting_invalid",
      `${wanted} does not go with a ${words(credential, " ")}`,
      { hint: "Leave --auth-method out, or give the other credential." },
    );
  }
  const { methods: offered, metadata } = endpoint;
  const isOffered = (name: string) => offered?.includes(name) ?? true;
  const method = grants[grant.kind].authenticatesClient ? fitting.find(isOffered) : fitting[0];
  if (method) return method;
  throw new GettokenError(
    "setting_invalid",
    `The server takes none of the ways to authenticate that fit: ${fitting.join(", ")}`,
    {
      details: [`${metadata} lists: ${offered?.join(", ") || "none"}`],
      hint: "If its metadata is wrong, choose with --auth-method.",
    },
  );
}
