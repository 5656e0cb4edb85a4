/**
 * The contract between gettoken and an identity provider.
 *
 * A provider is data and pure functions: it says which settings it needs, where its token endpoint
 * is, which form fields it wants beside the standard ones, and what its refusals mean. It never
 * fetches, never reads the environment or a file, and never sees a secret: gettoken does all of
 * that. So a provider is short, can be tested by calling it, and can be trusted with little.
 *
 * A module of one's own runs in a sandbox that has the language, `URL`, `URLSearchParams` and
 * `TextEncoder`, and nothing of the machine. Loading it and all its functions together have 3
 * seconds in a run. Whatever it throws, and whatever it returns that is not as told here, ends the
 * run with status 8 and a message that names the module and the member.
 *
 * Strings are shown on terminals, so they must be printable: no line breaks, no control, invisible
 * or bidirectional characters. The longest are 600 characters for steps of `setup`, hints and
 * warnings; 300 for descriptions, examples and defaults; 100 for codes, variables and allowed values;
 * 80 for the title; 60 for names. Lists have 50 entries at most, `explain` has 200.
 *
 * This file holds types only. A provider module imports them with `import type` and exports its
 * {@linkcode Provider} as `default`.
 *
 * @example
 * ```ts
 * import type { Provider } from "../lib/contract/provider.ts";
 *
 * export default {
 *   apiVersion: 1,
 *   name: "acme",
 *   title: "Acme ID",
 *   docs: "https://developers.acme.example/oauth",
 *   settings: {
 *     domain: { description: "Your Acme domain", format: "origin", required: true },
 *   },
 *   endpoint: ({ domain }) => ({ tokenEndpoint: `${domain}/oauth/token` }),
 * } satisfies Provider;
 * ```
 *
 * @module
 */

/** An identity provider. */
export interface Provider {
  /** The version of this contract: 1. */
  readonly apiVersion: 1;
  /** What users type: lower-case letters, digits and hyphens, beginning with a letter. */
  readonly name: string;
  /** What the provider is called in a sentence: `Auth0`. */
  readonly title: string;
  /** The https URL of the vendor's page on the client credentials grant: ASCII, 500 characters. */
  readonly docs: string;
  /** What an administrator must have done before the first token. One step an entry. */
  readonly setup?: readonly string[];
  /**
   * A complete command line without `gettoken <name>`, for the help. Users copy it into a shell, so
   * what is not plain is in single quotes.
   */
  readonly example?: string;
  /**
   * The settings, by camelCase name of two letters or more that does not begin with `no`.
   * `authorityHost` becomes the option `--authority-host` and the variable
   * `GETTOKEN_AUTHORITY_HOST`.
   *
   * Some are there without being declared: `clientId`, `scope`, `authMethod` if there are several
   * ways, and what these need: `clientSecret`; `privateKey`, `keyId` or `certificate`, and
   * `signingAlgorithm`; `federatedTokenFile`; `clientCert` and `clientKey`; `dpopKey`; with any key
   * `keyPassphrase`. An entry of that name here refines one: a description, a conventional variable,
   * a check, a `required` scope.
   */
  readonly settings: Readonly<Record<string, Setting>>;
  /**
   * Says what is wrong with settings that are each right but do not go together, as a sentence
   * without a full stop, or nothing. Called once in a run, with every setting but the secrets.
   */
  readonly check?: (settings: Settings) => Awaitable<string | undefined>;
  /**
   * How a client may authenticate (RFC 6749 §2.3.1), the usual way first. If the endpoint is
   * discovered, the server's metadata has a say too.
   *
   * @default ["client_secret_basic", "client_secret_post"]
   */
  readonly clientAuthentication?: readonly ClientAuthenticationMethod[];
  /** What the server wants of the JWT of `private_key_jwt`. */
  readonly assertion?: AssertionQuirks;
  /**
   * Given if the server can bind a token to a key that the user keeps (DPoP, RFC 9449): then there
   * is `dpopKey`, too.
   */
  readonly dpop?: true;
  /**
   * Where tokens come from. Called with every setting but the secrets, once for the settings of a
   * run. If `./.env` gave some of them, it is called again without these, to see whether that file
   * decides where a credential goes.
   */
  readonly endpoint: (settings: Settings) => Awaitable<Endpoint>;
  /**
   * Form fields to send beside `grant_type`, `scope` and the client's authentication, which are
   * gettoken's own and cannot be given here. A list sends its field several times; a field that is
   * `undefined` or empty is left out. Called once in a run, with every setting but the secrets.
   */
  readonly parameters?: (settings: Settings) => Awaitable<Parameters>;
  /** How the token response differs from RFC 6749 §5.1. */
  readonly response?: ResponseQuirks;
  /** What the refusals of this server mean. The first entry that fits is shown. */
  readonly explain?: readonly Explanation[];
  /**
   * Finds the vendor's own error code in `error_description`, as its first group: `/AADSTS(\d+)/`.
   * Not needed where the server sends it as a member (`error_codes`, `error_reason`, `errorCode`).
   */
  readonly errorCode?: Pattern;
}

