/**
 * The contract between gettoken and an identity provider.
 *
 * A provider is data and pure functions: which settings it needs, where its token endpoint is, which
 * form fields it adds to the standard ones, what its error responses mean. It never fetches, never
 * reads the environment or a file, and never sees a secret: gettoken does all of that.
 *
 * A user's module runs in a sandbox: only the language itself, `URL`, `URLSearchParams`,
 * `TextEncoder`, `TextDecoder`, `atob` and `btoa` are available. Loading it and all calls of its
 * functions may take 3 seconds per run, and more on a slow machine. If it throws or returns an
 * invalid value, the run exits with 8 and names the module and the member.
 *
 * Strings must be printable: no line breaks, no control, invisible or bidirectional characters.
 * Limits: 600 characters for `setup` steps, hints and warnings; 300 for descriptions, examples and
 * defaults; 100 for codes, variables and allowed values; 80 for the title; 60 for names; 50 entries
 * per list, 200 in `explain`.
 *
 * This file has types only. A provider module imports them with `import type` and has its
 * {@linkcode Provider} as default export.
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

/** An identity provider. Its functions get the value of every setting that is not secret. */
export interface Provider {
  /** The version of this contract. */
  readonly apiVersion: 1;
  /** What users type: lower-case letters, digits and hyphens, beginning with a letter. */
  readonly name: string;
  /** The product's name in a sentence: `Auth0`. */
  readonly title: string;
  /** The https URL of the vendor's page on this grant: ASCII, at most 500 characters. */
  readonly docs: string;
  /** What an administrator must do before the first token, one step per entry. */
  readonly setup?: readonly string[];
  /**
   * A complete command line without `gettoken <name>`, for the help. Users paste it into a shell:
   * put anything special in single quotes.
   */
  readonly example?: string;
  /**
   * The settings by camelCase name, at least two letters and not beginning with `no`. `authorityHost`
   * becomes the option `--authority-host` and the variable `GETTOKEN_AUTHORITY_HOST`.
   *
   * These exist without being declared: `clientId`; `scope`; `authMethod` if there are several
   * methods; and what the methods need: `clientSecret`; `privateKey`, `keyId` or `certificate` and
   * `sendCertificateChain`, `signingAlgorithm` and `assertionAudience`; `federatedTokenFile`;
   * `clientCert` and `clientKey`; `dpopKey`; `keyPassphrase` with any key. An entry of that name
   * refines one: its description, variables, checks, or a `required` scope.
   */
  readonly settings: Readonly<Record<string, Setting>>;
  /**
   * Returns a problem with settings that are valid separately but conflict, as a sentence without a
   * full stop. Called once per run.
   */
  readonly check?: (settings: Settings) => Awaitable<string | undefined>;
  /**
   * The client authentication methods (RFC 6749 §2.3.1), the default first. If the endpoint is
   * discovered, the server's metadata limits them further. An empty list sends nothing: then
   * `clientId` and `clientSecret` exist only if `settings` declares them, and
   * {@linkcode Provider.parameters} or {@linkcode Provider.headers} send what identifies the client.
   *
   * @default ["client_secret_basic", "client_secret_post"]
   */
  readonly clientAuthentication?: readonly ClientAuthenticationMethod[];
  /** What the server requires of the JWT of `private_key_jwt`. */
  readonly assertion?: AssertionQuirks;
  /** Set if the server can bind tokens to a key (DPoP, RFC 9449). Adds the setting `dpopKey`. */
  readonly dpop?: true;
  /**
   * Returns where tokens are requested. Called once per run, and again without the settings that
   * came from `./.env`, to check whether that file decides where a credential is sent.
   */
  readonly endpoint: (settings: Settings) => Awaitable<Endpoint>;
  /**
   * Returns additional fields of the request's body. `grant_type`, `scope` and, if there is any,
   * those of client authentication are reserved. A list repeats its field, or is a list in JSON;
   * `undefined` and empty values are omitted. Called once per run.
   */
  readonly parameters?: (settings: Settings) => Awaitable<Parameters>;
  /**
   * Returns additional headers of the token request: `Accept`, `Accept-Language`, `Cache-Control`,
   * `User-Agent`, `apikey`, names that begin with `X-`, and names whose last word is `Key`, `Id`,
   * `Secret`, `Token`, `Version`, `Name` or `Tenant`. No `Authorization`, `Cookie`, `DPoP`, `Host`,
   * and none that begins with `Content-`, `Proxy-`, `Sec-` or `Transfer-`. Values are printable ASCII;
   * `undefined` and empty ones are omitted. Called once per run.
   */
  readonly headers?: (settings: Settings) => Awaitable<HeaderFields>;
  /** How the token request differs from RFC 6749 §4.4.2. */
  readonly request?: RequestQuirks;
  /** How the token response differs from RFC 6749 §5.1. */
  readonly response?: ResponseQuirks;
  /** What the server's error responses mean. The first matching entry is shown. */
  readonly explain?: readonly Explanation[];
  /**
   * Finds the vendor's error code in `error_description`, as the first group: `/AADSTS(\d+)/`. Not
   * needed if the server sends it as `error_codes`, `error_reason` or `errorCode`.
   */
  readonly errorCode?: Pattern;
}

