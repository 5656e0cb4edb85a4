/**
 * The request headers that a provider or a user adds. Loaded only if there may be some.
 *
 * @module
 */

import { settingsOf } from "../contract/declared_settings.ts";
import {
  allowedHeaders,
  isAllowedHeader,
  isHeaderValue,
  mayBeSecretHeader,
  parseHeaderLines,
} from "../contract/request_headers.ts";
import type { HeaderFields, Provider } from "../contract/provider.ts";
import { GettokenError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { reveal, Secret } from "../core/secret.ts";
import { printable, words } from "../core/text.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";
import { referencedSecret } from "./request_fields.ts";

type Headers = Record<string, string | Secret>;

/**
 * The headers that the provider and the user add, by name in lower case. Those of the user win.
 *
 * @param log Redacts the values of the user's headers from now on.
 * @throws {GettokenError} `setting_invalid` if a name is not allowed, or a value cannot be sent.
 */
export async function extraHeaders(
  provider: Provider,
  settings: Pick<ResolvedSettings, "values" | "secrets">,
  log?: Log,
): Promise<Readonly<Headers>> {
  return {
    ...providerHeaders(await provider.headers?.(settings.values) ?? {}, settings),
    ...userHeaders(provider, settings, log),
  };
}

function providerHeaders(
  fields: HeaderFields,
  settings: Pick<ResolvedSettings, "secrets">,
): Headers {
  const headers: Headers = {};
  for (const [name, field = ""] of Object.entries(fields)) {
    const value = typeof field === "string" ? field : referencedSecret(field, settings);
    if (value === undefined || value === "") continue;
    const shown = printable(name, 100);
    if (!isAllowedHeader(name)) {
      throw new GettokenError("setting_invalid", `The header ${shown} cannot be added`, {
        hint: `Names must be ${allowedHeaders}.`,
      });
    }
    if (!isHeaderValue(reveal(value))) {
      const source = typeof field === "string" ? "a setting" : `the ${words(field.secret, " ")}`;
      throw new GettokenError(
        "setting_invalid",
        `The header ${shown} cannot be sent: its value, from ${source}, is not printable ASCII`,
        { hint: "Check the value for letters with accents and characters that a copy added." },
      );
    }
    headers[name.toLowerCase()] = value;
  }
  return headers;
}

/** The headers in settings of the format `headers`, which were validated. */
function userHeaders(
  provider: Provider,
  { secrets }: Pick<ResolvedSettings, "secrets">,
  log: Log | undefined,
): Headers {
  const headers: Headers = {};
  for (const [setting, { format }] of Object.entries(settingsOf(provider))) {
    const text = format === "headers" ? secrets[setting] : undefined;
    const parsed = text && parseHeaderLines(text.reveal());
    for (const [name, value] of parsed && "value" in parsed ? parsed.value : []) {
      headers[name] = new Secret(value);
      // The setting as a whole is protected; a server may repeat one value of it.
      if (mayBeSecretHeader(name)) log?.protect(new Secret(value));
    }
  }
  return headers;
}
