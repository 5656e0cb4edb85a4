import { assertEquals, assertRejects } from "@std/assert";
import { basename } from "node:path";
import { npmPackages, tarballPath } from "../../tools/release/channels/npm.ts";
import type { Outcome, RunProgram } from "../../tools/publish/runner.ts";
import { baseIn, type Image, pushImage, tagImage } from "../../tools/publish/container.ts";
import { type Draft, publishDraft } from "../../tools/publish/draft.ts";
import { publishNpm } from "../../tools/publish/npm.ts";
import { targets } from "../../tools/release/targets.ts";
import { ToolError } from "../../tools/tool.ts";

const failed: Outcome = { success: false, stdout: "" };
const done: Outcome = { success: true, stdout: "" };

/** Runs nothing: keeps each command, and answers as given. */
function fakeRun(answer: (command: string) => Outcome | undefined) {
  const commands: string[] = [];
  const run: RunProgram = (program, args) => {
    const command = [program, ...args].join(" ");
    commands.push(command);
    return Promise.resolve(answer(command) ?? done);
  };
  return { commands, run };
}

/** The tarballs that npm was to publish, in order. */
const published = (commands: readonly string[]) =>
  commands.filter((command) => command.startsWith("npm publish "))
    .map((command) => basename(command.split(" ")[2] ?? ""));

Deno.test("npm has no package of the version: all are published, the one with the command last", async () => {
  const { commands, run } = fakeRun((command) => command.startsWith("npm view") ? failed : done);
  await publishNpm("1.2.3", run);
  assertEquals(published(commands).length, targets.length + 1);
  assertEquals(published(commands).at(-1), basename(tarballPath(npmPackages("1.2.3").at(-1)!)));
  assertEquals(commands.at(-1)?.endsWith(" --access public --provenance --tag latest"), true);
});

const linuxIsPublished = (command: string) =>
  command.startsWith("npm view") && command.includes("linux")
    ? { success: true, stdout: "sha512-x" }
    : done;

Deno.test("npm has some packages, equal to ours: only the others are published", async () => {
  const { commands, run } = fakeRun(linuxIsPublished);
  await publishNpm("1.2.3", run, () => Promise.resolve("sha512-x"));
  const linux = targets.filter(({ os }) => os === "linux").length;
  assertEquals(published(commands).length, targets.length + 1 - linux);
  assertEquals(published(commands).filter((file) => file.includes("linux")), []);
});

Deno.test("npm has a package with other content: it and those after it are not published", async () => {
  const { commands, run } = fakeRun(linuxIsPublished);
  const ours = () => Promise.resolve("sha512-ours");
  await assertRejects(() => publishNpm("1.2.3", run, ours), ToolError, "with other content");
  assertEquals(published(commands), []);
});

Deno.test("npm refuses a package: those after it are not published", async () => {
  const { commands, run } = fakeRun((command) => command.startsWith("npm publish") ? failed : done);
  await assertRejects(() => publishNpm("1.2.3", run), ToolError, "npm publish failed");
  assertEquals(published(commands).length, 1);
});

Deno.test("a version to try: people who name no version do not get it", async () => {
  const { commands, run } = fakeRun(() => done);
  await publishNpm("1.2.3-rc.1", run);
  assertEquals(commands.at(-1)?.endsWith(" --tag next"), true);
});

const draft: Draft = {
  version: "1.2.3",
  notes: "- A thing.",
  files: ["a.tar.gz", "SHA256SUMS"],
  checksums: "c0ffee  a.tar.gz\n",
};

/** Answers as gh does for a release with these files. */
const release = (isDraft: boolean, ...names: string[]): Outcome => ({
  success: true,
  stdout: JSON.stringify({ isDraft, assets: names.map((name) => ({ name })) }),
});
/** Answers the first question about a release, and those after it. */
const view = (first: Outcome, then = release(true, "a.tar.gz", "SHA256SUMS")) => {
  let isFirst = true;
  return (command: string) => {
    if (!command.startsWith("gh release view")) return undefined;
    const answer = isFirst ? first : then;
    isFirst = false;
    return answer;
  };
};
const upload = "gh release upload v1.2.3 --clobber a.tar.gz SHA256SUMS";

