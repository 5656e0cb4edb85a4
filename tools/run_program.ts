/** What a program printed, and how it ended. */
export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The status of a shell for a program that does not exist. */
export const NOT_FOUND = 127;

/**
 * Runs a program without input, and waits for its end. If it does not exist, the status is
 * {@linkcode NOT_FOUND}.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: Pick<Deno.CommandOptions, "cwd" | "env" | "clearEnv"> = {},
): Promise<Ended> {
  try {
    const { code, stdout, stderr } = await new Deno.Command(program, {
      ...options,
      args: [...args],
      stdin: "null",
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { status: code, stdout: text(stdout), stderr: text(stderr) };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { status: NOT_FOUND, stdout: "", stderr: `${program} is not installed` };
  }
}
