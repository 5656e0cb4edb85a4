/**
 * Installs verdaccio, an npm registry, into `.cache/`:
 *
 *     deno task verdaccio
 *
 * If it is there, the test of the npm packages publishes them to it. Else a small registry of the
 * test serves them. It has 300 packages, so other tasks do not wait for it.
 *
 * @module
 */
import { join } from "node:path";
import { exists, makeFolderOnce } from "./files.ts";
import { NPM } from "./npm_tarball.ts";
import { cacheDir } from "./paths.ts";
import { runTool, say, ToolError } from "./tool.ts";

// The last version that runs with Node 18.
const VERSION = "6.5.1";

const manifest = {
  private: true,
  dependencies: { verdaccio: VERSION },
  // A dependency names it by a tag, which mirrors of npm may lack.
  overrides: { "node-fetch": "2.7.0" },
};

/** Where verdaccio is, once it is installed. */
export const verdaccioDir = join(cacheDir, `verdaccio@${VERSION}`);

async function main(): Promise<void> {
  if (await exists(verdaccioDir)) return;
  say("Installing verdaccio");
  await makeFolderOnce(verdaccioDir, async (draft) => {
    await Deno.writeTextFile(join(draft, "package.json"), JSON.stringify(manifest));
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--quiet", "--allow-all", NPM, "install", "--ignore-scripts"],
        ...["--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"],
      ],
      cwd: draft,
      stdin: "null",
      stdout: "null",
    }).spawn().status;
    if (!success) throw new ToolError("Cannot install verdaccio: npm failed");
  });
}

if (import.meta.main) await runTool(main);
