/**
 * Writes the files that are made from others: the pages of the providers, the generated blocks of
 * other pages, the sources that `provider new` copies, and help and commands as data.
 * `tests/docs_test.ts` fails if one of them is out of date.
 *
 * @module
 */

import { join } from "node:path";
import { commandTree } from "./pages/command_tree.ts";
import { withBlocks } from "./pages/blocks.ts";
import { projectDir } from "./paths.ts";
import { providerPages } from "./pages/provider_pages.ts";
import { installBlocks } from "./pages/install_blocks.ts";
import { home } from "./pages/install_lines.ts";
import { libraryBlocks } from "./pages/library_blocks.ts";
import { providerSettingsModule } from "./pages/provider_settings.ts";
import { rootHelpTexts } from "./pages/root_help.ts";
import { verifyBlocks } from "./pages/verify_blocks.ts";
import { runTool } from "./tool.ts";

/** Pages with generated blocks. */
const PAGES = ["README.md", "docs/install.md", "docs/library.md", "docs/verify.md"];

/** Sources that `provider new` copies, and where it finds them. */
const SOURCES = ["examples/acme.ts", "lib/contract/provider.ts"];
const SOURCES_IN_PROGRAM = "lib/plugins/own_files.json";

/** The generated files by path from the project's folder. */
export async function generatedFiles(): Promise<Record<string, string>> {
  return {
    ...await providerPages(),
    ...await pagesWithBlocks(),
    [SOURCES_IN_PROGRAM]: await sourcesAsJson(),
    "lib/quick/command_tree.json": await commandTree(),
    "lib/quick/root_help.json": await rootHelpTexts(),
    "lib/flow/provider_settings.ts": await providerSettingsModule(),
  };
}

async function pagesWithBlocks(): Promise<Record<string, string>> {
  const blocks = {
    ...installBlocks(home),
    ...verifyBlocks(home),
    ...await libraryBlocks(home),
  };
  const entries = await Promise.all(PAGES.map(async (path) => {
    return [path, withBlocks(await Deno.readTextFile(join(projectDir, path)), blocks)] as const;
  }));
  return Object.fromEntries(entries);
}

/**
 * A module, because only modules are in the program however it is installed: compiled, from source
 * or from JSR, where files are addresses. By lines, so that changes can be read.
 */
async function sourcesAsJson(): Promise<string> {
  const entries = await Promise.all(SOURCES.map(async (path) => {
    const text = await Deno.readTextFile(join(projectDir, path));
    return [path, text.split("\n")] as const;
  }));
  return JSON.stringify(Object.fromEntries(entries), null, 2) + "\n";
}

async function main(): Promise<void> {
  for (const [path, text] of Object.entries(await generatedFiles())) {
    await Deno.writeTextFile(join(projectDir, path), text);
  }
}

if (import.meta.main) await runTool(main);
