import { join } from "node:path";
import { projectDir } from "../paths.ts";
import { runProgram } from "../run_program.ts";
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
 * The state of this checkout, or of the one in another folder.
 *
 * @param variables the environment of git
 * @throws {ToolError} when git is missing or the folder is not a checkout of its own
 */
export async function readCheckout(
  folder = projectDir,
  variables = Deno.env.toObject(),
): Promise<Checkout> {
  const git = (args: readonly string[]) => runGit(folder, args, variables);
  const [commit = "", seconds = ""] = (await git([
    ...["-c", "log.showSignature=false", "log", "-1", "--format=%H %ct"],
  ])).split(" ");
  const tags = ["for-each-ref", "--points-at=HEAD", "--format=%(refname:strip=2)", "refs/tags"];
  return {
    commit,
    time: new Date(Number(seconds) * 1000),
    isClean: await git(["status", "--porcelain", "--untracked-files=normal"]) === "",
    tags: (await git(tags)).split("\n"),
  };
}

/**
 * Runs git for this folder alone: not for a repository that contains it, nor for the one whose hook
 * runs this tool and that `GIT_DIR` names.
 */
async function runGit(
  folder: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<string> {
  const here = [`--git-dir=${join(folder, ".git")}`, `--work-tree=${folder}`];
  const { status, stdout, stderr } = await runProgram("git", [...here, ...args], {
    cwd: folder,
    env: Object.fromEntries(
      Object.entries(variables).filter(([name]) => !/^GIT_(?!CONFIG)/.test(name)),
    ),
    clearEnv: true,
  });
  if (status === 0) return stdout.trim();
  throw new ToolError(
    `Cannot read the commit of ${folder}: ${stderr.trim()}\n` +
      "→ Use a git clone of the project",
  );
}
