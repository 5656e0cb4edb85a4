import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { container } from "../../tools/release/channels/container.ts";
import { homepage } from "../../tools/release/project.ts";
import { targets } from "../../tools/release/targets.ts";
import { madeUpRelease } from "./made_up_release.ts";

const [file, ...others] = container(madeUpRelease);
const dockerfile = `${file?.content}`;
/** The instructions of the last stage, which is the image. */
const image = dockerfile.slice(dockerfile.lastIndexOf("\nFROM ") + 1).replaceAll("\\\n", "");

Deno.test("container: one Dockerfile, with every placeholder filled in", () => {
  assertEquals([file?.path, others], ["container/Dockerfile", []]);
  assertNotMatch(dockerfile, /@[A-Z]+@/);
});

Deno.test("container: a stage for each Linux, with the archive of that name", () => {
  const architectures = { x64: "amd64", arm64: "arm64" } as const;
  const linux = targets.filter(({ os }) => os === "linux");
  for (const { archive, cpu } of linux) {
    assertStringIncludes(
      dockerfile,
      `FROM scratch AS archive-${architectures[cpu]}\nADD ${archive} /\n`,
    );
    const folder = archive.replace(/\.tar\.gz$/, "");
    assertStringIncludes(
      dockerfile,
      `FROM scratch AS program-${architectures[cpu]}\n` +
        `COPY --from=archive-${architectures[cpu]} /${folder}/ /\n`,
    );
  }
  assertEquals(dockerfile.match(/^ADD /gm)?.length, linux.length);
});

Deno.test("container: nothing runs during the build, and the image has no shell", () => {
  assertNotMatch(dockerfile, /^(RUN|CMD|SHELL|HEALTHCHECK) /m);
  assertMatch(dockerfile, /^ARG BASE=gcr\.io\/distroless\/cc-debian\d+:nonroot$/m);
  assertMatch(image, /^FROM \$\{BASE\}\n/);
});

Deno.test("container: the program belongs to root and runs as another user, by its number", () => {
  assertMatch(image, /^COPY .*--chown=0:0 --chmod=0755 \/gettoken \/usr\/bin\/gettoken$/m);
  assertMatch(image, /^USER 65532:65532$/m);
  assertMatch(image, /^ENTRYPOINT \["\/usr\/bin\/gettoken"\]$/m);
});

Deno.test("container: labels of OCI name the source, the version and the license", () => {
  const labels = Object.fromEntries(
    Array.from(image.matchAll(/org\.opencontainers\.image\.(\w+)="([^"]*)"/g), (m) => m.slice(1)),
  );
  assertEquals([labels.source, labels.version], [homepage, "1.2.3"]);
  assertEquals([labels.licenses, labels.revision], ["MIT", "${REVISION}"]);
});
