/**
 * The types of the library, as TypeScript reads them beside modules in JavaScript.
 *
 * @module
 */
import { dirname, join } from "node:path/posix";
// deno-lint-ignore no-import-prefix -- the program does not need it
import ts from "npm:typescript@5.9.3";
import { ToolError } from "../tool.ts";

// Each file by itself, which is fast: what is exported has its type beside it.
const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2024,
  module: ts.ModuleKind.NodeNext,
  declaration: true,
  isolatedDeclarations: true,
  allowImportingTsExtensions: true,
  strict: true,
  exactOptionalPropertyTypes: true,
};

// A method with a computed name, such as one that a runtime calls to show a value, is left out.
const COMPUTED_NAME = 9038;

/**
 * Makes the declarations of a module and of those that they import.
 *
 * @param entry the path of the module: `mod.ts`
 * @param read the source of a module, by such a path
 * @returns the declarations by path: `mod.d.ts`, `lib/flow/token.d.ts`
 * @throws {ToolError} when a type is missing, or is from a package
 */
export async function declarationsOf(
  entry: string,
  read: (path: string) => Promise<string>,
): Promise<Map<string, string>> {
  const declarations = new Map<string, string>();
  const modules = new Set([entry]);
  // A set also visits what is added meanwhile.
  for (const path of modules) {
    const { text, imports } = declare(path, await read(path));
    for (const name of imports) modules.add(join(dirname(path), name));
    declarations.set(path.replace(/\.ts$/, ".d.ts"), text);
  }
  return declarations;
}

/** The declarations of a module, and the modules that these import: `./token.ts`. */
function declare(path: string, source: string): { text: string; imports: string[] } {
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(source, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions,
  });
  const problem = diagnostics.find(({ code }) => code !== COMPUTED_NAME);
  if (problem) {
    const { line = 0 } = problem.file?.getLineAndCharacterOfPosition(problem.start ?? 0) ?? {};
    const message = ts.flattenDiagnosticMessageText(problem.messageText, "\n");
    throw new ToolError(`${path}:${line + 1}: the library exports it without a type: ${message}`);
  }
  let text = outputText;
  // Backwards, so that the positions before stay right.
  const { importedFiles } = ts.preProcessFile(outputText, true, true);
  for (const { fileName, pos } of importedFiles.toReversed()) {
    if (!/^\..*\.ts$/.test(fileName)) {
      throw new ToolError(`${path}: a type of the library is from ${fileName}`);
    }
    const end = pos + fileName.length + 1;
    text = `${text.slice(0, end - ".ts".length)}.js${text.slice(end)}`;
  }
  return { text, imports: importedFiles.map(({ fileName }) => fileName) };
}
