/**
 * gettoken from JSR: published to a registry on this machine and installed from it. The registry has
 * bundles of the packages that gettoken imports from JSR, since no test uses the network.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { delimiter, dirname, join } from "node:path";
import { checks, type Subject } from "../../../tools/smoke/checks.ts";
import config from "../../../deno.json" with { type: "json" };
import { denoDir } from "../../../tools/deno.ts";
import { environment, PLACES } from "../../../tools/environment.ts";
import { lockPath } from "../../../tools/mirror/lock.ts";
import { packageFlags } from "../../../tools/mirror.ts";
import { home, installLines } from "../../../tools/pages/install_lines.ts";
import { projectDir } from "../../../tools/paths.ts";
import { project } from "../../../tools/release/project.ts";
import { runProgram } from "../../../tools/run_program.ts";
import { startIdp } from "../../idp/idp.ts";
import { filesOf, localJsr } from "./local_jsr.ts";

/** What gettoken imports from JSR: the exports of each package. */
const imports: Readonly<Record<string, readonly string[]>> = {
  "@cliffy/command": [""],
  "@cliffy/prompt": ["/confirm", "/input", "/secret", "/select"],
  "@std/dotenv": ["/parse"],
};

Deno.test("JSR: deno publish accepts the package, deno install makes a program", {
  // The program is a shell script there.
  ignore: Deno.build.os === "windows",
}, async (step) => {
  const folder = await Deno.makeTempDir();
  const [packages, installed] = [join(folder, "packages"), join(folder, "installed")];
  await layPackages(packages);
  await using jsr = localJsr(packages);
  const env = await registryEnvironment(folder, jsr.url);
  const deno = (...args: string[]) =>
    runProgram(Deno.execPath(), args, { cwd: projectDir, env, clearEnv: true });

  await step.step("deno publish: no slow types, and only the files that belong", async () => {
    // The types are checked by `deno task check`; the bundles have none.
    const { status, stderr } = await deno(
      ...["publish", "--allow-dirty", "--no-check", "--token", "none"],
    );
    assertEquals(status, 0, stderr);
    assertEquals(warningsIn(stderr), ["unanalyzable-dynamic-import lib/plugins/sandbox_worker.ts"]);
    const files = await filesOf(join(packages, project.jsr, project.version));
    const others = files.filter((path) => !/^(lib|providers)\/[\w./]+$/.test(path));
    assertEquals(others, [
      "LICENSE",
      "README.md",
      "deno.json",
      "examples/acme.ts",
      "main.ts",
      "mod.ts",
      "program.ts",
      "quick.ts",
      "quick_help.ts",
    ]);
  });

  await step.step(
    "a lock without packages from JSR: Deno adds them, and keeps the others",
    async () => {
      const lock = join(folder, "lock.json");
      await Deno.copyFile(lockPath, lock);
      const load = (...flags: string[]) =>
        deno("cache", "--no-check", `--lock=${lock}`, ...flags, "main.ts");
      assertEquals((await load("--frozen")).status, 1);
      assertEquals((await load()).status, 0);
      const { jsr, npm } = JSON.parse(await Deno.readTextFile(lock));
      assertEquals(
        Object.keys(jsr),
        Object.keys(imports).map((name) => `${name}@${versionOf(name)}`),
      );
      assertEquals(npm, JSON.parse(await Deno.readTextFile(lockPath)).npm);
      assertEquals((await load("--frozen")).status, 0);
    },
  );

  await step.step(
    "deno install: the program has the permissions of the line in README.md",
    async () => {
      // deno install -g -n gettoken …
      const [, ...args] = installLines(home).Deno.split(" ");
      const { status, stderr } = await deno(...args, "--root", installed);
      assertEquals(status, 0, stderr);
      const script = await Deno.readTextFile(join(installed, "bin", "gettoken"));
      assertEquals([...script.matchAll(/--(?:allow-\S+|no-prompt)/g)].flat().sort(), [
        ...["--allow-env", "--allow-net", "--allow-read", "--allow-write", "--no-prompt"],
      ]);
    },
  );

  const work = await Deno.makeTempDir({ dir: folder });
  const gettoken: Subject["run"] = (args, more = {}) =>
    runProgram(join(installed, "bin", "gettoken"), args, {
      cwd: work,
      env: { ...env, ...more },
      clearEnv: true,
    });

  await step.step("the program: version, and a template that passes its check", async () => {
    assertEquals(await gettoken(["--version"]), {
      status: 0,
      stdout: `gettoken ${project.version}\n`,
      stderr: "",
    });
    const made = await gettoken(["provider", "new", "zed.ts"]);
    assertEquals(made.status, 0, made.stderr);
    assertMatch(await Deno.readTextFile(join(work, "gettoken.d.ts")), /export interface Provider/);
    const { status, stderr } = await gettoken(["provider", "check", "zed.ts"]);
    assertEquals(status, 0, stderr);
    assertMatch((await gettoken(["completions", "bash"])).stdout, /^complete /m);
  });

  await step.step("the program: tokens, from a built-in provider and a module", async () => {
    await using idp = await startIdp();
    const subject = { idp, platform: "", folder: work, run: gettoken };
    for (const name of ["token", "module"]) await checks[name]?.(subject);
    assertEquals(idp.requests.length, 2);
  });

  await step.step("the library: a token, with no permission but for the network", async () => {
    await using idp = await startIdp();
    const { issuer, clients: { basic: { clientId, clientSecret } } } = idp.oidc;
    await Deno.writeTextFile(
      join(work, "job.ts"),
      `import { ClientCredentialsFlow } from "jsr:${project.jsr}@${project.version}";
      const options = ${JSON.stringify({ provider: "oidc", issuer, clientId, clientSecret })};
      console.log((await new ClientCredentialsFlow(options).getToken()).authorizationHeader());`,
    );
    const args = ["run", "--quiet", "--no-prompt", "--allow-net=127.0.0.1", "job.ts"];
    const { status, stdout, stderr } = await runProgram(Deno.execPath(), args, {
      cwd: work,
      env,
      clearEnv: true,
    });
    assertEquals(status, 0, stderr);
    assertMatch(stdout, /^Bearer [\w-]+\.[\w-]+\.[\w-]+\n$/);
  });

  await step.step("without a permission: the message names it", async () => {
    const tryWith = async (...permissions: string[]) => {
      const program = ["run", "--quiet", "--no-prompt", ...permissions, `jsr:${project.jsr}/cli`];
      const args = ["oidc", "--token-url", "http://127.0.0.1:8080", "--client-id", "x"];
      const { status, stderr } = await runProgram(Deno.execPath(), [...program, ...args], {
        cwd: work,
        env: { ...env, GETTOKEN_CLIENT_SECRET: "x" },
        clearEnv: true,
      });
      return [status, /permission to (.*)/.exec(stderr)?.[1]];
    };
    assertEquals(await tryWith("--allow-net"), [3, "read environment variables"]);
    assertEquals(await tryWith("--allow-env"), [5, "connect to 127.0.0.1:8080"]);
  });

  await Deno.remove(folder, { recursive: true });
});

