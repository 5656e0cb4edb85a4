import { basename, join } from "node:path";
import { projectDir } from "../paths.ts";
import type { Checkout } from "./checkout.ts";
import { manualPage } from "./man_page.ts";
import {
  completionFiles,
  completionScript,
  exitStatuses,
  folders,
  longHelp,
} from "./own_output.ts";
import { homepage, project, withAbsoluteLinks } from "./project.ts";
import { type ArchiveEntry, type ArchiveOptions, tarGz, zip } from "./tar_and_zip.ts";
import type { Target } from "./targets.ts";

const encoder = new TextEncoder();

/** The files that are the same in all archives, relative to the folder in them. */
export async function sharedFiles({ time }: Checkout): Promise<ArchiveEntry[]> {
  const readme = await Deno.readTextFile(join(projectDir, "README.md"));
  const { version, description } = project;
  const shells = Object.entries(completionFiles) as [keyof typeof completionFiles, string][];
  const completions = shells.map(async ([shell, name]) =>
    textFile(`completions/${name}`, await completionScript(shell))
  );
  const manual = manualPage({
    ...{ help: await longHelp(), version, description, homepage },
    date: time.toISOString().slice(0, 10),
    files: folders(),
    statuses: exitStatuses(readme),
  });
  return [
    textFile("LICENSE", await Deno.readTextFile(join(projectDir, "LICENSE"))),
    textFile("README.md", withAbsoluteLinks(readme, version)),
    ...await Promise.all(completions),
    textFile("gettoken.1", manual),
  ];
}

function textFile(path: string, text: string): ArchiveEntry {
  return { path, content: encoder.encode(text) };
}

/** The archive of one platform: a folder of its name with the program and the shared files. */
export async function makeArchive(
  { archive, program }: Target,
  content: Uint8Array<ArrayBuffer>,
  shared: readonly ArchiveEntry[],
  options: ArchiveOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const folder = basename(archive).replace(/\.(tar\.gz|zip)$/, "");
  const entries = [{ path: program, content, executable: true }, ...shared]
    .map((entry) => ({ ...entry, path: `${folder}/${entry.path}` }));
  return archive.endsWith(".zip") ? zip(entries, options) : await tarGz(entries, options);
}
