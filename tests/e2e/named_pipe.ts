/**
 * A named pipe in a new folder. The program waits until the test opens the other end.
 *
 * @module
 */

/** A pipe; disposing it removes the folder. */
export interface NamedPipe extends AsyncDisposable {
  /** The folder of the pipe, which is called `pipe`. */
  readonly folder: string;
  /** Opens the pipe for reading. Waits until the other end is open. */
  open(): Promise<Deno.FsFile>;
  /** Names of other files in the folder. */
  others(): Promise<string[]>;
}

/** Creates a pipe. */
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
