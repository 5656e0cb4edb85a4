/**
 * Hints for the errors of Microsoft Entra ID, by AADSTS code. The codes may change at any time, so they
 * select a hint and nothing else.
 *
 * @module
 */

import type { Explanation } from "../lib/contract/provider.ts";

/** One entry for each cause. Each code is in only one. */
export const entraErrors: readonly Explanation[] = [
  // The secret
  {
    code: "7000215",
    hint:
      "The secret is wrong. Copy the Value of a client secret of application {clientId}, not its Secret ID, without quotes or white space around it.",
  },
  {
    code: "7000222",
    hint:
      "The client secret has expired. Create a new one for application {clientId} under Certificates & secrets.",
  },
  {
    code: "7000216",
    hint:
      "No credential reached the server. Set the client secret, and check that it is not empty.",
  },
  {
    code: "7000218",
    hint:
      "The server saw no client secret. Check that it is not empty, and that application {clientId} is not registered as a public client.",
  },
  {
    code: "70002",
    hint:
      "The secret does not belong to application {clientId}. Take both from the same registration.",
  },
  {
    code: "700025",
    hint:
      "Application {clientId} is a public client and may not use a secret. Turn off Allow public client flows in its registration, or use another one.",
  },

  // The application
  {
    code: "700016",
    hint:
      "Tenant {tenant} has no application {clientId}. Check both; an application from another tenant needs admin consent in this one first.",
  },
  {
    code: "7000229",
    hint:
      "Application {clientId} has no service principal in tenant {tenant}. Create it there with az ad sp create --id {clientId}, or by admin consent.",
  },
  {
    code: "700011",
    hint:
      "Application {clientId} is not in the directory {tenant}. Check the client ID, and that the tenant is the one where it is registered or has consent.",
  },
  {
    code: ["7000112", "70001"],
    hint:
      "Application {clientId} is disabled in tenant {tenant}. An administrator can enable it under Enterprise applications, Properties, Enabled for users to sign in.",
  },
  {
    code: "1000031",
    hint:
      "Application {clientId} cannot be used at present. Ask an administrator of tenant {tenant} why.",
  },
  {
    code: "7000114",
    hint:
      "The server treats this as a call on behalf of a user, which application {clientId} may not make. Use an application with permissions of its own.",
  },

  // The tenant and its cloud
  {
    code: "90002",
    hint:
      "There is no tenant {tenant} at {authorityHost}. Check the directory ID or domain, and the cloud: the clouds for the US Government and China have their own authority hosts.",
  },
  {
    code: "900023",
    hint:
      "The tenant {tenant} is neither a directory ID nor a domain. Check for a placeholder that was not replaced, or part of a URL.",
  },
  {
    code: ["50059", "50128", "90019"],
    hint:
      "The request names no tenant that the server knows. Set the tenant to a directory ID or a domain, not to common or organizations.",
  },
  {
    code: "50194",
    hint:
      "Application {clientId} belongs to a single tenant. Set the tenant to the directory ID or a domain of that one.",
  },
  {
    code: "5000225",
    hint:
      "Microsoft has blocked tenant {tenant} because it was not used. Ask an administrator to reactivate it.",
  },
  {
    code: "9001023",
    hint:
      "An application needs a tenant of its own. Set the tenant to a directory ID or a domain, not to common or consumers.",
  },
  {
    code: ["90038", "90051"],
    hint:
      "Tenant {tenant} is not in the cloud of {authorityHost}. Set the authority host to that of the tenant's cloud.",
  },
  {
    code: ["900382", "900432"],
    hint:
      "A secret works in only one cloud. Register the application in the cloud of {authorityHost}, or set the authority host to that of the cloud where it is registered.",
  },

  // The scope and its API
  {
    code: "70011",
    hint:
      "The server does not accept the scope {scope}. It must be the application ID URI of the API with /.default after it.",
  },
  {
    code: "1002012",
    hint:
      "The server did not find /.default at the end of the scope {scope}. Append it to the application ID URI of the API, without URL encoding.",
  },
  {
    code: "28002",
    hint:
      "There is no token for the scope {scope}. Check the application ID URI of the API, and that /.default follows it.",
  },
  {
    code: "700022",
    hint:
      "The scope {scope} names more than one resource. Run gettoken once for each API, with its scope alone.",
  },
  {
    code: "700023",
    hint:
      "The scope {scope} names no resource. Put the application ID URI of the API before /.default in it.",
  },
  {
    code: "500011",
    hint:
      "Tenant {tenant} has no API for the scope {scope}. Check the spelling and the tenant, or ask for the API's application to be added to this tenant.",
  },
  {
    code: "50001",
    hint:
      "The API of the scope {scope} is missing or disabled in tenant {tenant}. Check its exact application ID URI.",
  },

  // Permissions and consent
  {
    code: "650057",
    hint:
      "Application {clientId} does not list the API of the scope {scope}. Add it under API permissions, then grant admin consent.",
  },
  {
    code: ["650056", "65005"],
    hint:
      "Application {clientId} lacks a permission for the API of the scope {scope}, or the consent to it. Check the client ID, add the permission under API permissions, and grant admin consent.",
  },
  {
    code: ["650052", "650054"],
    hint:
      "Tenant {tenant} does not have the service behind the scope {scope}. Ask an administrator to subscribe to it or enable it.",
  },
  {
    // The second is the older one.
    code: ["501051", "50105"],
    hint:
      "The API of the scope {scope} is for assigned applications only. Ask an administrator to assign one of its app roles to application {clientId}.",
  },
  {
    code: "65001",
    hint:
      "The permissions of application {clientId} lack consent. Ask an administrator to grant admin consent in tenant {tenant}.",
  },

  {
    code: "90009",
    hint: "Application {clientId} requests a token for itself. Use the scope {clientId}/.default.",
  },

  // Policies
  {
    code: "53003",
    hint:
      "A Conditional Access policy blocks application {clientId}, for its location or its risk. Send the correlation ID to an administrator, who can look it up under Service principal sign-ins.",
  },
  {
    code: ["530032", "530035"],
    hint:
      "A security policy or the security defaults of tenant {tenant} block this. Ask an administrator to allow it.",
  },
  {
    code: ["500021", "500022", "50002"],
    hint:
      "This network does not let you reach tenant {tenant}: a proxy adds the header Restrict-Access-To-Tenants. Ask those who run the proxy.",
  },

  // Certificates
  {
    code: "700027",
    hint:
      "The key that signed the assertion is not registered. Upload its certificate to application {clientId}, wait a minute, and check that the thumbprint is base64url-encoded.",
  },
  {
    code: "700024",
    hint:
      "The assertion is not valid at this time. Compare the times in the message above with this machine's clock, and do not reuse an old assertion or federated token.",
  },
  {
    code: "700030",
    hint:
      "Application {clientId} does not trust a certificate with this subject. Compare subject and issuer with the trusted ones.",
  },
  {
    code: "1000502",
    hint:
      "The certificate has expired or is not valid yet. Renew it, and upload the new one to application {clientId}.",
  },
  {
    code: "50012",
    hint:
      "The server cannot verify the assertion. Check its signature, the chain of the certificate and the thumbprint.",
  },
  {
    code: "50027",
    hint:
      "The server does not accept the assertion as a JWT. Check its issuer, subject, audience and times.",
  },
  {
    code: "50048",
    hint: "Subject and issuer of the assertion differ. Both must be the client ID, {clientId}.",
  },

  // Federated credentials
  {
    code: "70021",
    hint:
      "No federated credential of application {clientId} matches. Compare issuer, subject and audience exactly; a new credential works after some minutes.",
  },
  {
    code: "700211",
    hint:
      "No federated credential of application {clientId} has this issuer. Compare the two exactly, including a slash at the end.",
  },
  {
    code: "700212",
    hint:
      "No federated credential of application {clientId} has this audience. Request the federated token with the audience of the cloud, which is api://AzureADTokenExchange outside the national clouds.",
  },
  {
    code: "700213",
    hint:
      "No federated credential of application {clientId} has the subject shown above. Copy it into the credential; each branch, environment and pull request has its own subject.",
  },
  {
    code: "7002138",
    hint:
      "The subject differs from the federated credential only in case. Use the same case for owner, repository and environment in both.",
  },
  {
    code: "700229",
    hint: "The federated token belongs to a user. Use one that was issued to an application.",
  },

  // The request
  {
    code: "9002313",
    hint:
      "The server cannot read the request. Check it with --dry-run; if it is right, a proxy may have changed it.",
  },
  {
    code: ["900144", "90014"],
    hint:
      "The parameter in the message above did not arrive. Check the request with --dry-run; if it is there, a proxy may have removed it.",
  },
  {
    code: "900561",
    hint:
      "The request did not arrive as POST. Check the authority host {authorityHost}, and any proxy.",
  },
  {
    code: "901002",
    hint:
      "The server does not accept a resource parameter. Set the scope instead: the application ID URI of the API with /.default after it.",
  },
  {
    code: "70003",
    hint:
      "The server does not offer the client credentials grant. Check that {authorityHost} is an authority host of Microsoft Entra.",
  },

  // Later
  {
    code: "50196",
    hint:
      "Application {clientId} requested the same token too often in a short time. Wait some minutes, then use each token until it expires.",
    temporary: true,
  },
  {
    code: ["90055", "90024", "90012", "90006", "90033", "90090", "50033"],
    hint: "The server is busy, or limits the requests for tenant {tenant}. Try again later.",
    temporary: true,
  },
];
