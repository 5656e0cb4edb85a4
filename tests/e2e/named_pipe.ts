/**
 * A pipe with a name, in a folder of its own: whoever holds its other end decides when the program
 * can go on.
 *
 * @module
 */

/** A pipe; disposing it removes the folder. */
export interface NamedPipe extends AsyncDisposable {
  /** Where it lies, by the name of `pipe`. */
  readonly folder: string;
  /** Opens the end to read from, as soon as somebody has opened the other. */
  open(): Promise<Deno.FsFile>;
  /** What else lies in the folder. */
  others(): Promise<string[]>;
}

/** Makes a pipe. */
export async function namedPipe(): Promise<NamedPipe> {
  const folder = await Deno.makeTempDir();
  await new Deno.Command("mkfifo", { args: [`${folder}/pipe`] }).output();
  return {
    folder,
    open: () => Deno.open(`${folder}/pipe`),
    async others() {
      const entries = await Array.fromAsync(Deno.readDir(folder));
      return entries.map(({ name }) => name).filter((name) => name !== "pipe");
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}