/**
 * A provider that is like a built-in one, except for the members that it has: they replace those
 * of that provider. Its `settings` refine those of that provider one by one, its `parameters` are
 * added, and its `explain` comes first. `title` is the name by default, and there is no `example`.
 *
 * @example
 * ```ts
 * export default {
 *   apiVersion: 1, name: "acme", extends: "oidc", defaults: { issuer: "https://id.acme.example" },
 * };
 * ```
 */
export interface ProviderExtension extends Partial<Omit<Provider, "apiVersion" | "name">> {
  /** The version of this contract. */
  readonly apiVersion: 1;
  /** What users type, as {@linkcode Provider.name}. */
  readonly name: string;
  /** The name of a built-in provider: `oidc`. */
  readonly extends: string;
  /** Defaults of settings by name; not of secrets. */
  readonly defaults?: Readonly<Record<string, string>>;
}

/** The settings that have a value, without secrets. Lists are joined, see {@linkcode Setting.list}. */
export type Settings = Readonly<Record<string, string | undefined>>;

/** One setting of a provider. */
export interface Setting {
  /** A one-line description without a full stop. */
  readonly description?: string;
  /** A value as users would write it: `acme.eu.auth0.com`. */
  readonly example?: string;
  /**
   * The vendor's usual variables, the most common first: `ACME_DOMAIN`. A module gets those that its
   * user allowed when adding it. Unless the setting is secret, their names must not end like those
   * of secrets: `_TOKEN`, `_KEY`, `_PASSWORD`.
   */
  readonly env?: readonly string[];
  /**
   * Variables of other programs that gettoken does not read. If one is set and this setting is
   * missing, the error says to set its variable to: `the same value`, `its clientId`. Not for modules.
   */
  readonly otherEnv?: Readonly<Record<string, string>>;
  /** Whether a run needs it. With `unless`: only if none of those settings has a value. */
  readonly required?: boolean | { readonly unless: string | readonly string[] };
  /** Not for secrets of a module. */
  readonly default?: string;
  /** Validated and normalised before the provider sees the value. */
  readonly format?: SettingFormat;
  /** The allowed values. */
  readonly values?: readonly string[];
  /** Allows the option to be repeated; the values are joined with this. */
  readonly list?: " " | "&" | "\n";
  /**
   * Returns a problem with a value that has the right {@linkcode Setting.format}, as a clause after the
   * setting's name: "must be a directory, not common". Called once per run, never for a secret.
   */
  readonly check?: (value: string) => Awaitable<string | undefined>;
  /**
   * Warnings about values that are allowed but usually wrong; `text` follows the setting's name. For
   * a secret, the pattern sees only its shape: letters as `a` or `A`, digits as `0`, the rest
   * unchanged. Ignored for secrets of a module.
   */
  readonly warn?: readonly { readonly pattern: Pattern; readonly text: string }[];
  /** Whether the value may have several lines, such as a PEM key. */
  readonly multiline?: boolean;
  /**
   * For a secret: the vendor's usual variables that name a file with it, such as `ACME_KEY_PATH`. A
   * module gets those that its user allowed.
   */
  readonly fileEnv?: readonly string[];
  /**
   * For a secret, multiline setting: the value is a JSON document with other settings. Maps each of
   * them to the name of its member, or the path of names to it. A setting given separately, from the
   * same source or one of higher precedence, overrides the document. In a module, all of these
   * settings are secrets.
   */
  readonly members?: Readonly<Record<string, string | readonly string[]>>;
  /**
   * The kind of document, as the value of one of its members. `otherwise` follows the member's name:
   * "must be service_account, and keys of other types are …".
   */
  readonly kind?: {
    readonly member: string;
    readonly value: string;
    readonly otherwise: string;
  };
  /**
   * Never shown or passed to the provider's functions. In a module, these are always secrets:
   * `clientSecret`, `keyPassphrase`, and all names that end with `Secret`, `Token`, `Key`,
   * `Password`, `Credentials` and so on.
   */
  readonly secret?: boolean;
  /**
   * Ignored: gettoken calls {@linkcode Provider.endpoint} to learn which settings decide the host.
   *
   * @deprecated
   */
  readonly destination?: boolean;
}