/** The values of the settings that are set, without the secret ones. Lists are joined, see {@linkcode Setting.list}. */
export type Settings = Readonly<Record<string, string | undefined>>;

/** One setting of a provider. */
export interface Setting {
  /** What it is, in one line without a full stop. */
  readonly description?: string;
  /** What a value looks like. */
  readonly example?: string;
  /**
   * Variables by which the field already knows this setting, the most usual first: `ACME_DOMAIN`.
   *
   * A module gets those that its user allowed when it was added. If the setting is not a secret,
   * their names must not end like those of secrets: `_TOKEN`, `_KEY`, `_PASSWORD`.
   */
  readonly env?: readonly string[];
  /** Whether a run needs it; `{ unless: "tokenUrl" }` if that other setting serves instead. */
  readonly required?: boolean | { readonly unless: string | readonly string[] };
  /** The value if nobody sets one. A secret of a module has none. */
  readonly default?: string;
  /** The form of the value, checked and normalised before the provider sees it. */
  readonly format?: SettingFormat;
  /** The only values allowed. */
  readonly values?: readonly string[];
  /** The option may be given several times; the values are joined by this. */
  readonly list?: " " | "&";
  /**
   * Says what is wrong with a value that has the right {@linkcode Setting.format}, as a clause that
   * follows the setting's name ("must be a directory, not common"), or nothing if it is fine. Called
   * once in a run if the setting has a value, and never for a secret.
   */
  readonly check?: (value: string) => Awaitable<string | undefined>;
  /**
   * Warnings for values that are allowed but rarely meant; `text` follows the setting's name.
   *
   * Of a secret, the pattern meets the shape only: each letter is an `a` or `A`, each digit a `0`,
   * everything else stays. For the secrets of a module they are ignored.
   */
  readonly warn?: readonly {
    readonly pattern: Pattern;
    readonly text: string;
  }[];
  /** The value may have several lines, as a key in PEM has. */
  readonly multiline?: boolean;
  /**
   * Of a secret: variables by which the field knows the file that holds it, such as
   * `ACME_KEY_PATH`. A module gets those that its user allowed.
   */
  readonly fileEnv?: readonly string[];
  /**
   * Of a setting that is secret and has several lines: the value is a JSON document that holds other
   * settings. For each of those, the name of the member of the document, or the names that lead
   * there. It counts as given where the document is; a value set there separately comes first.
   *
   * For a module, all of these settings are secrets: its functions do not see them.
   */
  readonly members?: Readonly<Record<string, string | readonly string[]>>;
  /**
   * Which kind of document it must be: the value of one of its members. `otherwise` follows the name
   * of that member: "must be service_account, and keys of other types are …".
   */
  readonly kind?: {
    readonly member: string;
    readonly value: string;
    readonly otherwise: string;
  };
  /**
   * The value is a secret: never shown, never given to the provider's functions. In a module,
   * settings called like one are secrets without this: `clientSecret`, `keyPassphrase`, and all
   * that end with `Secret`, `Token`, `Key`, `Password`, `Credentials` and so on.
   */
  readonly secret?: boolean;
  /**
   * Ignored. Which settings decide where a credential goes is found out by calling
   * {@linkcode Provider.endpoint}.
   *
   * @deprecated
   */
  readonly destination?: boolean;
}

/**
 * - `text`: anything without control characters (the default).
 * - `origin`: a host name, or an https address without path, query and user part. Normalised to
 *   `https://host[:port]`. Loopback hosts may be given as `http://…`.
 * - `url`: an https address without user part and fragment, kept as it is given. Loopback hosts may
 *   be given as `http://…`.
 * - `guid`: 8-4-4-4-12 hexadecimal digits.
 * - `scope`: scope tokens separated by single spaces (RFC 6749 §3.3).
 */
export type SettingFormat = "text" | "origin" | "url" | "guid" | "scope";

/**
 * - `tokenEndpoint`: the address of the token endpoint (RFC 6749 §3.2).
 * - `issuer`: the issuer identifier; the token endpoint comes from its metadata (OpenID Connect
 *   Discovery 1.0 §4, then RFC 8414 §3).
 */
export type Endpoint =
  & ({ readonly tokenEndpoint: string } | { readonly issuer: string })
  & {
    /**
     * The audience of a client's assertion, if it is neither the issuer of a discovered endpoint
     * nor else the address of the token endpoint.
     */
    readonly audience?: string;
    /**
     * Where a client asks that authenticates by its certificate, if that is another place: the
     * address of that token endpoint, or the issuer whose metadata names it (RFC 8705 §5). For an
     * issuer above, its metadata is enough.
     */
    readonly mtlsTokenEndpoint?: string;
    readonly mtlsIssuer?: string;
  };

