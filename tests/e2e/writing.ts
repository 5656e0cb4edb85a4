/**
 * Runs code that writes real files, in a separate process and folder.
 *
 * @module
 */

/** Runs a script with these permissions and umask, and returns its output, which is JSON. */
export async function runScript<Printed>(
  script: string,
  args: readonly string[],
  permissions: readonly string[],
  umask = "022",
): Promise<Printed> {
  const module = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(module, script);
  const { stdout } = await new Deno.Command("sh", {
    args: [
      ...["-c", `umask ${umask} && exec "$@"`, "sh", Deno.execPath()],
      ...["run", "--quiet", "--no-check", "--no-prompt", "--no-config"],
      ...["--unstable-worker-options", ...permissions, module, ...args],
    ],
    stdin: "null",
  }).output();
  await Deno.remove(module);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Declares a test with a new folder, which contains an empty folder `in`. */
export function testIn(name: string, test: (folder: string) => Promise<void>): void {
  Deno.test(name, async () => {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.mkdir(`${folder}/in`);
      await test(folder);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** The files below a folder with their content. The content of a folder is empty. */
export async function treeOf(folder: string, below = ""): Promise<Record<string, string>> {
  const tree: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${below}`)) {
    const path = below + name;
    if (isDirectory) Object.assign(tree, { [`${path}/`]: "" }, await treeOf(folder, `${path}/`));
    else tree[path] = await Deno.readTextFile(`${folder}/${path}`);
  }
  return tree;
}
