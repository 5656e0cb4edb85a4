import { fileURLToPath } from "node:url";
import { projectDir } from "../paths.ts";

const PROBE = fileURLToPath(new URL("jsr_probe.ts", import.meta.url));

// Long enough for a first download over a slow line. A firewall that drops packets costs this long,
// once.
const LIMIT_MS = 15_000;

/** Whether the JSR packages of this project are in Deno's cache already. */
export function jsrIsCached(): Promise<boolean> {
  return probeLoads("--cached-only");
}

/** Whether JSR answers. Downloads this project's JSR packages if it does. */
export function jsrAnswers(): Promise<boolean> {
  return probeLoads();
}

async function probeLoads(...flags: string[]): Promise<boolean> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--no-check", ...flags, PROBE],
    cwd: projectDir,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const timer = setTimeout(() => process.kill(), LIMIT_MS);
  const { success } = await process.status;
  clearTimeout(timer);
  return success;
}
