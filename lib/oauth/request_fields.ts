/**
 * The fields of a token request that a provider adds or renames, and the body that they make.
 *
 * @module
 */

import { methodsOf } from "../contract/credential_settings.ts";
import type { Parameters, Provider, RequestQuirks, SecretReference } from "../contract/provider.ts";
import { GettokenError } from "../core/errors.ts";
import { reveal, Secret } from "../core/secret.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";

/** A field of the body. Only JSON has lists; a form repeats the field. */
export type FormField = readonly [name: string, value: string | Secret | readonly string[]];

/** Fields that only gettoken sets. Neither a provider nor a user can set them. */
const reservedFields: readonly string[] = [
  ...["grant_type", "scope", "client_id", "client_secret"],
  ...["client_assertion", "client_assertion_type", "assertion"],
];

/** The fields that only gettoken sets in requests of a provider, which may have other names there. */
export function reservedFieldsOf(provider: Provider): readonly string[] {
  const methods = methodsOf(provider);
  if (methods.length === 0) return ["grant_type", "scope"];
  // Beside the grant there is no client authentication (RFC 7521 §4.1), unless the provider adds it.
  if (provider.assertion?.grant && methods.every((method) => method === "private_key_jwt")) {
    return reservedFields.filter((name) => name !== "client_id" && name !== "client_secret");
  }
  return [...reservedFields, ...Object.values(provider.request?.names ?? {})];
}

/**
 * The fields that the provider adds.
 *
 * @throws {GettokenError} `setting_invalid` if one of them is reserved.
 */
export async function parameterFields(
  provider: Provider,
  settings: Pick<ResolvedSettings, "values" | "secrets">,
): Promise<FormField[]> {
  const fields: Parameters = await provider.parameters?.(settings.values) ?? {};
  const names = Object.keys(fields);
  if (names.length === 0) return [];
  const reserved = names.find((name) => reservedFieldsOf(provider).includes(name));
  if (reserved !== undefined) {
    throw new GettokenError("setting_invalid", `The form field ${reserved} is reserved`, {
      hint:
        "gettoken sets it, from --client-id, --client-secret and --scope where it is not fixed.",
    });
  }
  return Object.entries(fields).flatMap(([name, value = ""]): FormField[] => {
    if (typeof value === "string") return value === "" ? [] : [[name, value]];
    if (isSecretReference(value)) {
      const secret = referencedSecret(value, settings);
      return secret === undefined ? [] : [[name, secret]];
    }
    const items = value.filter((item) => item !== "");
    return items.length === 0 ? [] : [[name, items]];
  });
}

function isSecretReference(value: SecretReference | readonly string[]): value is SecretReference {
  return "secret" in value;
}

/** The secret that a provider refers to, with its prefix; `undefined` if it has no value. */
export function referencedSecret(
  { secret: name, prefix = "" }: SecretReference,
  { secrets }: Pick<ResolvedSettings, "secrets">,
): Secret | undefined {
  const secret = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
  return secret && new Secret(prefix + reveal(secret));
}

/** Fields of client authentication under the names that the provider gives them. */
export function renamedFields(
  fields: Readonly<Record<string, string | Secret>>,
  { names = {} }: RequestQuirks = {},
): FormField[] {
  const others: Readonly<Record<string, string | undefined>> = {
    client_id: names.clientId,
    client_secret: names.clientSecret,
  };
  return Object.entries(fields).map(([name, value]) => [others[name] ?? name, value]);
}

/** The fields as a form has them: one for each item of a list. */
export function formFields(fields: readonly FormField[]): FormField[] {
  return fields.flatMap(([name, value]) =>
    [value].flat().map((item: string | Secret): FormField => [name, item])
  );
}

/** The body of a request, with its secrets: only for sending. */
export function requestBody(
  form: readonly FormField[],
  format: "form" | "json" = "form",
): string {
  const fields = form.map(([name, value]) =>
    [
      name,
      typeof value === "string" || value instanceof Secret ? reveal(value) : value,
    ] as const
  );
  return format === "json"
    ? JSON.stringify(Object.fromEntries(fields))
    // A form has no lists: see formFields().
    : new URLSearchParams(fields as [string, string][]).toString();
}