/**
 * - `text`: anything without control characters (the default).
 * - `origin`: a host name, or an https URL without path, query and user part, normalised to
 *   `https://host[:port]`. Loopback hosts may use `http://`.
 * - `url`: an https URL without user part and fragment, not normalised. Loopback hosts may use
 *   `http://`.
 * - `guid`: 8-4-4-4-12 hexadecimal digits.
 * - `scope`: scope tokens separated by single spaces (RFC 6749 §3.3).
 * - `headers`: request headers, each a line `Name: value`, of the names that
 *   {@linkcode Provider.headers} may have. They are sent to the token endpoint. Requires `secret` and
 *   `multiline`.
 */
export type SettingFormat = "text" | "origin" | "url" | "guid" | "scope" | "headers";

/**
 * The URL of a token endpoint, or the issuer whose metadata names it (OIDC Discovery, RFC 8414). With
 * both, the token endpoint is used as given and no run requests the metadata: `explain --check`
 * compares it with what would be sent, and the issuer is the one of `--assertion-audience issuer`.
 */
export type Endpoint =
  & (
    | { readonly tokenEndpoint: string; readonly issuer?: string | undefined }
    | { readonly tokenEndpoint?: undefined; readonly issuer: string }
  )
  & {
    /** The audience of assertions. The default is the token endpoint. */
    readonly audience?: string;
    /**
     * The token endpoint for clients with a TLS certificate, or the issuer whose metadata names it
     * (RFC 8705 §5), if it is not in the metadata of the issuer above.
     */
    readonly mtlsTokenEndpoint?: string;
    readonly mtlsIssuer?: string;
  };

/** Client authentication methods by their registered names (RFC 7591 §2, RFC 8705 §2). */
export type ClientAuthenticationMethod =
  | "client_secret_basic"
  | "client_secret_post"
  | "client_secret_jwt"
  | "private_key_jwt"
  | "tls_client_auth"
  | "self_signed_tls_client_auth";

/** Algorithms that can sign an assertion (RFC 7518 §3.1, RFC 8037 §3.1). */
export type AssertionAlgorithm =
  | ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512")
  | ("ES256" | "ES384" | "ES512" | "EdDSA");

/** What a server requires of the JWT that authenticates a client (RFC 7523 §3). */
export interface AssertionQuirks {
  /**
   * The JWT is the grant (RFC 7523 §2.1): sent as `assertion`, without client authentication. If the
   * server wants client ID and secret beside it, add them with {@linkcode Provider.parameters}, the
   * secret from a setting of another name than `clientSecret`.
   */
  readonly grant?: true;
  /**
   * Returns additional claims. `iss`, `aud`, `iat`, `nbf`, `exp` and `jti` are reserved. `sub` is the
   * client ID by default; `undefined` omits it. With a `scope` claim, the form has no `scope`. Called
   * once per run.
   */
  readonly claims?: (settings: Settings) => Awaitable<Claims>;
  /**
   * `issuer` for a server that accepts only its issuer as the audience, with the header
   * `typ: client-authentication+jwt` (RFC 7523bis §4). Users can set another: `assertionAudience`.
   *
   * @default Endpoint.audience, or the token endpoint
   */
  readonly audience?: "issuer";
  /** The algorithms that the server accepts, the preferred first. */
  readonly algorithms?: readonly AssertionAlgorithm[];
  /**
   * How long an assertion is valid, in seconds.
   *
   * @default 60
   */
  readonly lifetime?: number;
  /** How the server finds the key: by ID, or by the thumbprint of its certificate (RFC 7515 §4.1). */
  readonly keyHeader?: "kid" | "x5t#S256";
  /** The longest assertion that the server accepts, in bytes. */
  readonly maxBytes?: number;
  /**
   * Set if a token from another issuer can replace the assertion (workload identity federation). In
   * a job of GitHub Actions, one is requested for the audience of the first entry whose `with`
   * equals the settings. An empty list allows tokens from files only.
   */
  readonly federation?: readonly {
    readonly audience: string;
    readonly with?: Readonly<Record<string, string>>;
  }[];
}

/** Claims of a JWT (RFC 7519 §4). `undefined` omits one. */
export type Claims = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

/** Additional fields of a token request. */
export type Parameters = Readonly<
  Record<string, string | readonly string[] | SecretReference | undefined>
>;

/** Additional headers of a token request. */
export type HeaderFields = Readonly<Record<string, string | SecretReference | undefined>>;

/**
 * The value of a secret setting, which gettoken puts in: the module never sees it. The field or
 * header is omitted if the setting has no value. Settings of several lines, keys, certificates and
 * passphrases cannot be sent.
 */
