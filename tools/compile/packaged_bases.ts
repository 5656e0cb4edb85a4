/**
 * Base executables where Deno's own cannot be downloaded. They are taken from programs that others
 * made with `deno compile` and published on npm and PyPI. They serve for tests: a program made with
 * one is never called a release.
 *
 * @module
 */
import { join } from "node:path";
import { exists, makeFolderOnce } from "../files.ts";
import { type NpmTarball, unpackNpmTarball } from "../npm_tarball.ts";
import { cacheDir } from "../paths.ts";
import { fileInWheel } from "../python_wheel.ts";
import { sha256, sha256OfFile } from "../checksums.ts";
import { say, ToolError } from "../tool.ts";
import { withoutProgram } from "./executable_formats.ts";

/** A base executable in a package. */
interface PackagedBase {
  readonly target: string;
  readonly version: string;
  /** The hash of the base executable, without the program that was added to it. */
  readonly sha256: string;
  readonly from: NpmFile | WheelFile;
}

interface NpmFile {
  readonly tarball: NpmTarball;
  readonly path: string;
}

interface WheelFile {
  readonly platform: string;
  readonly sha256: string;
}

// The base executables below run what Deno 2.6 compiles. This is for those who run another version.
const DENO: NpmTarball = {
  name: "@deno/linux-x64-glibc",
  version: "2.6.8",
  integrity:
    "sha512-oY6qIbyrEHt+rzk7oHJ8KZgJ3mOQ1econRWcXlm/wOXORVDn7l9rEoY0vlOf4Qvv22tPTD5Jn1bxm6WBZBXmog==",
};

// Linux x64 is from npm, because on some networks npm alone answers.
const bases: readonly PackagedBase[] = [
  {
    target: "x86_64-unknown-linux-gnu",
    version: "2.6.10",
    sha256: "1b136202dc147212ad0b129de0c10eb5f17060917c9754c7921cd68f764ad2e2",
    from: {
      tarball: {
        name: "@mcp-stress/linux-x64",
        version: "0.2.1",
        integrity:
          "sha512-mBnQXZQ6Cm+Yw5P31/7xYeQSw80IXQ5appuAGrAKGkgAYzgCWswQ8hVU4jTPMnGR5XoUujZWvXTRkLTT3wSt/w==",
      },
      path: "bin/mcp-stress",
    },
  },
  {
    target: "aarch64-unknown-linux-gnu",
    version: "2.6.10",
    sha256: "ee39b54b2f465eae3f1dd3d79495e1ef957fae69ff4f6ad118499986b714d494",
    from: {
      platform: "manylinux_2_28_aarch64",
      sha256: "f09c1e600cae71293ab5ae9ddc30aa56a871463837a020eb23b246fa2024c462",
    },
  },
  {
    target: "x86_64-apple-darwin",
    version: "2.6.10",
    sha256: "11fc18e9b66f533ffdca93c49260121961c4c474883d8283fd4ca08b6393633b",
    from: {
      platform: "macosx_10_12_x86_64",
      sha256: "18126fed28115efbe767fc3cb558c7ebb4d215b443ac8f005c78faaaf13e0518",
    },
  },
  {
    target: "aarch64-apple-darwin",
    version: "2.6.10",
    sha256: "1878da5f3460956a9320083b3072111d7a680abbc1f3838f8d80b5d88d9d3026",
    from: {
      platform: "macosx_11_0_arm64",
      sha256: "45ecc93d9e6da8ff23529dc03c128ecc5f6527155dc0a10ec00aca020bcd250f",
    },
  },
  {
    target: "x86_64-pc-windows-msvc",
    version: "2.6.8",
    sha256: "5aaf98c6631b2458d580fcc9c753bb6a565bc03f9a611ebe9033531377a2ab92",
    from: {
      platform: "win_amd64",
      sha256: "24106f32e5c9dcdcec095527300e0bf683f6f4df5fb19b49a91586491eaaee5e",
    },
  },
];