Deno.test("GitHub has no release of the tag: a draft with notes and files is created", async () => {
  const { commands, run } = fakeRun(view(failed));
  await publishDraft(draft, run);
  assertEquals(commands.slice(1, -1), [
    "gh release create v1.2.3 --draft --verify-tag --title v1.2.3 --notes - A thing.",
    upload,
  ]);
});

Deno.test("GitHub has a draft: its files are replaced", async () => {
  const { commands, run } = fakeRun(view(release(true, "a.tar.gz")));
  await publishDraft(draft, run);
  assertEquals(commands.slice(1, -1), [upload]);
});

Deno.test("the draft has a file that somebody added: refused", async () => {
  const { run } = fakeRun(view(release(true), release(true, "a.tar.gz", "SHA256SUMS", "x.sh")));
  await assertRejects(() => publishDraft(draft, run), ToolError, "not of this release: x.sh");
});

/** Answers as gh does for a release that is published with these checksums. */
const publishedWith = (checksums: string) => (command: string) =>
  command.includes(" download ") ? { success: true, stdout: checksums } : release(false);

Deno.test("the release is published with the same files: nothing is changed", async () => {
  const { commands, run } = fakeRun(publishedWith("c0ffee  a.tar.gz"));
  await publishDraft(draft, run);
  assertEquals(commands.slice(1), [
    "gh release download v1.2.3 --pattern SHA256SUMS --output -",
  ]);
});

Deno.test("the release is published with other files: refused, nothing is changed", async () => {
  const { commands, run } = fakeRun(publishedWith("badbad  a.tar.gz"));
  await assertRejects(() => publishDraft(draft, run), ToolError, "with other files");
  assertEquals(commands.length, 2);
});

const digest = `sha256:${"a".repeat(64)}`;
const inspected = { success: true, stdout: digest };
const image: Image = {
  name: "r.example/x",
  version: "1.2.3",
  commit: "c0ffee",
  base: "b.example:1",
};

/** Answers as Docker does when the registry has only the base image. */
const docker = (printed: string) => {
  const { commands, run } = fakeRun((command) => {
    if (command.includes("inspect r.example/x:")) return failed;
    if (command.includes("inspect b.example:1")) return inspected;
    if (command.startsWith("docker run")) return { success: true, stdout: printed };
  });
  const readText = () => Promise.resolve(JSON.stringify({ "containerimage.digest": digest }));
  return { commands, run, readText };
};

Deno.test("the registry has the image: nothing is pushed, and there is nothing to attest", async () => {
  const { commands, run } = fakeRun(() => inspected);
  const readText = () => Promise.reject(new Error("no file"));
  assertEquals(await pushImage(image, "/m", { run, readText }), undefined);
  assertEquals(commands.length, 1);
});

Deno.test("the registry has no image: built for both architectures, pushed without a tag, run", async () => {
  const { commands, ...rest } = docker("gettoken 1.2.3");
  assertEquals(await pushImage(image, "/m", rest), digest);
  const build = commands.find((command) => command.includes("push=true")) ?? "";
  assertEquals(build.includes("--platform linux/amd64,linux/arm64"), true);
  assertEquals(build.includes(`--build-arg BASE=b.example:1@${digest} `), true);
  assertEquals(build.includes(",push-by-digest=true"), true);
  assertEquals(commands.join().includes("--tag"), false);
  assertEquals(commands.at(-1), `docker run --rm --read-only r.example/x@${digest} --version`);
});

Deno.test("the image prints another version: refused", async () => {
  const { commands: _, ...rest } = docker("gettoken 1.2.2");
  await assertRejects(() => pushImage(image, "/m", rest), ToolError, "printed: gettoken 1.2.2");
});

Deno.test("an image gets the tag of its version, and latest unless it is one to try", async () => {
  const { commands, run } = fakeRun(() => done);
  const create = "docker buildx imagetools create --tag r.example/x";
  await tagImage(image, digest, run);
  await tagImage({ ...image, version: "1.2.3-rc.1" }, digest, run);
  assertEquals(commands, [
    `${create}:1.2.3 --tag r.example/x:latest r.example/x@${digest}`,
    `${create}:1.2.3-rc.1 r.example/x@${digest}`,
  ]);
});

Deno.test("the base image of packaging/Dockerfile: found", async () => {
  const path = new URL("../../packaging/Dockerfile", import.meta.url);
  assertEquals(/^[\w./-]+:[\w.-]+$/.test(baseIn(await Deno.readTextFile(path))), true);
});
