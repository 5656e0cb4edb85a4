/**
 * Publishes the container image of both architectures from `dist/release/`, in two steps:
 *
 *     deno task publish-container
 *     deno task publish-container --tag sha256:…
 *
 * The first pushes it without a tag, runs it, and prints `name=…` and `digest=…`, the outputs of a
 * step; nothing if the registry has the version. The second gives it its tags. In between, the workflow
 * attests it. So what has a tag was run and attested, and no image from elsewhere is ever attested.
 * Needs Docker, logged in to the registry.
 *
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runTool, say, ToolError } from "../tool.ts";
import { project, releaseDir } from "../release/project.ts";
import { requireRelease } from "./genuine.ts";
import { isPrerelease, mustRun, type RunProgram, runProgram } from "./runner.ts";

const dockerfile = join(releaseDir, "channels", "container", "Dockerfile");

/** An image to build. */
export interface Image {
  /** Without a tag. */
  readonly name: string;
  readonly version: string;
  /** The commit that the programs are built from. */
  readonly commit: string;
  /** The image that it is built upon, with a tag. */
  readonly base: string;
}

/** Reads a file that Docker wrote. */
export type ReadText = (path: string) => Promise<string>;

/**
 * Builds an image and pushes it without a tag, unless the registry has its version. What its base is at
 * this moment is looked up once, so that both architectures have the same one, and its digest is in the
 * provenance. The image for this machine is run.
 *
 * @param metadata the file for what Docker says of the image
 * @returns the digest of the image: `sha256:…`; `undefined` if the registry has the version
 * @throws {ToolError} when Docker fails, or the image does not print its version
 */
export async function pushImage(
  image: Image,
  metadata: string,
  { run, readText }: { readonly run: RunProgram; readonly readText: ReadText },
): Promise<string | undefined> {
  const { name, version, commit, base } = image;
  const { success } = await run("docker", inspect(`${name}:${version}`));
  if (success) {
    say(`${name}:${version} is published already`);
    return undefined;
  }
  const baseDigest = digestIn(await mustRun(run, "docker", inspect(base)));
  // Only a builder in a container of its own makes images of several platforms.
  await mustRun(run, "docker", ["buildx", "create", "--use"]);
  await mustRun(run, "docker", [
    ...["buildx", "build", "--provenance=mode=max", "--metadata-file", metadata],
    ...["--output", `type=image,name=${name},push=true,push-by-digest=true,name-canonical=true`],
    ...["--platform", "linux/amd64,linux/arm64", "--file", dockerfile],
    ...["--build-arg", `BASE=${base}@${baseDigest}`, "--build-arg", `REVISION=${commit}`],
    releaseDir,
  ]);
  const digest = digestIn(String(JSON.parse(await readText(metadata))["containerimage.digest"]));
  const tried = ["run", "--rm", "--read-only", `${name}@${digest}`, "--version"];
  const printed = await mustRun(run, "docker", tried);
  if (printed !== `gettoken ${version}`) throw new ToolError(`The image printed: ${printed}`);
  return digest;
}

/**
 * Gives an image its tags.
 *
 * @throws {ToolError} when Docker fails
 */
export async function tagImage(
  { name, version }: Pick<Image, "name" | "version">,
  digest: string,
  run: RunProgram,
): Promise<void> {
  const tags = isPrerelease(version) ? [version] : [version, "latest"];
  await mustRun(run, "docker", [
    ...["buildx", "imagetools", "create"],
    ...tags.flatMap((tag) => ["--tag", `${name}:${tag}`]),
    `${name}@${digest}`,
  ]);
  say(`Published ${name}:${version}`);
}

/** The arguments that print the digest of an image in a registry. */
function inspect(tagged: string): string[] {
  return ["buildx", "imagetools", "inspect", tagged, "--format", "{{.Manifest.Digest}}"];
}

function digestIn(text: string): string {
  const digest = /sha256:[0-9a-f]{64}/.exec(text)?.[0];
  if (digest === undefined) throw new ToolError("docker printed no digest of the image");
  return digest;
}

/**
 * The base image that a Dockerfile names.
 *
 * @throws {ToolError} when it names none
 */
export function baseIn(dockerfile: string): string {
  const base = /^ARG BASE=(\S+)$/m.exec(dockerfile)?.[1];
  if (base === undefined) throw new ToolError("The Dockerfile has no line ARG BASE=…");
  return base;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { tag: { type: "string" } } });
  const { container: name, version } = project;
  if (values.tag) return await tagImage({ name, version }, digestIn(values.tag), runProgram);
  const commit = await requireRelease();
  const base = baseIn(await Deno.readTextFile(dockerfile));
  const metadata = await Deno.makeTempFile();
  const docker = { run: runProgram, readText: Deno.readTextFile };
  const digest = await pushImage({ name, version, commit, base }, metadata, docker);
  // deno-lint-ignore no-console -- the result of this tool
  if (digest) console.log(`name=${name}\ndigest=${digest}`);
}

if (import.meta.main) await runTool(main);
