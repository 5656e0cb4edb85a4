/**
 * The program in a root folder with nothing but what the base of the container image has, as the
 * user of the image, and read-only.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { dirname, join } from "node:path";
import { outputFor } from "../../../tools/compile.ts";
import { type Ended, runProgram } from "../../../tools/run_program.ts";
import { type Idp, startIdp } from "../../idp/idp.ts";
import { canRun } from "../commands.ts";
import { Overheard } from "../overheard.ts";

/** The libraries of glibc and GCC in distroless/cc. */
const baseLibraries =
  /^(lib(c|m|dl|pthread|rt|resolv)\.so\.\d+|libgcc_s\.so\.1|ld-linux-[\w-]+\.so\.\d+)$/;

const isLinux = Deno.build.os === "linux";
const enter = ["unshare", "--mount", "--pid", "--fork"] as const;
// Root can, unless the machine is a container itself.
const canEnter = isLinux &&
  await canRun(enter[0], ...enter.slice(1), "mount", "-t", "proc", "proc", "/proc");

/** The paths of the libraries that the program loads. */
async function librariesOf(program: string): Promise<string[]> {
  const { stdout } = await runProgram("ldd", [program]);
  return Array.from(stdout.matchAll(/(\/\S+) \(0x/g), ([, path = ""]) => path);
}

/** Makes the root. */
async function makeRoot(root: string): Promise<void> {
  const program = outputFor();
  for (const path of await librariesOf(program)) {
    await Deno.mkdir(join(root, dirname(path)), { recursive: true });
    await Deno.copyFile(path, root + path);
  }
  for (const folder of ["usr/bin", "proc", "tmp", "etc", "home/nonroot"]) {
    await Deno.mkdir(join(root, folder), { recursive: true });
  }
  await Deno.copyFile(program, join(root, "usr/bin/gettoken"));
  await Deno.writeTextFile(
    join(root, "etc/passwd"),
    "nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n",
  );
  await Deno.chmod(root, 0o755);
  await Deno.chown(join(root, "home/nonroot"), 65532, 65532);
}

/** Runs the program in the root, with the settings of an application. */
async function runIn(root: string, { entra }: Idp, ...args: string[]): Promise<Ended> {
  // The mounts end with the process.
  const script = `mount --bind "$1" "$1" && mount -t proc proc "$1/proc" &&
    mount -o remount,bind,ro "$1" && cd "$1" && shift &&
    exec chroot --userspec=65532:65532 . /usr/bin/gettoken "$@"`;
  const child = new Deno.Command(enter[0], {
    args: [...enter.slice(1), "sh", "-c", script, "sh", root, "entra", ...args],
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: "/home/nonroot",
      AZURE_AUTHORITY_HOST: entra.authorityHost,
      AZURE_TENANT_ID: entra.tenant,
      AZURE_CLIENT_ID: entra.clients.daemon.clientId,
      AZURE_CLIENT_SECRET: entra.clients.daemon.clientSecret,
      GETTOKEN_SCOPE: `${entra.resource}/.default`,
    },
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const [stdout, stderr] = [new Overheard(child.stdout), new Overheard(child.stderr)];
  const [{ code }, ...said] = await Promise.all([child.status, stdout.all, stderr.all]);
  return { status: code, stdout: said[0], stderr: said[1] };
}

Deno.test({
  name: "the program needs no library that the base of the container image lacks",
  ignore: !isLinux,
  async fn() {
    const names = (await librariesOf(outputFor())).map((path) => path.replace(/.*\//, ""));
    assertEquals(names.filter((name) => !baseLibraries.test(name)), []);
    assertEquals(names.includes("libc.so.6"), true);
  },
});

Deno.test({
  name: "a bare and read-only root, as the user of the container image: a token, with a cache too",
  ignore: !canEnter,
  async fn() {
    await using idp = await startIdp();
    const root = await Deno.makeTempDir();
    try {
      await makeRoot(root);
      for (const options of [[], ["--cache"]]) {
        const { status, stdout, stderr } = await runIn(root, idp, ...options);
        assertEquals(status, 0, stderr);
        assertMatch(stdout, /^[\w-]+\.[\w-]+\.[\w-]+\n$/);
      }
      assertEquals(idp.requests.length, 2);
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  },
});
