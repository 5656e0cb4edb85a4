/**
 * Programs that call an API of Keycloak with a token that gettoken printed for them.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { findProgram } from "../programs.ts";
import { claimsIn } from "./tokens.ts";
import type { World } from "./world.ts";

const userinfo = "/realms/shop/protocol/openid-connect/userinfo";

/** Calls userinfo with curl, which reads its options from what gettoken printed. */
export async function useWithCurl(options: string, origin: string): Promise<void> {
  const [, token = ""] = /Bearer ([\w.-]+)"/.exec(options) ?? [];
  const reply = await outputOf("curl", ["--silent", "--show-error", "-K", "-", origin + userinfo], {
    stdin: options,
  });
  assertEquals(JSON.parse(reply).sub, claimsIn(token).sub);
}

/** Calls userinfo with kubectl, which gets its credential from a plug-in. */
export async function useWithKubectl(
  credential: string,
  { https, authority }: World,
): Promise<void> {
  const { kind, status: { token } } = JSON.parse(credential);
  assertEquals(kind, "ExecCredential");
  if (await findProgram("kubectl") === undefined) return;
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "credential.json"), credential);
    await Deno.writeTextFile(join(folder, "kubeconfig"), kubeconfig(https, authority));
    const args = ["--kubeconfig", "kubeconfig", "get", "--raw", userinfo];
    const reply = await outputOf("kubectl", args, { cwd: folder, env: { HOME: folder } });
    assertEquals(JSON.parse(reply).sub, claimsIn(token).sub);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A kubeconfig for a server, with a plug-in that prints the file `credential.json`. */
function kubeconfig(server: string, authority: string): string {
  const apiVersion = "client.authentication.k8s.io/v1";
  const exec = { apiVersion, command: "cat", args: ["credential.json"], interactiveMode: "Never" };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{
      name: "c",
      cluster: { server, "certificate-authority-data": btoa(authority) },
    }],
    users: [{ name: "u", user: { exec } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  });
}

interface Input extends Pick<Deno.CommandOptions, "cwd" | "env"> {
  readonly stdin?: string;
}

async function outputOf(
  program: string,
  args: readonly string[],
  { stdin = "", ...options }: Input,
): Promise<string> {
  const child = new Deno.Command(program, {
    args: [...args],
    ...options,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(stdin));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  assertEquals([program, success, new TextDecoder().decode(stderr)], [program, true, ""]);
  return new TextDecoder().decode(stdout);
}
