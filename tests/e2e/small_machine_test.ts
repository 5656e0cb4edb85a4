/**
 * Machines with few file descriptors, little memory, or a user without rights.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { outputFor } from "../../tools/compile.ts";
import { scriptedServer } from "../idp/scripted_server.ts";
import { type Program, testProgram } from "./program.ts";

const token = `canary-${crypto.randomUUID()}`;

/** Gets a token after these shell commands. */
async function getToken(gettoken: Program, shell: string): Promise<void> {
  await using server = scriptedServer(() =>
    Response.json({ access_token: token, token_type: "Bearer" })
  );
  const secret = `canary-${crypto.randomUUID()}`;
  const { status, stdout, stderr } = await gettoken.run(
    ["oidc", "--token-url", server.origin, "--client-id", "some-client"],
    { shell, env: { GETTOKEN_CLIENT_SECRET: secret }, secrets: [secret], tokens: [token] },
  );
  assertEquals([status, stdout, stderr], [0, `${token}\n`, ""]);
}

// Compiled only: from source, Deno itself needs more.
const fronts = ["compiled"] as const;

testProgram(
  "limit of 16 open files: token printed",
  (gettoken) => getToken(gettoken, "ulimit -n 16"),
  { fronts, ignore: Deno.build.os !== "linux" },
);

const memory = 64 * 1024 * 1024;

/** Runs the program in a control group with this much memory. */
const confine = `for top in /sys/fs/cgroup/memory /sys/fs/cgroup; do
  group=$top/gettoken-$$
  mkdir "$group" 2>/dev/null || continue
  limit=$(cd "$group" && ls -d memory.limit_in_bytes memory.max 2>/dev/null)
  if [ "$limit" ] && echo ${memory} >"$group/$limit" && echo $$ >"$group/cgroup.procs"; then
    "$@"
    status=$?
    echo $$ >"$top/cgroup.procs"
    rmdir "$group"
    exit $status
  fi
  rmdir "$group"
done
exit 77`;

testProgram(
  "64 MiB of memory: token printed",
  (gettoken) => getToken(gettoken, confine),
  { fronts, ignore: !await succeeds(confine) },
);

/** Runs as an unknown user in a read-only folder. */
const asNobody = `chmod 555 . &&
  set -- setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs "$@"`;

testProgram(
  "user without home, name or writable folder: token printed",
  (gettoken) => getToken(gettoken, asNobody),
  { fronts, ignore: !await succeeds(`cd "$(mktemp -d)"\n${asNobody}`, outputFor(), "--version") },
);

/** Whether these shell commands, and then the command, succeed on this machine. */
async function succeeds(shell: string, ...command: readonly string[]): Promise<boolean> {
  const args = ["-c", `${shell}\nexec "$@"`, "sh", ...command.length > 0 ? command : ["true"]];
  const { success } = await new Deno.Command("sh", { args, stderr: "null" }).output();
  return success;
}
