/**
 * npm installs gettoken from a registry, and npx runs it.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { outputFor } from "../../../tools/compile.ts";
import { libraryPackages } from "../../../tools/library/packages.ts";
import { project } from "../../../tools/release/project.ts";
import { installedRuntime } from "../../../tools/runtimes.ts";
import { verifiedClaims } from "../../idp/ask_for_token.ts";
import { startIdp } from "../../idp/idp.ts";
import { canRun } from "../commands.ts";
import { node } from "./npm_launcher.ts";
import { packedFor, startRegistry } from "./npm_registry.ts";
import { NpmUser } from "./npm_user.ts";

const isInstalled = node !== undefined && await canRun("npm", "--version");

Deno.test({
  name: "npm: npx runs the program; npm installs it for a user and for a project",
  ignore: !isInstalled,
  fn: async (test) => {
    await using registry = await startRegistry(await packedFor(outputFor()));
    await using user = await NpmUser.create(registry);

    await test.step("npx: prints the version", async () => {
      const { status, stdout, stderr } = await user.run(`npx --yes ${project.npm} --version`);
      assertEquals([status, stdout], [0, `gettoken ${project.version}\n`], stderr);
    });

    await test.step("npm install --global: gets a token with a secret on stdin", async () => {
      await using idp = await startIdp();
      const { clientId, clientSecret } = idp.oidc.clients.post;
      const { status, stdout, stderr } = await user.run(
        `npm install --silent --global --prefix "$HOME/npm" ${project.npm}
        printf %s "$SECRET" | "$HOME/npm/bin/gettoken" oidc --client-secret-file -`,
        {
          SECRET: clientSecret,
          GETTOKEN_AUTH_METHOD: "client_secret_post",
          GETTOKEN_ISSUER: idp.oidc.issuer,
          GETTOKEN_CLIENT_ID: clientId,
        },
      );
      assertEquals(status, 0, stderr);
      const { sub } = await verifiedClaims(stdout.trim(), {
        ...idp.oidc,
        audience: idp.oidc.resource,
      });
      assertEquals(sub, clientId);
    });

    await test.step("npm install without optional packages: gettoken says what to do", async () => {
      const cwd = await user.makeProject("project");
      const installed = await user.run(
        `npm install --silent --omit=optional ${project.npm}`,
        { cwd },
      );
      assertEquals(installed.status, 0, installed.stderr);
      const folders = await Array.fromAsync(Deno.readDir(join(cwd, "node_modules")));
      assertEquals(
        folders.map(({ name }) => name).filter((name) => !name.startsWith(".")).sort(),
        [project.npm, ...libraryPackages].sort(),
      );
      await importLibrary(user, cwd);
      const failed = await user.run("node_modules/.bin/gettoken --version", { cwd });
      assertEquals([failed.status, failed.stdout], [127, ""], failed.stderr);
      const [, remedy = ""] = /→ (npm .*)/.exec(failed.stderr) ?? [];
      const { status, stdout } = await user.run(
        `${remedy} --silent && node_modules/.bin/gettoken --nonsense`,
        { cwd },
      );
      assertEquals([status, stdout], [2, ""]);
    });
  },
});

/** Imports the library in a project, with Node 22 if `deno task runtimes` has installed it. */
async function importLibrary(user: NpmUser, cwd: string): Promise<void> {
  const node22 = await installedRuntime("node");
  if (node22 === undefined) return;
  const module = `import { ClientCredentialsFlow } from "${project.npm}";
    console.log(typeof ClientCredentialsFlow.prototype.getToken);`;
  await Deno.writeTextFile(join(cwd, "module.mjs"), module);
  const { stdout, stderr } = await user.run(`"${node22}" module.mjs`, { cwd });
  assertEquals(stdout, "function\n", stderr);
}