export interface SecretReference {
  /** The name of the setting: `apiKey`. */
  readonly secret: string;
  /** The start of the value, printable ASCII: `Bearer `. */
  readonly prefix?: string;
}

/** Deviations of a token request. */
export interface RequestQuirks {
  /**
   * The body: form fields, or an object in JSON (`application/json`).
   *
   * @default "form"
   */
  readonly body?: "form" | "json";
  /**
   * The value of `grant_type`; `false` omits it. Grants for people (passwords, authorization codes,
   * refresh tokens, devices) are not allowed, nor that of {@linkcode AssertionQuirks.grant}.
   *
   * @default "client_credentials"
   */
  readonly grantType?: string | false;
  /**
   * Other names of the fields for client ID and secret: `{ clientId: "appId", clientSecret: "key" }`.
   * Not with `client_secret_basic`, which has no fields.
   */
  readonly names?: { readonly clientId?: string; readonly clientSecret?: string };
}

/** Deviations of a token response. */
export interface ResponseQuirks {
  /**
   * Where the token is, if not in `access_token`: the name of a member, or a path to it in nested
   * objects: `"data.access_token"`, with indexes in lists: `"data.0.token"`. A list has the parts of
   * a path whose names contain dots. The members beside the token count before those above it.
   * `token_type` may be missing.
   */
  readonly accessToken?: string | readonly string[];
  /** Where the lifetime in seconds is, if not in `expires_in`; see `accessToken`. */
  readonly expiresIn?: string | readonly string[];
  /** Members to include in JSON output, such as Salesforce's `instance_url`. */
  readonly publicMembers?: readonly string[];
  /** The lifetime in seconds if the server sends no `expires_in`. */
  readonly defaultLifetime?: number;
  /**
   * What the server names in place of `Bearer` in `token_type`, such as Apigee's `BearerToken`. The
   * setting `tokenType`, if a provider declares it, adds a name.
   */
  readonly tokenType?: string | readonly string[];
  /** Warnings about tokens that are allowed but usually wrong. */
  readonly warn?: readonly TokenWarning[];
}

/** A warning if the token is not a JWT (`opaque`), or lacks a claim. `text` follows "the token ". */
export type TokenWarning =
  | { readonly opaque: true; readonly text: string }
  | { readonly withoutClaim: string; readonly text: string };

/** What an error response means. It matches if all members but `hint` and `temporary` that are set do. */
export interface Explanation {
  /** The vendor's error code, also if it is sent instead of the OAuth error code. */
  readonly code?: string | readonly string[];
  /** The OAuth error code. */
  readonly error?: string | readonly string[];
  /** Compared with the description. */
  readonly text?: Pattern;
  /** The HTTP status. */
  readonly status?: number | readonly number[];
  /** The setting that contains the credential of the run: `privateKey`. */
  readonly credential?: CredentialSetting | readonly CredentialSetting[];
  /**
   * What to do, in a sentence or two. `{clientId}` is replaced by the value of that setting, and
   * `{credential}` by the word for the credential of the run: secret, key, certificate or federated
   * token.
   */
  readonly hint: string;
  /** Whether the same request may succeed later: exits with 6 (try later) instead of 4 (refused). */
  readonly temporary?: boolean;
}

/** The settings that contain a credential. A run authenticates the client with exactly one. */
export type CredentialSetting =
  | ("clientSecret" | "privateKey")
  | ("clientCert" | "federatedTokenFile");

/**
 * A regular expression without the flags `g` and `y`. In a module, it has at most 10,000 characters
 * and 100 opening parentheses.
 */
export interface Pattern {
  /** Whether it matches, as `RegExp.prototype.test()`. */
  test(text: string): Awaitable<boolean>;
  /** The match with its groups, as `RegExp.prototype.exec()`. */
  exec(text: string): Awaitable<ArrayLike<string | undefined> | null>;
}

/** A value or a promise, because a module runs in a worker. */
export type Awaitable<T> = T | Promise<T>;

/** Built-in providers by name, loaded on demand. */
export type ProviderCatalog = Readonly<
  Record<string, {
    /** Its title, to list it without loading it. */
    readonly title?: string;
    readonly aliases: readonly string[];
    /** The issuers of its tokens, if they are recognisable. */
    readonly issuers?: KnownIssuers;
    readonly load: () => Promise<Provider>;
  }>
>;

/** Issuers of tokens, as the claim `iss` names them. */
export interface KnownIssuers {
  /** Regular expressions for a whole issuer. As strings, since compiling them takes time. */
  readonly patterns: readonly string[];
  /** Whether they can be on any host, not only the vendor's. */
  readonly atAnyHost?: boolean;
}
