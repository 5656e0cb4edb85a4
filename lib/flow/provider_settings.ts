/**
 * The names and settings of the built-in providers. `deno task pages` writes this file.
 *
 * @module
 */

import type { KeyValue, SettingValue, SwitchValue } from "./setting_value.ts";

/** The name of a built-in provider. */
export type BuiltInProvider =
  | "entra"
  | "microsoft"
  | "azure"
  | "auth0"
  | "okta"
  | "keycloak"
  | "cognito"
  | "pingone"
  | "google"
  | "gcp"
  | "salesforce"
  | "zitadel"
  | "ory"
  | "onelogin"
  | "fusionauth"
  | "descope"
  | "workos"
  | "ibm-verify"
  | "xsuaa"
  | "databricks"
  | "oidc";

/** The settings of the built-in providers. */
export interface ProviderSettings {
  /**
   * Tenant: its directory ID or one of its domains. For Microsoft Entra ID.
   */
  readonly tenant?: string | undefined;
  /**
   * Authority host of the tenant's cloud. For Microsoft Entra ID.
   */
  readonly authorityHost?: string | undefined;
  /**
   * Passphrase of the private key, if it is encrypted. For Microsoft Entra ID, Auth0, Okta,
   * Keycloak, PingOne, Google, Zitadel, Ory, SAP XSUAA and OpenID Connect.
   */
  readonly keyPassphrase?: string | undefined;
  /**
   * Certificate of the private key, PEM, if in another file. For Microsoft Entra ID.
   */
  readonly certificate?: KeyValue;
  /**
   * Send the certificate's chain (x5c), for trust in its subject name and issuer. For Microsoft
   * Entra ID.
   */
  readonly sendCertificateChain?: SwitchValue;
  /**
   * Signing algorithm of assertions. For Microsoft Entra ID, Auth0, Okta, Keycloak, PingOne, Ory
   * and OpenID Connect.
   */
  readonly signingAlgorithm?: string | undefined;
  /**
   * Audience of assertions: issuer, token-endpoint, or another value. For Microsoft Entra ID,
   * Auth0, Okta, Keycloak, PingOne, Ory and OpenID Connect.
   */
  readonly assertionAudience?: string | undefined;
  /**
   * Client authentication method. For Microsoft Entra ID, Auth0, Okta, Keycloak, Amazon Cognito,
   * PingOne, Salesforce, Zitadel, Ory, OneLogin, FusionAuth, Descope, WorkOS, IBM Verify, SAP XSUAA
   * and OpenID Connect.
   */
  readonly authMethod?: string | undefined;
  /**
   * - Domain of the tenant, or its custom domain. For Auth0 and IBM Verify.
   * - Domain of the organization, or its custom domain. For Okta.
   * - Domain of the user pool; not needed with a prefix and region. For Amazon Cognito.
   * - Custom domain of the environment, instead of its ID and region. For PingOne.
   * - Domain of the instance, or its custom domain. For Zitadel.
   * - Domain of the account; not needed with a subdomain. For OneLogin.
   * - Domain of Descope in the project's region, or the custom domain. For Descope.
   * - AuthKit domain of the environment, or its custom domain. For WorkOS.
   */
  readonly domain?: string | undefined;
  /**
   * - Exact identifier of the API. For Auth0.
   * - Audience of the token; separated by spaces. For Ory.
   * - Audience of the token. For Descope.
   * - Audience of the token, for servers that have this parameter. For OpenID Connect.
   */
  readonly audience?: SettingValue;
  /**
   * Organization, by ID or name; only for tenants that use organizations. For Auth0.
   */
  readonly organization?: string | undefined;
  /**
   * Key ID (kid), if the server requires one. For Auth0, Okta, Keycloak, PingOne, Google, Zitadel,
   * Ory and OpenID Connect.
   */
  readonly keyId?: string | undefined;
  /**
   * Client certificate for mutual TLS, PEM; may include its key. For Auth0, Keycloak, SAP XSUAA and
   * OpenID Connect.
   */
  readonly clientCert?: KeyValue;
  /**
   * Private key of the client certificate, if in another file. For Auth0, Keycloak, SAP XSUAA and
   * OpenID Connect.
   */
  readonly clientKey?: KeyValue;
  /**
   * Private key that the token is bound to (DPoP), PEM or JWK. For Auth0, Okta, Keycloak and OpenID
   * Connect.
   */
  readonly dpopKey?: KeyValue;
  /**
   * Authorization server: default, the ID of another custom one, or org. For Okta.
   */
  readonly authServer?: string | undefined;
  /**
   * - URL of the server, with /auth if it has that prefix. For Keycloak.
   * - URL of the project, or public URL of Hydra. For Ory.
   * - URL of the server. For FusionAuth.
   */
  readonly baseUrl?: string | undefined;
  /**
   * Realm (case-sensitive). For Keycloak.
   */
  readonly realm?: string | undefined;
  /**
   * Prefix of an Amazon Cognito domain, instead of the domain. For Amazon Cognito.
   */
  readonly prefix?: string | undefined;
  /**
   * - AWS region of the user pool, with the prefix. For Amazon Cognito.
   * - Region of the environment, with its ID. For PingOne.
   */
  readonly region?: string | undefined;
  /**
   * JSON object for the Lambda function that runs before a token is made. For Amazon Cognito.
   */
  readonly clientMetadata?: string | undefined;
  /**
   * Environment ID; not needed with a custom domain. For PingOne.
   */
  readonly environmentId?: string | undefined;
  /**
   * JSON key of the service account. For Google.
   */
  readonly serviceAccountKey?: KeyValue;
  /**
   * User to act for, by e-mail address; with domain-wide delegation. For Google.
   */
  readonly subject?: string | undefined;
  /**
   * URL of the token endpoint. For Google.
   */
  readonly tokenUri?: string | undefined;
  /**
   * My Domain of the org or sandbox. For Salesforce.
   */
  readonly myDomain?: string | undefined;
  /**
   * JSON key of the service user. For Zitadel.
   */
  readonly serviceUserKey?: KeyValue;
  /**
   * Part of the domain before .onelogin.com, instead of the domain. For OneLogin.
   */
  readonly subdomain?: string | undefined;
  /**
   * Kind of token: for an OIDC app's API, or OneLogin's platform API. For OneLogin.
   */
  readonly kind?: string | undefined;
  /**
   * - Identifier of the API at the API Authorization server; OIDC apps only. For OneLogin.
   * - Resource that the token is for, only one (RFC 8707). For Descope.
   * - Absolute URI that the token is for (RFC 8707); separated by spaces. For OpenID Connect.
   */
  readonly resource?: SettingValue;
  /**
   * - Tenant ID, for a server with several tenants. For FusionAuth.
   * - Tenant that the token is for. For Descope.
   */
  readonly tenantId?: string | undefined;
  /**
   * Service key, JSON with the other settings in it. For SAP XSUAA.
   */
  readonly serviceKey?: KeyValue;
  /**
   * The url of the service key. For SAP XSUAA.
   */
  readonly url?: string | undefined;
  /**
   * The certurl of the service key, for a certificate. For SAP XSUAA.
   */
  readonly certUrl?: string | undefined;
  /**
   * Host of the workspace, or of the account console. For Databricks.
   */
  readonly host?: string | undefined;
  /**
   * Account ID, only for the host of an account console. For Databricks.
   */
  readonly accountId?: string | undefined;
  /**
   * Issuer, whose metadata has the token endpoint; not needed with tokenUrl. For OpenID Connect.
   */
  readonly issuer?: string | undefined;
  /**
   * URL of the token endpoint, for a server without metadata. For OpenID Connect.
   */
  readonly tokenUrl?: string | undefined;
  /**
   * Form field to add: name=value, URL-encoded; separated by &. For OpenID Connect.
   */
  readonly form?: SettingValue;
  /**
   * Token type that the server names in place of Bearer. For OpenID Connect.
   */
  readonly tokenType?: string | undefined;
  /**
   * Header for a gateway, to the token endpoint: Name: value; one on each line. For OpenID Connect.
   */
  readonly header?: SettingValue;
}
