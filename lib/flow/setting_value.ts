/**
 * The types of setting values in the options of the library. `flow_options.ts` and the generated
 * `provider_settings.ts` use them.
 *
 * @module
 */

/** The value of a setting; several values for one that is a list, such as `scopes`. */
export type SettingValue = string | readonly string[] | undefined;

/** A key, a certificate, or a key file of a vendor: PEM, or JSON. */
export type KeyValue = string | undefined;
