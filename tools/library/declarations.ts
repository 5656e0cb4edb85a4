/**
 * The types of the library, as TypeScript reads them beside modules in JavaScript.
 *
 * @module
 */
import { join, relative } from "node:path";
// deno-lint-ignore no-import-prefix -- the program does not need it
import ts from "npm:typescript@5.9.3";
import { ToolError } from "../tool.ts";

// `deno task check` checks the types.
const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2024,
  lib: ["lib.es2024.d.ts", "lib.dom.d.ts"],
  module: ts.ModuleKind.NodeNext,
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noCheck: true,
  declaration: true,
  emitDeclarationOnly: true,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
};

/**
 * Makes the declarations of a module and of those that they import.
 *
 * @param folder the folder of the sources
 * @param entry the path of the module in it: `mod.ts`
 * @returns the declarations by path: `mod.d.ts`, `lib/flow/token.d.ts`
 * @throws {ToolError} when a type is from a package, or a module is missing
 */
export function declarationsOf(folder: string, entry: string): Map<string, string> {
  const program = ts.createProgram([join(folder, entry)], compilerOptions);
  const declarations = new Map<string, string>();
  const modules = new Set([join(folder, entry)]);
  // A set also visits what is added meanwhile.
  for (const path of modules) {
    const name = relative(folder, path).replaceAll("\\", "/");
    const { text, imports } = withJavaScriptNames(name, declare(program, path));
    for (const specifier of imports) modules.add(join(path, "..", specifier));
    declarations.set(name.replace(/\.ts$/, ".d.ts"), text);
  }
  return declarations;
}

function declare(program: ts.Program, path: string): string {
  const source = program.getSourceFile(path);
  if (!source) throw new ToolError(`The library has no module ${path}`);
  let text = "";
  program.emit(source, (_, content) => text = content, undefined, true);
  // Before TypeScript 5.7, the type had no parameter.
  text = text.replaceAll("Uint8Array<ArrayBuffer>", "Uint8Array");
  // Not every version of JavaScript that programs are written for has this type.
  return /\bDisposable\b/.test(text) ? `/// <reference lib="esnext.disposable" />\n${text}` : text;
}

/** Imports of `./token.ts` become such of `./token.js`, beside which TypeScript finds `./token.d.ts`. */
function withJavaScriptNames(path: string, declaration: string): Declaration {
  let text = declaration;
  const { importedFiles } = ts.preProcessFile(declaration, true, true);
  const imports = importedFiles.map(({ fileName }) => fileName);
  const other = imports.find((name) => !/^\..*\.ts$/.test(name));
  if (other) throw new ToolError(`${path}: a type of the library is from ${other}`);
  // Backwards, so that the positions before stay right.
  for (const { fileName, pos } of importedFiles.toReversed()) {
    const end = text.indexOf(fileName, pos) + fileName.length;
    text = `${text.slice(0, end - ".ts".length)}.js${text.slice(end)}`;
  }
  return { text, imports };
}

interface Declaration {
  readonly text: string;
  /** Relative specifiers. */
  readonly imports: readonly string[];
}
