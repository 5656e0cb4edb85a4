/**
 * What trust_matrix_test.ts knows of a provider: to which origins it sends a proof with and without
 * a setting. All of it is written by hand; nothing is computed from the provider's endpoint().
 *
 * @module
 */

/** Values by setting, or member names. */
export type Settings = Readonly<Record<string, string>>;

/** A setting with a value, and the origins to which a proof goes with and without it. */
export interface Row {
  readonly setting: string;
  readonly value: string;
  /** Other settings of the run, from options. */
  readonly beside: Settings;
  /** With it: the origin for a secret first, then that for a certificate if it differs. */
  readonly hosts: readonly string[];
  /** Without it; empty if the provider has no endpoint then. */
  readonly without: readonly string[];
  /** Whether it is part of the issuer, whose metadata names the token endpoint. */
  readonly isOfIssuer?: boolean;
}

/** A provider, and all that the rule has to know about it. */
export interface Subject {
  /** The credentials that it takes, the one that can be typed first. */
  readonly credentials: readonly string[];
  /** Further secrets, which a run may have beside a credential. */
  readonly others: readonly string[];
  /** The setting that takes a document, and that document without what a test puts there. */
  readonly document?: Document;
  /** Settings that decide about the origin, alone or with others. */
  readonly moves: readonly Row[];
  /** Settings that leave it alone. */
  readonly stays: readonly Row[];
  /** What issuers end with, if its metadata is read. */
  readonly issuerEnd?: string;
}

/** A secret document with several settings in it. */
export interface Document {
  readonly setting: string;
  readonly content: Settings;
  /** The names of members, by setting. */
  readonly members: Settings;
  /** The credential in it. */
  readonly credential: string;
}

/** What a table says of a provider. */
export interface Facts extends Partial<Omit<Subject, "moves" | "stays">> {
  /** The settings of a complete run but the credential. Each is tried from every source. */
  readonly given: Settings;
  /** The origins for these, as in a row. */
  readonly hosts: readonly string[];
  /** Other settings that leave the origin alone, each with a value. */
  readonly stay?: Settings;
  /** Settings that decide about the origin, alone or with others. */
  readonly moves: readonly Row[];
}

/** Decides for which server an assertion is valid, not where it is sent. */
export const audienceSetting = "assertionAudience";

/** Every provider has these, or could have them. */
const common: Settings = {
  scope: "openid",
  authMethod: "client_secret_post",
  keyId: "k1",
  signingAlgorithm: "RS256",
  sendCertificateChain: "true",
  [audienceSetting]: "https://victim.example/token",
};

/**
 * Completes what a table says of a provider.
 *
 * @param names The settings that the provider has.
 */
export function subject(
  names: readonly string[],
  { given, hosts, stay = {}, moves, credentials = ["clientSecret"], others = [], ...more }: Facts,
): Subject {
  const moving = moves.map(({ setting }) => setting);
  const stays = Object.entries({ ...common, ...stay, ...given })
    .filter(([name]) => names.includes(name) && !(moving.includes(name) && name in given))
    .map(([setting, value]) => ({
      ...{ setting, value, hosts, without: hosts },
      beside: without(given, setting),
    }));
  return { ...more, credentials, others, moves, stays };
}

function without(settings: Settings, name: string): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([other]) => other !== name));
}

/** A row for a setting that decides about the origin. */
export function move(
  setting: string,
  value: string,
  beside: Settings,
  origins: readonly [without: string | undefined, host: string],
): Row {
  const [before, host] = origins;
  return {
    ...{ setting, value, beside, hosts: [host] },
    without: before === undefined ? [] : [before],
  };
}
