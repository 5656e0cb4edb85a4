import { projectDir } from "../paths.ts";
import { ToolError } from "../tool.ts";

/** The commit that a release is made from. */
export interface Checkout {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** When it was committed. */
  readonly time: Date;
  /** Whether all files are as committed. Files that git ignores do not count. */
  readonly isClean: boolean;
  readonly tags: readonly string[];
}

/**
 * The state of this checkout.
 *
 * @throws {ToolError} when git is missing or this is not a checkout
 */
export async function readCheckout(): Promise<Checkout> {
  const [commit = "", seconds = ""] = (await git("log", "-1", "--format=%H %ct")).split(" ");
  return {
    commit,
    time: new Date(Number(seconds) * 1000),
    isClean: await git("status", "--porcelain") === "",
    tags: (await git("tag", "--points-at", "HEAD")).split("\n"),
  };
}

async function git(...args: string[]): Promise<string> {
  const command = new Deno.Command("git", { args, cwd: projectDir, stdin: "null" });
  const { success, stdout } = await command.output().catch(() => ({
    success: false,
    stdout: null,
  }));
  if (!success || !stdout) {
    throw new ToolError(
      `git ${args[0]} failed\n→ Make the release from a git clone of the project`,
    );
  }
  return new TextDecoder().decode(stdout).trim();
}
