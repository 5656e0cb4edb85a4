/**
 * Checks the syntax of PowerShell scripts with the grammar of tree-sitter, because PowerShell is not
 * on most machines. lint_workflows.ts runs it:
 *
 *     deno run -A tools/linters/powershell.ts --install FOLDER
 *     deno run -A tools/linters/powershell.ts --grammar FOLDER FILE …
 *
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
// deno-lint-ignore no-import-prefix -- the program does not need it
import { Language, type Node, Parser } from "npm:web-tree-sitter@0.27.2";
import { type NpmTarball, unpackNpmTarball } from "../npm_tarball.ts";
import { runTool, ToolError } from "../tool.ts";

const grammar: NpmTarball = {
  name: "tree-sitter-powershell",
  version: "0.26.4",
  integrity:
    "sha512-5RwNW/qN/cKArZY0znvTOG+OWSau7Agel5K0A8KQ5Nubw/4SyZ5KC02RKCaYcA2ur5UQ8esyxe9+6yXup2MXkw==",
};
const grammarFile = "tree-sitter-powershell.wasm";

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { install: { type: "string" }, grammar: { type: "string" } },
    allowPositionals: true,
  });
  if (values.install !== undefined) return await install(values.install);
  const faults = await check(join(values.grammar ?? "", grammarFile), positionals);
  if (faults.length > 0) throw new ToolError(faults.join("\n"));
}

async function install(into: string): Promise<void> {
  await Deno.mkdir(into, { recursive: true });
  const wanted = (path: string) => path === `package/${grammarFile}`;
  await unpackNpmTarball(grammar, { into, strip: 1, wanted });
}

/** The faults of the files, a line for each. */
async function check(grammar: string, paths: readonly string[]): Promise<string[]> {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(await Deno.readFile(grammar)));
  const faults: string[] = [];
  for (const path of paths) {
    const tree = parser.parse(await Deno.readTextFile(path));
    if (tree) faults.push(...faultsIn(tree.rootNode).map((fault) => `${path}:${fault}`));
  }
  return faults;
}

function faultsIn(node: Node): string[] {
  if (!node.isError && !node.isMissing) return node.children.flatMap(faultsIn);
  const { row, column } = node.startPosition;
  const [line = ""] = node.text.split("\n");
  return [`${row + 1}:${column + 1}: ${node.isMissing ? `${node.type} is missing` : line}`];
}

if (import.meta.main) await runTool(main);
