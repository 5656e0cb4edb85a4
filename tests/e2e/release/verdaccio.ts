/**
 * verdaccio on loopback, with packages that npm has published.
 *
 * @module
 */

import { join } from "node:path";
import { verdaccioDir } from "../../../tools/verdaccio.ts";
import { Overheard } from "../overheard.ts";
import { node } from "./npm_launcher.ts";
import { type NpmRegistry, NpmUser } from "./npm_user.ts";

/** Starts verdaccio and publishes these tarballs, in this order. */
export async function startVerdaccio(
  tarballs: readonly Uint8Array<ArrayBuffer>[],
): Promise<NpmRegistry> {
  await using starting = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir();
  starting.defer(() => Deno.remove(folder, { recursive: true }));
  const child = new Deno.Command(node!, {
    args: ["--no-warnings", "--eval", script(folder)],
    cwd: verdaccioDir,
    env: { HOME: folder },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  starting.defer(async () => {
    child.kill("SIGKILL");
    await child.status;
  });
  const stdout = new Overheard(child.stdout);
  await stdout.said(/^http.*\n/m);
  const registry = { origin: /^http.*/m.exec(stdout.text)![0] };
  await publish(tarballs, registry.origin);
  const running = starting.move();
  return { ...registry, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Runs verdaccio on a free port and prints its address. Anyone may publish. */
function script(folder: string): string {
  const config = {
    storage: join(folder, "storage"),
    self_path: folder,
    uplinks: {},
    auth: { htpasswd: { file: join(folder, "htpasswd") } },
    packages: { "**": { access: "$all", publish: "$all" } },
    max_body_size: "300mb",
    log: { type: "stdout", level: "fatal" },
  };
  return `require("verdaccio").runServer(${JSON.stringify(config)}).then((server) =>
    server.listen(0, "127.0.0.1", () => console.log("http://127.0.0.1:" + server.address().port)));`;
}

async function publish(tarballs: readonly Uint8Array<ArrayBuffer>[], origin: string) {
  await using user = await NpmUser.create({ origin });
  // npm wants a token, and verdaccio accepts any.
  await Deno.writeTextFile(join(user.home, ".npmrc"), `${origin.slice(5)}/:_authToken=any\n`);
  for (const tarball of tarballs) {
    await Deno.writeFile(join(user.home, "package.tgz"), tarball);
    const { status, stderr } = await user.run("npm publish ./package.tgz --provenance=false");
    if (status !== 0) throw new Error(`npm publish failed:\n${stderr}`);
  }
}
