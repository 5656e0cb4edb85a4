/**
 * Makes a bundle load Node's built-in modules when they are needed. Because one package may call
 * `require`, the bundler makes files load Node's module system at the start, which takes 2 ms.
 *
 * @module
 */
import { join } from "node:path";
import { ToolError } from "../tool.ts";

const name = String.raw`[\w$]+`;
const noRequire = String.raw`typeof require<"u"`;

/** What the bundlers of different versions of Deno write for `require`. */
const loaders: readonly { pattern: RegExp; replacement: string }[] = [
  {
    // Later versions: Node's own `require`.
    pattern: new RegExp(
      String.raw`import\{createRequire as (${name})\} ?from ?"node:module";` +
        String.raw`var (${name})=\1\(import\.meta\.url\);`,
    ),
    replacement: "var $2=name=>process.getBuiltinModule(name);",
  },
  {
    // Deno 2.6: a function that throws, because a module has no `require`.
    pattern: new RegExp(
      String
        .raw`\(${name}=>${noRequire}\?require:typeof Proxy<"u"\?new Proxy\(.{1,80}?\):${name}\)` +
        String
          .raw`\(function\(${name}\)\{if\(${noRequire}\)return require\.apply\(this,arguments\);` +
        String.raw`throw Error\('Dynamic require of "'\+${name}\+'" is not supported'\)\}\)`,
    ),
    replacement: "(name=>process.getBuiltinModule(name))",
  },
];

/** The source of a file of the bundle, changed; `undefined` if it has no loader. */
export function withNodeLater(source: string): string | undefined {
  const loader = loaders.find(({ pattern }) => pattern.test(source));
  return loader && source.replace(loader.pattern, loader.replacement);
}

/**
 * Changes all files of a bundle.
 *
 * @throws {ToolError} when none has a loader in a form that is known
 */
export async function loadNodeLater(bundle: string): Promise<void> {
  let changed = 0;
  for await (const { name } of Deno.readDir(bundle)) {
    const path = join(bundle, name);
    const later = withNodeLater(await Deno.readTextFile(path));
    if (later === undefined) continue;
    await Deno.writeTextFile(path, later);
    changed++;
  }
  if (changed > 0) return;
  throw new ToolError(
    `Cannot bundle: Deno ${Deno.version.deno} writes \`require\` in a form that is not known. ` +
      "Without it, the program cannot read PKCS#12 files\n" +
      "→ Add the form to tools/compile/node_later.ts, or use another version of Deno",
  );
}
