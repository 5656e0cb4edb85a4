/**
 * Keycloak as Maven Central has it: downloaded, unpacked and built once.
 *
 * @module
 */

import { join } from "node:path";
import { makeFolderOnce } from "../../../tools/files.ts";
import { cacheDir } from "../../../tools/paths.ts";
import { say, ToolError } from "../../../tools/tool.ts";
import { runProgram } from "../programs.ts";
import { administrator } from "./admin.ts";
import { javaArguments } from "./process.ts";

/** The programs that it needs. */
export interface Programs {
  /** The folder of the JDK. */
  readonly jdk: string;
  /** The path of `mvn`. */
  readonly maven: string;
  /** Ends them if the run is interrupted. */
  readonly cleanup: AsyncDisposableStack;
}

/** The version of Keycloak. A new one needs a new digest. */
export const version = "26.7.3";

const sha256 = "27a6535553c3cdcd083872ba40629efafb3475e3b758e0c6f691395561dd0f1f";

// Client assertions of other issuers are not among the usual features.
const features = ["client-auth-federated"];

/**
 * The folder of a Keycloak whose start takes little time: its program is built for these features,
 * and its database has the tables and an administrator.
 *
 * @throws {ToolError} when it cannot be downloaded, or its hash differs from the pinned one
 */
export async function keycloakFolder(programs: Programs): Promise<string> {
  const folder = join(cacheDir, "interop", `keycloak-${version}`);
  await makeFolderOnce(folder, async (draft) => {
    say(`Downloading Keycloak ${version}, then building it: some minutes, once`);
    await unpack(await download(draft, programs), draft, programs);
    await build(join(draft, "home"), programs);
  });
  return join(folder, "home");
}

/** Downloads it with the user's Maven, so that its settings (mirror, proxy, credentials) apply. */
async function download(into: string, { maven, cleanup }: Programs): Promise<string> {
  await runProgram(maven, [
    ...["--quiet", "--batch-mode", "dependency:copy"],
    `-Dartifact=org.keycloak:keycloak-quarkus-dist:${version}:zip`,
    `-DoutputDirectory=${into}`,
  ], { cwd: into, cleanup });
  const file = join(into, `keycloak-quarkus-dist-${version}.zip`);
  const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(file));
  if (new Uint8Array(digest).toHex() !== sha256) {
    throw new ToolError(
      `Cannot use Keycloak ${version}: its SHA-256 hash differs from the pinned one`,
    );
  }
  return file;
}

async function unpack(file: string, into: string, { jdk, cleanup }: Programs): Promise<void> {
  await runProgram(join(jdk, "bin", "jar"), ["--extract", "--file", file], {
    cwd: into,
    cleanup,
  });
  await Deno.remove(file);
  await Deno.rename(join(into, `keycloak-${version}`), join(into, "home"));
}

async function build(home: string, { jdk, cleanup }: Programs): Promise<void> {
  const { username, password } = administrator;
  const java = (args: readonly string[]) =>
    runProgram(join(jdk, "bin", "java"), [...javaArguments(home), ...args], {
      env: { ADMINISTRATOR_PASSWORD: password },
      cleanup,
    });
  await java([
    ...["build", "--db=dev-file", "--https-client-auth=request"],
    `--features=${features.join(",")}`,
  ]);
  // This also creates the database.
  await java([
    ...["bootstrap-admin", "user", "--optimized", `--username=${username}`],
    "--password:env=ADMINISTRATOR_PASSWORD",
  ]);
}
