/**
 * Keycloak, from Maven Central.
 *
 * @module
 */

import { newCertificateAuthority } from "../idp/certificate_authority.ts";
import { linesOf } from "../e2e/pem_lines.ts";
import type { Missing, RunningServer, Server } from "./case.ts";
import { createRealm, removeUser } from "./keycloak/admin.ts";
import { keycloakCases } from "./keycloak/cases.ts";
import { awkwardSecret, clientSecret } from "./keycloak/clients.ts";
import { keycloakFolder, version } from "./keycloak/distribution.ts";
import { findJdk, oldestJava } from "./keycloak/java.ts";
import { lateOrigin } from "./keycloak/late.ts";
import { startKeycloak } from "./keycloak/process.ts";
import { missingAccount, realms } from "./keycloak/realms.ts";
import type { World } from "./keycloak/world.ts";
import { newClientKeys } from "./keys.ts";
import { findProgram } from "./programs.ts";

/** Keycloak with realms and clients of many kinds. */
export const keycloak: Server = { name: "Keycloak", version, start };

async function start(cleanup: AsyncDisposableStack): Promise<RunningServer | Missing> {
  const jdk = await findJdk();
  if (jdk === undefined) return { missing: `a JDK of version ${oldestJava} or newer` };
  const maven = await findProgram("mvn");
  if (maven === undefined) return { missing: "mvn (Apache Maven)" };
  const home = await keycloakFolder({ jdk, maven, cleanup });
  const [authority, stranger] = [await newCertificateAuthority(), await newCertificateAuthority()];
  const certificate = await authority.issue();
  const origins = await startKeycloak({
    ...{ jdk, home, cleanup },
    ...{ certificate, authority: authority.pem },
  });
  const world: World = {
    ...origins,
    late: lateOrigin(origins.http, cleanup),
    keys: await newClientKeys(),
    authority: authority.pem,
    certificate: await authority.issue({ use: "client", notAfter: inAYear() }),
    untrusted: await stranger.issue({ use: "client", notAfter: inAYear() }),
  };
  const { http } = world;
  await Promise.all(realms(http, world.keys).map((realm) => createRealm(http, realm)));
  await removeUser(http, "shop", missingAccount);
  return { cases: await keycloakCases(world), secrets: secretsOf(world) };
}

/** gettoken warns of a certificate that is about to expire. */
function inAYear(): Date {
  return new Date(Date.now() + 365 * 24 * 60 * 60 * 1000);
}

function secretsOf({ keys, certificate, untrusted }: World): readonly string[] {
  const pems = [...Object.values(keys).map(({ pem }) => pem), certificate.key, untrusted.key];
  return [clientSecret, awkwardSecret, ...pems.flatMap(linesOf)];
}
