/**
 * Builds the container image of both architectures from `dist/release/`, and pushes it:
 *
 *     deno task publish-container
 *
 * Prints `name=…` and `digest=…`, the outputs of a step. Needs Docker, logged in to the registry.
 *
 * @module
 */
import { join } from "node:path";
import { runTool, say, ToolError } from "../tool.ts";
import { readCheckout } from "./checkout.ts";
import { project, releaseDir } from "./project.ts";
import { isPrerelease, mustRun, type RunProgram, runProgram } from "./publish.ts";

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

/**
 * Builds and pushes an image, unless the registry has its version. What its base is at this moment is
 * looked up once, so that both architectures have the same one, and its digest is in the provenance.
 *
 * @returns the digest of the image: `sha256:…`
 * @throws {ToolError} when Docker fails
 */
export async function publishContainer(image: Image, run: RunProgram): Promise<string> {
  const { name, version, commit, base } = image;
  const tagged = `${name}:${version}`;
  const { success, stdout } = await run("docker", inspect(tagged));
  if (success) {
    say(`${tagged} is published already`);
    return digestIn(stdout);
  }
  const baseDigest = digestIn(await mustRun(run, "docker", inspect(base)));
  // Only a builder in a container of its own makes images of several platforms.
  await mustRun(run, "docker", ["buildx", "create", "--use"]);
  await mustRun(run, "docker", [
    ...["buildx", "build", "--push", "--provenance=mode=max"],
    ...["--platform", "linux/amd64,linux/arm64", "--file", dockerfile],
    ...["--build-arg", `BASE=${base}@${baseDigest}`, "--build-arg", `REVISION=${commit}`],
    ...["--tag", tagged, ...(isPrerelease(version) ? [] : ["--tag", `${name}:latest`])],
    releaseDir,
  ]);
  return digestIn(await mustRun(run, "docker", inspect(tagged)));
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
  const { container: name, version } = project;
  const { commit } = await readCheckout();
  const base = baseIn(await Deno.readTextFile(dockerfile));
  const digest = await publishContainer({ name, version, commit, base }, runProgram);
  // deno-lint-ignore no-console -- the result of this tool
  console.log(`name=${name}\ndigest=${digest}`);
}

if (import.meta.main) await runTool(main);
