/**
 * A JSR registry on loopback: `deno publish` sends packages to it, and `deno install jsr:…` reads
 * them. Its storage is a folder with packages in `@scope/name/1.2.3`, each with a `deno.json`.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
// deno-lint-ignore no-import-prefix -- the program does not need it
import { extract } from "npm:tar@7.5.23";
import { sha256 } from "../../../lib/core/encodings.ts";

/** A running registry. */
export interface LocalJsr extends AsyncDisposable {
  /** The value of `JSR_URL`. */
  readonly url: string;
}

/** Starts a registry on a free port. */
export function localJsr(folder: string): LocalJsr {
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
    onError: (error) => new Response(String(error), { status: 500 }),
  }, async (request) => {
    const { pathname } = new URL(request.url);
    if (request.method === "POST") return await publish(request, folder, pathname);
    // Nothing was published before. The scope and the package exist.
    if (/^\/api\/.*\/versions\//.test(pathname)) return new Response(null, { status: 404 });
    if (pathname.startsWith("/api/")) return Response.json({});
    return await read(folder, pathname);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Stores the tarball of a package. */
async function publish(request: Request, folder: string, path: string): Promise<Response> {
  const [, scope, name, version] =
    /^\/api\/scopes\/([^/]+)\/packages\/([^/]+)\/versions\/([^/]+)$/.exec(path) ?? [];
  const target = join(folder, `@${scope}`, `${name}`, `${version}`);
  const tarball = await Deno.makeTempFile({ suffix: ".tar.gz" });
  await Deno.writeFile(tarball, new Uint8Array(await request.arrayBuffer()));
  await Deno.mkdir(target, { recursive: true });
  // As root it would restore the owners, and needs a permission to see whether it is.
  await extract({ file: tarball, cwd: target, preserveOwner: false });
  await Deno.remove(tarball);
  return Response.json({ id: crypto.randomUUID(), status: "success", error: null });
}

/** A file of a package, or one of the two descriptions that JSR makes of it. */
async function read(folder: string, path: string): Promise<Response> {
  const [, name = "", version] = /^\/(@[^/]+\/[^/]+)\/(?:(.*)_)?meta\.json$/.exec(path) ?? [];
  try {
    if (name === "") return new Response(await Deno.readFile(join(folder, path)));
    return Response.json(
      version ? await describe(join(folder, name, version)) : await versionsOf(join(folder, name)),
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Response(null, { status: 404 });
    throw error;
  }
}

async function versionsOf(folder: string): Promise<object> {
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  return {
    scope: basename(dirname(folder)).slice(1),
    name: basename(folder),
    latest: names[0],
    versions: Object.fromEntries(names.map((name) => [name, {}])),
  };
}

async function describe(folder: string): Promise<object> {
  const { exports } = JSON.parse(await Deno.readTextFile(join(folder, "deno.json")));
  const manifest: Record<string, object> = {};
  for (const path of await filesOf(folder)) {
    const content = await Deno.readFile(join(folder, path));
    const checksum = `sha256-${await sha256(content)}`;
    manifest[`/${path}`] = { size: content.length, checksum };
  }
  return { manifest, exports: typeof exports === "string" ? { ".": exports } : exports };
}

/** The paths of all files in a folder, sorted. */
export async function filesOf(folder: string, below = ""): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(folder, below))) {
    paths.push(...isDirectory ? await filesOf(folder, `${below}${name}/`) : [below + name]);
  }
  return paths.sort();
}
