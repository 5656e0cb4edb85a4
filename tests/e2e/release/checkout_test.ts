import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { buildInfo } from "../../../tools/compile/build_info.ts";
import { isMirrorUsed } from "../../../tools/mirror.ts";
import { readCheckout } from "../../../tools/release/checkout.ts";
import { ToolError } from "../../../tools/tool.ts";

Deno.test("checkout: its commit, tags and changes, with any configuration of git", async () => {
  await using repository = await madeRepository();
  const { path } = repository;
  for (const tag of ["v1.0.0", "v1.0.1"]) await git(path, "tag", tag);
  await git(path, "config", "column.ui", "always");
  await git(path, "config", "status.showUntrackedFiles", "no");
  await git(path, "config", "log.showSignature", "true");
  const { commit, tags, isClean } = await readCheckout(path);
  assertEquals([commit, isClean], [await git(path, "rev-parse", "HEAD"), true]);
  assertEquals(tags, ["v1.0.0", "v1.0.1"]);
  await Deno.writeTextFile(join(path, "new"), "");
  assertEquals((await readCheckout(path)).isClean, false);
});

Deno.test("checkout: a second work tree, and a hook of another repository: its own commit", async () => {
  await using repository = await madeRepository();
  await using other = await madeRepository();
  const tree = join(other.path, "tree");
  await git(repository.path, "worktree", "add", "--quiet", tree);
  const { commit, isClean } = await readCheckout(tree, {
    ...Deno.env.toObject(),
    GIT_DIR: join(other.path, ".git"),
    GIT_INDEX_FILE: join(other.path, "index"),
  });
  assertEquals([commit, isClean], [(await readCheckout(repository.path)).commit, true]);
});

Deno.test("checkout: a folder without .git in another repository: refused", async () => {
  await using repository = await madeRepository();
  const inner = join(repository.path, "inner");
  await Deno.mkdir(inner);
  await assertRejects(() => readCheckout(inner), ToolError, "not a git repository");
});

/** A repository with one commit of its own. */
async function madeRepository(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  await git(path, "init", "--quiet");
  const author = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  await git(path, ...author, "commit", "--quiet", "--allow-empty", "-m", path);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

async function git(cwd: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("git", { args, cwd }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("build information: a release only from a clean checkout with the packages of JSR", async () => {
  const base = { version: "2.9.6", sha256: "00", isOfficial: true };
  const origin = { target: "x86_64-unknown-linux-gnu", base, isRelease: true };
  const isGenuine = (await readCheckout()).isClean && !await isMirrorUsed();
  assertEquals((await buildInfo(origin)).release, isGenuine);
  const packaged = { ...base, isOfficial: false };
  assertEquals((await buildInfo({ ...origin, base: packaged })).release, false);
});
