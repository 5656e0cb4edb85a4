/**
 * The types of setting values in the options of the library. `flow_options.ts` and the generated
 * `provider_settings.ts` use them.
 *
 * @module
 */

/** The value of a setting; several values for one that is a list, such as `scopes`. */
export type SettingValue = string | readonly string[] | undefined;

/**
 * A key, a certificate, or a key file of a vendor: PEM, or JSON, also as an object, such as a JWK (RFC
 * 7517); or the bytes of a file in DER or PKCS#12 (PFX).
 */
export type KeyValue = string | Uint8Array<ArrayBuffer> | object | undefined;

/** A setting that is on or off. */
export type SwitchValue = boolean | "true" | "false" | undefined;