/** The package on PyPI. */
const PROGRAM = "bids_validator_deno";
const PROGRAM_VERSION = "2.4.1";

/**
 * The path of a base executable, in `.cache/compile`, and its hash.
 *
 * @param cache instead of `.cache`
 * @throws {ToolError} when no package has one, it cannot be fetched, or has another hash than the
 * pinned one
 */
export async function packagedBase(
  target: string,
  cache = cacheDir,
): Promise<{ readonly path: string; readonly sha256: string }> {
  const base = bases.find((base) => base.target === target);
  if (!base) {
    throw new ToolError(
      `Cannot compile for ${target}: Deno's base executable for it cannot be downloaded, ` +
        `and no package has one`,
    );
  }
  const folder = join(cache, "compile", `base-${base.version}-${target}`);
  const path = join(folder, "denort");
  if (!await exists(folder)) say(`Fetching a base executable for ${target} from a package`);
  await makeFolderOnce(folder, async (draft) => {
    const file = withoutProgram(await programIn(base, draft));
    if (sha256(file) !== base.sha256) {
      throw new ToolError(
        `Cannot use the base executable for ${target}: its SHA-256 hash differs from the pinned one`,
      );
    }
    await Deno.writeFile(join(draft, "denort"), file, { mode: 0o755 });
  });
  // Nothing runs a program for another platform, which would show the damage.
  if (await sha256OfFile(path) !== base.sha256) {
    throw new ToolError(`The base executable ${path} was changed\n→ rm -r ${folder}`);
  }
  return { path, sha256: base.sha256 };
}

/** The program that contains the base executable. */
async function programIn({ from }: PackagedBase, draft: string): Promise<Uint8Array<ArrayBuffer>> {
  if ("tarball" in from) return await fileInTarball(from, draft);
  const name = `bids-validator-deno${from.platform.startsWith("win") ? ".exe" : ""}`;
  return await fileInWheel(
    { name: PROGRAM, version: PROGRAM_VERSION, ...from },
    `${PROGRAM}-${PROGRAM_VERSION}.data/scripts/${name}`,
  );
}

async function fileInTarball(
  { tarball, path }: NpmFile,
  draft: string,
): Promise<Uint8Array<ArrayBuffer>> {
  await unpackNpmTarball(tarball, {
    into: draft,
    strip: path.split("/").length,
    wanted: (candidate) => candidate === `package/${path}`,
  });
  const unpacked = join(draft, path.replace(/^.*\//, ""));
  const file = await Deno.readFile(unpacked);
  await Deno.remove(unpacked);
  return file;
}

/** A Deno that compiles. */
export interface Compiler {
  readonly path: string;
  readonly version: string;
}

/**
 * A Deno whose programs the base executables of packages can run: this one, or an older one from npm.
 *
 * @throws {ToolError} when npm has none for this machine, or cannot be reached
 */
export async function packagedCompiler(): Promise<Compiler> {
  const { deno: version } = Deno.version;
  if (version.startsWith("2.6.")) return { path: Deno.execPath(), version };
  if (Deno.build.target !== "x86_64-unknown-linux-gnu") {
    throw new ToolError(
      "Cannot compile: Deno's base executable cannot be downloaded, and those in packages are for " +
        `programs of Deno 2.6. This is Deno ${version}\n→ Install Deno 2.6.10`,
    );
  }
  const folder = join(cacheDir, "compile", `${DENO.name.replace("/", "+")}@${DENO.version}`);
  if (!await exists(folder)) say(`Fetching Deno ${DENO.version} from npm, to compile with`);
  await makeFolderOnce(folder, async (draft) => {
    const file = await fileInTarball({ tarball: DENO, path: "deno" }, draft);
    await Deno.writeFile(join(draft, "deno"), file, { mode: 0o755 });
  });
  return { path: join(folder, "deno"), version: DENO.version };
}