/**
 * Ways to authenticate a client, by their names in the OAuth registry (RFC 7591 §2, RFC 8705 §2).
 * With either of the last two, the client shows a certificate in TLS; to the server, they differ in
 * how it comes to trust that.
 */
export type ClientAuthenticationMethod =
  | "client_secret_basic"
  | "client_secret_post"
  | "private_key_jwt"
  | "tls_client_auth"
  | "self_signed_tls_client_auth";

/** Algorithms to sign with (RFC 7518 §3.1, RFC 8037 §3.1). */
export type SigningAlgorithm =
  | "RS256"
  | "RS384"
  | "RS512"
  | "PS256"
  | "PS384"
  | "PS512"
  | "ES256"
  | "ES384"
  | "ES512"
  | "EdDSA";

/** What a server wants of the JWT by which a client authenticates (RFC 7523 §3). */
export interface AssertionQuirks {
  /**
   * The JWT of `private_key_jwt` is the grant itself (RFC 7523 §2.1): the request has it as
   * `assertion`, and neither a client ID nor anything else that authenticates a client.
   */
  readonly grant?: true;
  /**
   * Claims beside `iss`, `aud`, `iat`, `nbf`, `exp` and `jti`, which are gettoken's own and cannot
   * be given here. `sub` is the client ID unless it is given; as `undefined` it is left out. With a
   * `scope` among them, the form has none. Called once in a run, with every setting but the secrets.
   */
  readonly claims?: (settings: Settings) => Awaitable<Claims>;
  /** The algorithms that it accepts, those to be preferred first. */
  readonly algorithms?: readonly SigningAlgorithm[];
  /** How long an assertion is valid, in seconds. A minute, if not given. */
  readonly lifetime?: number;
  /** How it finds the key: by its ID, or by the thumbprint of its certificate (RFC 7515 §4.1.8). */
  readonly keyHeader?: "kid" | "x5t#S256";
  /** The most bytes that an assertion may have. */
  readonly maxBytes?: number;
  /**
   * Given if the server takes a token of another issuer in the place of an assertion: for which
   * audience it has to be. The first entry whose settings have these values counts. If the list is
   * empty, it is for each server to say, so such a token comes from a file only, and is never asked
   * for in a job of GitHub Actions.
   */
  readonly federation?: readonly {
    readonly audience: string;
    readonly with?: Readonly<Record<string, string>>;
  }[];
}

/** Claims of a JWT (RFC 7519 §4). What is `undefined` is left out. */
export type Claims = Readonly<Record<string, string | undefined>>;

/** Additional form fields of a token request. */
export type Parameters = Readonly<
  Record<string, string | readonly string[] | undefined>
>;

/** Deviations of a token response. */
export interface ResponseQuirks {
  /** Members to hand on in JSON output, such as Salesforce's `instance_url`. */
  readonly publicMembers?: readonly string[];
  /** The lifetime in seconds if the server does not send `expires_in`. */
  readonly defaultLifetime?: number;
  /** Warnings about tokens that are allowed but rarely meant. */
  readonly warn?: readonly TokenWarning[];
}

/**
 * A warning about an access token; `text` follows "the token ". It is given if the token is not a
 * JWT (`opaque`), or is one without a claim, such as `roles`.
 */
export type TokenWarning =
  | { readonly opaque: true; readonly text: string }
  | { readonly withoutClaim: string; readonly text: string };

/**
 * What one kind of refusal means. It fits if every member that is given fits: `code` the vendor's
 * own code, `error` the OAuth error code, `text` the description.
 */
export interface Explanation {
  readonly code?: string | readonly string[];
  readonly error?: string | readonly string[];
  readonly text?: Pattern;
  /** What to do, in a sentence or two. `{clientId}` and the like stand for the value of a setting. */
  readonly hint: string;
  /** The same request may succeed later: the run ends as "try later", not as "refused". */
  readonly temporary?: boolean;
}

/**
 * What a text is compared with: write a regular expression, `/^[a-z]+$/`, without the flags `g` and
 * `y`. In a module, a regular expression has at most 10,000 characters and 100 opening parentheses.
 */
export interface Pattern {
  test(text: string): Awaitable<boolean>;
  exec(text: string): Awaitable<ArrayLike<string | undefined> | null>;
}

/** A value, or a promise of it: a provider of one's own runs in a place of its own. */
export type Awaitable<T> = T | Promise<T>;

/** Providers by name, each loaded only when it is asked for. */
export type ProviderCatalog = Readonly<
  Record<
    string,
    {
      readonly aliases: readonly string[];
      /** What the issuers of its tokens look like, if that tells them from all others. */
      readonly issuers?: KnownIssuers;
      readonly load: () => Promise<Provider>;
    }
  >
>;

/** Issuers of tokens, as the claim `iss` names them. */
export interface KnownIssuers {
  /** Regular expressions, as texts: preparing them takes time. One fits the whole of an issuer. */
  readonly patterns: readonly string[];
  /** Whether they are wherever somebody installs them, and not at hosts of the vendor. */
  readonly atAnyHost?: boolean;
}