/** The environment for Deno: this registry, and a cache of its own but for npm packages. */
async function registryEnvironment(folder: string, url: string): Promise<Record<string, string>> {
  const cache = join(folder, "cache");
  await Deno.mkdir(cache);
  await Deno.symlink(join(await denoDir(), "npm"), join(cache, "npm"));
  const path = `${dirname(Deno.execPath())}${delimiter}${Deno.env.get("PATH")}`;
  const home = { HOME: folder, XDG_CACHE_HOME: folder, PATH: path };
  return { ...places(), ...home, JSR_URL: url, DENO_DIR: cache, NO_COLOR: "1" };
}

/** Without the variable, Deno asks for new versions of itself. */
function places(): Record<string, string> {
  return { ...environment(PLACES), DENO_NO_UPDATE_CHECK: "1" };
}

/** Writes the packages that gettoken imports into the folder of the registry. */
async function layPackages(folder: string): Promise<void> {
  const source = await Deno.makeTempDir();
  const specifiers = Object.entries(imports).flatMap(([name, exports]) =>
    exports.map((path) => name + path)
  );
  const entries = specifiers.map((specifier) => join(source, `${fileName(specifier)}.ts`));
  for (const [index, specifier] of specifiers.entries()) {
    await Deno.writeTextFile(entries[index] ?? "", `export * from "${specifier}";\n`);
  }
  const { status, stderr } = await runProgram(Deno.execPath(), [
    ...["bundle", "--quiet", ...await packageFlags(), "--outdir", source, ...entries],
  ], { cwd: projectDir, env: places(), clearEnv: true });
  assertEquals(status, 0, stderr);
  for (const [name, exports] of Object.entries(imports)) {
    const target = join(folder, name, versionOf(name));
    await Deno.mkdir(target, { recursive: true });
    const files = exports.map((path) => [`.${path}`, `./${fileName(name + path)}.js`]);
    await Deno.writeTextFile(
      join(target, "deno.json"),
      JSON.stringify({ exports: Object.fromEntries(files) }),
    );
    for (const [, file = ""] of files) await Deno.copyFile(join(source, file), join(target, file));
  }
  await Deno.remove(source, { recursive: true });
}

function fileName(specifier: string): string {
  return specifier.replaceAll("/", "+");
}

/** The version of a package in deno.json: `jsr:@std/dotenv@0.225.8`. */
function versionOf(name: string): string {
  const specifier = new Map(Object.entries(config.imports)).get(name) ?? "";
  assert(specifier.startsWith(`jsr:${name}@`), `${name}: ${specifier}`);
  return specifier.slice(`jsr:${name}@`.length);
}

/** The warnings of `deno publish` with the file that each is about. */
function warningsIn(stderr: string): string[] {
  const warning = /(?:warning|error)\[([\w-]+)\][^]*?--> (\S+?):\d/g;
  return Array.from(
    stderr.matchAll(warning),
    ([, name = "", path = ""]) => `${name} ${path.slice(projectDir.length)}`,
  );
}
