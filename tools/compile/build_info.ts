import { join } from "node:path";
import type { BuildInfo } from "../../lib/core/build_info.ts";
import { isMirrorUsed } from "../mirror.ts";
import { type Checkout, readCheckout } from "../release/checkout.ts";
import { ToolError } from "../tool.ts";
import type { BaseInfo } from "./bases.ts";

/** What a program says about its origin. */
interface Origin {
  readonly target: string;
  readonly base: BaseInfo;
  /** Whether it is built for a release, from a clean checkout of its tag. */
  readonly isRelease: boolean;
}

/** What `gettoken --version --json` will print of a program. There are no dates in it. */
export async function buildInfo({ target, base, isRelease }: Origin): Promise<BuildInfo> {
  const checkout = await checkoutIfAny();
  const isGenuine = base.isOfficial && checkout?.isClean === true && !await isMirrorUsed();
  return {
    release: isRelease && isGenuine,
    commit: checkout?.commit ?? null,
    modified: checkout ? !checkout.isClean : null,
    target,
    builder: Deno.version.deno,
    base: { version: base.version, sha256: base.sha256, official: base.isOfficial },
  };
}

/** The commit; `undefined` where the sources are no git clone. */
async function checkoutIfAny(): Promise<Checkout | undefined> {
  try {
    return await readCheckout();
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}

/**
 * Writes it into a bundle. The program imports `lib/core/build_info.ts` when it is needed, so the
 * bundler made a file for it.
 *
 * @throws {ToolError} when the bundle has no such file
 */
export async function writeBuildInfo(folder: string, info: BuildInfo): Promise<void> {
  const bundle = join(folder, "program");
  for await (const { name } of Deno.readDir(bundle)) {
    if (!/^build_info-\d+\.js$/.test(name)) continue;
    const text = `export const buildInfo = ${JSON.stringify(info)};\n`;
    return await Deno.writeTextFile(join(bundle, name), text);
  }
  throw new ToolError("Cannot compile: the bundle has no file for lib/core/build_info.ts");
}
