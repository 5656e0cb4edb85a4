/**
 * A running Keycloak with a database of its own.
 *
 * @module
 */

import { join } from "node:path";
import type { CertifiedKey } from "../../idp/certificate_authority.ts";
import { Overheard } from "../../e2e/overheard.ts";
import { endProcess } from "../programs.ts";

/** What a Keycloak is started with. */
export interface KeycloakOptions {
  /** The folder of the JDK. */
  readonly jdk: string;
  /** The folder of the built Keycloak, which the run does not change. */
  readonly home: string;
  /** Its certificate and key for https. */
  readonly certificate: CertifiedKey;
  /** The CA of client certificates, in PEM. */
  readonly authority: string;
  /** Ends it and removes its files. */
  readonly cleanup: AsyncDisposableStack;
}

/** Where a running Keycloak listens. */
export interface KeycloakOrigins {
  /** `http://127.0.0.1:…` */
  readonly http: string;
  /** `https://localhost:…` */
  readonly https: string;
}

const listening = /Listening on: (http:\S+) and https:\S+:(\d+)\n/;

/** Java's arguments for Keycloak before those of Keycloak, as its script `kc.sh` has them. */
export function javaArguments(home: string): readonly string[] {
  const opened = ["util", "util.concurrent", "security", "lang"];
  return [
    // A short run gains from a fast start only.
    ...["-Xms64m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"],
    ...opened.map((name) => `--add-opens=java.base/java.${name}=ALL-UNNAMED`),
    "--enable-native-access=ALL-UNNAMED",
    "-Djava.util.concurrent.ForkJoinPool.common.threadFactory=" +
    "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
    ...["-Djava.util.logging.manager=org.jboss.logmanager.LogManager"],
    ...["-Duser.language=en", "-Duser.country=US", "-Dpicocli.disable.closures=true"],
    ...[`-Dkc.home.dir=${home}`, `-Djboss.server.config.dir=${join(home, "conf")}`],
    ...["-cp", join(home, "lib", "quarkus-run.jar")],
    "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
  ];
}

/**
 * Starts Keycloak on free ports and waits until it listens.
 *
 * @throws {Error} if it ends before, with what it printed
 */
export async function startKeycloak(options: KeycloakOptions): Promise<KeycloakOrigins> {
  const { jdk, cleanup } = options;
  const folder = await Deno.makeTempDir({ prefix: "gettoken-keycloak-" });
  cleanup.defer(() => Deno.remove(folder, { recursive: true }));
  await prepareFolder(folder, options);
  const child = new Deno.Command(join(jdk, "bin", "java"), {
    args: [...javaArguments(folder), ...startArguments(folder)],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  // Nothing of it is needed, so it does not have to end in order.
  cleanup.defer(() => endProcess(child));
  const log = new Overheard(child.stdout);
  await log.said(listening);
  return origins(log.text);
}

/** Where it listens, as its log says: `http://127.0.0.1:41639 and https://127.0.0.1:35697`. */
function origins(log: string): KeycloakOrigins {
  const [, http = "", port = ""] = listening.exec(log) ?? [];
  return { http, https: `https://localhost:${port}` };
}

/** A home of its own: links to the program, and a copy of the database. */
async function prepareFolder(
  folder: string,
  { home, certificate, authority }: KeycloakOptions,
): Promise<void> {
  for (const name of ["lib", "conf", "providers", "themes"]) {
    await Deno.symlink(join(home, name), join(folder, name));
  }
  await Deno.mkdir(join(folder, "data", "h2"), { recursive: true });
  const database = join("data", "h2", "keycloakdb.mv.db");
  await Deno.copyFile(join(home, database), join(folder, database));
  await Deno.writeTextFile(join(folder, "cert.pem"), certificate.cert);
  await Deno.writeTextFile(join(folder, "key.pem"), certificate.key);
  await Deno.writeTextFile(join(folder, "authority.pem"), authority);
}

function startArguments(folder: string): readonly string[] {
  return [
    ...["start", "--optimized", "--cache=local", "--hostname-strict=false"],
    ...["--http-enabled=true", "--http-host=127.0.0.1", "--http-port=0", "--https-port=0"],
    `--https-certificate-file=${join(folder, "cert.pem")}`,
    `--https-certificate-key-file=${join(folder, "key.pem")}`,
    `--truststore-paths=${join(folder, "authority.pem")}`,
  ];
}
