/**
 * Native programs that the benchmark measures beside gettoken, where they are installed.
 *
 * @module
 */

import { say, ToolError } from "../tool.ts";
import { type Program, timed } from "./timing.ts";

/**
 * The native programs on `PATH` that work. Says which do not.
 *
 * @param origin that of the token endpoint
 */
export async function installedPeers(origin: string): Promise<Program[]> {
  const installed: Program[] = [];
  for (const peer of peers(origin)) {
    const problem = await timed(peer).then(() => undefined, (error: unknown) => error);
    if (problem === undefined) installed.push(peer);
    else if (problem instanceof Deno.errors.NotFound) say(`not installed: ${peer.command}`);
    else if (problem instanceof ToolError) say(`left out: ${problem.message.trim()}`);
    else throw problem;
  }
  return installed;
}

/** The native programs with their arguments. */
function peers(origin: string): Program[] {
  const endpoint = `${origin}/oauth/token`;
  const form = "grant_type=client_credentials&client_id=bench&client_secret=bench-secret";
  const env = { PATH: Deno.env.get("PATH") ?? "", HOME: Deno.env.get("HOME") ?? "" };
  return [
    { name: "curl", command: "curl", args: ["-s", "-d", form, endpoint], env },
    {
      name: "oauth2c",
      command: "oauth2c",
      args: [
        ...[origin, "--token-endpoint", endpoint, "--silent", "--no-prompt"],
        ...["--grant-type", "client_credentials", "--auth-method", "client_secret_post"],
        ...["--client-id", "bench", "--client-secret", "bench-secret"],
      ],
      env,
    },
    {
      // The one of int128. It always starts with discovery: two requests.
      name: "kubelogin, 2 requests",
      command: "kubelogin",
      args: [
        ...["get-token", "--grant-type=client-credentials", "--oidc-use-access-token"],
        ...[`--oidc-issuer-url=${origin}`, "--token-cache-storage=none"],
        ...["--oidc-client-id=bench", "--oidc-client-secret=bench-secret"],
      ],
      env,
    },
    {
      // It contacts Microsoft and Auth0 only: https, and certificates of its own list.
      name: "ez-token --version",
      command: "ez-token",
      args: ["--version"],
      env,
      prints: "text",
    },
  ];
}
