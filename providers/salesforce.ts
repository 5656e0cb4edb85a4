/**
 * Salesforce, with the My Domain of an org.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";

const loginHost =
  /^https:\/\/((login|test)\.salesforce|.*\.lightning\.force|.*\.salesforce-setup)\.com$/;

const flowNotEnabled =
  "Turn on Enable Client Credentials Flow for the app, in its settings and again in its policies.";

export default {
  apiVersion: 1,
  name: "salesforce",
  title: "Salesforce",
  docs:
    "https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.configure_client_credentials_flow_for_external_client_apps.htm",
  setup: [
    "Create an external client app with OAuth enabled, and select at least the scope api.",
    "Turn on Enable Client Credentials Flow in its settings, and again in its policies.",
    "In its policies, under Run As, set the user that the token acts for.",
    "Copy consumer key and secret: they are client ID and client secret. A new app works after about ten minutes.",
  ],
  example: "--my-domain acme.my.salesforce.com --client-id 3MVG9example",
  settings: {
    myDomain: {
      description: "My Domain of the org or sandbox",
      example: "acme.my.salesforce.com",
      required: true,
      format: "origin",
      check: checkMyDomain,
    },
    clientId: { description: "Consumer key", env: ["SALESFORCE_CLIENT_ID"] },
    clientSecret: {
      description: "Consumer secret",
      env: ["SALESFORCE_CLIENT_SECRET"],
    },
    scope: {
      warn: [{
        pattern: /(^| )(full|refresh_token|offline_access)( |$)/,
        text:
          "contains full, refresh_token or offline_access, which Salesforce does not grant here",
      }],
    },
  },
  endpoint: ({ myDomain = "" }) => ({
    tokenEndpoint: `${myDomain}/services/oauth2/token`,
    issuer: myDomain,
  }),
  response: {
    // The URLs of the org's APIs, which are not in the token.
    publicMembers: ["instance_url", "api_instance_url"],
    // Salesforce does not report it. The org's session policy decides, with a minimum of 15 minutes.
    defaultLifetime: 15 * 60,
  },
  explain: [
    {
      text: /not supported on this domain/i,
      hint:
        "{myDomain} does not support this grant. Set My Domain to the domain in Setup under My Domain, such as acme.my.salesforce.com.",
    },
    {
      text: /no client credentials user/i,
      hint:
        "Set a Run As user in the app's policies, under Client Credentials Flow: the username, not the email address.",
    },
    {
      text: /no valid scopes/i,
      hint: "Select at least the scope api in the app's OAuth settings.",
    },
    {
      text: /scope parameter not supported/i,
      hint:
        "Leave out the scope: {myDomain} accepts none here, and the app's OAuth settings decide.",
    },
    {
      error: "app_not_found",
      hint:
        "The app is not installed in the org of {myDomain}. Check the domain and the consumer key {clientId}, or ask an administrator to install the app there.",
    },
    {
      text: /ip restricted|login hours/i,
      hint:
        "The Run As user may not log in from here, or not at this time. Relax the IP restrictions in the app's policies, or those of the user's profile.",
    },
    {
      text: /inactive user|user is (inactive|locked)/i,
      hint:
        "The Run As user is inactive or locked. Ask for its activation, or set another one in the app's policies.",
    },
    {
      text: /not admin approved/i,
      hint:
        "Pre-authorize the Run As user: give the app's policies a permission set or profile that this user has.",
    },
    {
      error: "invalid_client_id",
      hint:
        "{myDomain} does not know the consumer key {clientId}. Check it and the org; a new app works after about ten minutes.",
    },
    {
      error: "invalid_client",
      hint:
        "Salesforce does not accept the consumer secret. Copy it again from the app whose consumer key is {clientId}.",
    },
    {
      error: "unsupported_grant_type",
      hint: flowNotEnabled,
    },
    {
      text: /client credentials flow (is )?not enabled/i,
      hint: flowNotEnabled,
    },
  ],
} satisfies Provider;

function checkMyDomain(myDomain: string): string | undefined {
  return loginHost.test(myDomain)
    ? "must be the My Domain of the org, such as acme.my.salesforce.com: hosts such as login.salesforce.com and lightning.force.com do not support this grant"
    : undefined;
}
