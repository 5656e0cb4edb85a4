/**
 * A tour of gettoken: starts an identity provider on this machine and runs gettoken against it as a
 * user would. It sends nothing to other machines and needs no setup.
 *
 * @module
 */

import { join } from "node:path";
import { startIdp } from "../tests/idp/idp.ts";
import { environment, PLACES } from "./environment.ts";
import { projectDir } from "./paths.ts";
import { sourceArguments } from "./source.ts";
import { runTool } from "./tool.ts";

/** One stop of the tour. */
interface Scene {
  readonly title: string;
  /** The arguments of gettoken, as a user would type them. */
  readonly args: readonly string[];
  /** Variables to set for this run. */
  readonly env?: Readonly<Record<string, string>>;
  /** The arguments of a second gettoken that reads the stdout of the first. */
  readonly pipedTo?: readonly string[];
}

async function main(): Promise<void> {
  await using idp = await startIdp();
  const folder = await Deno.makeTempDir({ prefix: "gettoken-demo-" });
  try {
    print("gettoken gets an OAuth 2 access token for a machine and prints it.");
    print(`The identity provider of this tour runs at ${idp.origin}.`);
    print("It is oidc-provider, a certified OpenID Connect server, with endpoints like those of");
    print("Entra ID and Auth0.");
    await prepareFolder(folder, idp);
    for (const scene of scenes(idp)) await play(folder, scene);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  print("\nNow try it yourself:\n");
  print("  npx -y deno task start providers       # the built-in providers");
  print("  npx -y deno task start auth0 -h        # what a token from Auth0 needs");
  print(
    "  npx -y deno task compile               # write dist/gettoken, one file without a runtime",
  );
}

type Idp = Awaited<ReturnType<typeof startIdp>>;

/** Writes the files of the tour and shows the `.env` file. */
async function prepareFolder(folder: string, { entra }: Idp): Promise<void> {
  const lines = [
    `AZURE_AUTHORITY_HOST=${entra.authorityHost}`,
    `AZURE_TENANT_ID=${entra.tenant}`,
    `AZURE_CLIENT_ID=${entra.clients.daemon.clientId}`,
    `AZURE_CLIENT_SECRET=${entra.clients.daemon.clientSecret}`,
    `GETTOKEN_SCOPE=${entra.resource}/.default`,
  ].join("\n");
  await Deno.writeTextFile(join(folder, ".env"), `${lines}\n`, { mode: 0o600 });
  await Deno.copyFile(join(projectDir, "examples", "acme.ts"), join(folder, "acme.ts"));
  print(`\n# The settings of an application in Entra ID\n$ cat .env\n${lines}`);
}

function scenes({ origin, entra, auth0, oidc }: Idp): Scene[] {
  const stolen = { AZURE_CLIENT_SECRET: entra.clients.daemon.clientSecret };
  return [
    { title: "A token from Entra ID: stdout has the token and nothing else", args: ["entra"] },
    { title: "What is in it", args: ["entra"], pipedTo: ["inspect"] },
    {
      title: "Auth0, with options; the secret is in the environment",
      args: [
        ...["auth0", "--domain", auth0.domain, "--audience", auth0.audience],
        ...["--client-id", auth0.clients.machine.clientId],
        ...["--scope", "read:items", "-o", "json"],
      ],
      env: { AUTH0_CLIENT_SECRET: auth0.clients.machine.clientSecret },
    },
    {
      title: "A provider of your own: one TypeScript file (examples/acme.ts)",
      args: [
        ...["./acme.ts", "--domain", origin, "--workspace", "orders"],
        ...["--client-id", oidc.clients.post.clientId, "--scope", "orders:read"],
      ],
      env: { GETTOKEN_CLIENT_SECRET: oidc.clients.post.clientSecret },
    },
    { title: "Where each setting comes from, and what would be sent", args: ["explain", "entra"] },
    {
      title: "A wrong secret: exit status 4, the administrator has to act",
      args: ["entra", "--env-file", ".env"],
      env: { AZURE_CLIENT_SECRET: "not-the-secret" },
    },
    {
      title: "A hostile .env cannot send your secret to its own host: exit status 3",
      args: ["entra"],
      env: stolen,
    },
  ];
}

/** Prints a command line, runs it, and lets it print. */
async function play(folder: string, { title, args, env = {}, pipedTo }: Scene): Promise<void> {
  const variables = Object.keys(env).map((name) => `${name}=… `).join("");
  const pipe = pipedTo ? ` | gettoken ${pipedTo.join(" ")}` : "";
  print(`\n# ${title}\n$ ${variables}gettoken ${args.join(" ")}${pipe}`);
  const source = await sourceArguments();
  const command = (own: readonly string[], io: Deno.CommandOptions) =>
    new Deno.Command(Deno.execPath(), {
      ...io,
      args: [...source, ...own],
      cwd: folder,
      env: { ...environment(PLACES), ...env },
      clearEnv: true,
    }).spawn();
  const first = command(args, { stdin: "null", stdout: pipedTo ? "piped" : "inherit" });
  if (!pipedTo) return print(`(exit status ${(await first.status).code})`);
  const second = command(pipedTo, { stdin: "piped" });
  await first.stdout.pipeTo(second.stdin);
  print(`(exit status ${(await second.status).code})`);
}

function print(text: string): void {
  // deno-lint-ignore no-console -- the output of the demo
  console.log(text);
}

if (import.meta.main) await runTool(main);
