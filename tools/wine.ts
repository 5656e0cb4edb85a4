/**
 * Runs the unit tests, or those at the given paths, with the Deno for Windows in Wine:
 *
 *     deno task wine [PATH…]
 *
 * Wine must be version 10 or newer: `wine` on PATH, or the command in the variable WINE.
 *
 * @module
 */
import { join } from "node:path";
import { environment } from "./environment.ts";
import { makeFolderOnce } from "./files.ts";
import { packageFlags } from "./mirror.ts";
import { cacheDir, projectDir } from "./paths.ts";
import { fileInWheel, type PythonWheel } from "./python_wheel.ts";
import { findLauncher } from "./smoke/launcher.ts";
import { runTool, say } from "./tool.ts";

const DENO: PythonWheel = {
  name: "deno",
  version: "2.6.10",
  platform: "win_amd64",
  sha256: "dc0b6b7a3e558b159c6e599eab6556766c96fe1d75d59383ce291ebf0083fcfd",
};

async function main(): Promise<void> {
  const launcher = await findLauncher("windows-x64");
  if (typeof launcher === "string") return say(`skipped: unit tests for Windows: ${launcher}`);
  const paths = Deno.args.length > 0 ? Deno.args : ["--ignore=tests/idp/,tests/e2e/", "tests/"];
  const [program, ...args] = [...launcher.command, await denoForWindows()];
  // Relative, because paths in Wine begin with a drive.
  const flags = (await packageFlags()).map((flag) => flag.replace(projectDir, ""));
  say(`Deno ${DENO.version} for Windows ${launcher.title}`.trim());
  const { code } = await new Deno.Command(program ?? "", {
    args: [
      ...args,
      "test",
      "--parallel",
      "--no-check",
      "--no-prompt",
      "--allow-read",
      ...flags,
      ...paths,
    ],
    cwd: projectDir,
    env: { ...launcher.env, ...placesInWine() },
    stdin: "null",
  }).spawn().status;
  Deno.exitCode = code;
}

/** The path of Deno's executable file, in `.cache/wine`. */
async function denoForWindows(): Promise<string> {
  const folder = join(cacheDir, "wine", `deno-${DENO.version}`);
  await makeFolderOnce(folder, async (draft) => {
    say(`Fetching Deno ${DENO.version} for Windows from a package`);
    const file = await fileInWheel(DENO, `deno-${DENO.version}.data/scripts/deno.exe`);
    await Deno.writeFile(join(draft, "deno.exe"), file, { mode: 0o755 });
  });
  return join(folder, "deno.exe");
}

/** Variables that name files, with their paths as programs in Wine see them. */
function placesInWine(): Record<string, string> {
  const { DENO_CERT, NODE_EXTRA_CA_CERTS } = environment(["DENO_CERT", "NODE_EXTRA_CA_CERTS"]);
  const certificates = DENO_CERT ?? NODE_EXTRA_CA_CERTS;
  return {
    DENO_DIR: pathInWine(join(cacheDir, "wine", "deno-dir")),
    ...(certificates !== undefined && { DENO_CERT: pathInWine(certificates) }),
  };
}

/** Drive Z: is the root of this machine. */
function pathInWine(path: string): string {
  return `Z:${path.replaceAll("/", "\\")}`;
}

if (import.meta.main) await runTool(main);
