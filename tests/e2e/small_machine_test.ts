/**
 * Machines that have little to give: few files, little memory, no rights.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { outputFor } from "../../tools/compile.ts";
import { scriptedServer } from "../idp/scripted_server.ts";
import { type Program, testProgram } from "./program.ts";

const token = `canary-${crypto.randomUUID()}`;

/** Gets a token after these commands for a shell. */
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

// What Deno itself needs to run a source is not the program's to save.
const fronts = ["compiled"] as const;

testProgram(
  "gettoken gets a token with 16 files that may be open",
  (gettoken) => getToken(gettoken, "ulimit -n 16"),
  { fronts, ignore: Deno.build.os !== "linux" },
);

const memory = 64 * 1024 * 1024;

/** Runs what follows in a group of processes that has so much memory together. */
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
  "gettoken gets a token with 64 MiB of memory",
  (gettoken) => getToken(gettoken, confine),
  { fronts, ignore: !await succeeds(confine) },
);

/** Nobody in particular, in a folder that nobody may change. */
const asNobody = `chmod 555 . &&
  set -- setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs "$@"`;

testProgram(
  "gettoken gets a token for a user without a home, a name or a folder to write to",
  (gettoken) => getToken(gettoken, asNobody),
  { fronts, ignore: !await succeeds(`cd "$(mktemp -d)"\n${asNobody}`, outputFor(), "--version") },
);

/** Whether commands for a shell, and then a command, succeed on this machine. */
async function succeeds(shell: string, ...command: readonly string[]): Promise<boolean> {
  const args = ["-c", `${shell}\nexec "$@"`, "sh", ...command.length > 0 ? command : ["true"]];
  const { success } = await new Deno.Command("sh", { args, stderr: "null" }).output();
  return success;
}
