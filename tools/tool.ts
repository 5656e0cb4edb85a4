const encoder = new TextEncoder();

/** An error that the user can fix; printed without a stack trace. */
export class ToolError extends Error {
  override name = "ToolError";
}

/** Writes one line of progress to stderr. The result of a tool goes to stdout. */
export function say(line: string): void {
  Deno.stderr.writeSync(encoder.encode(`${line}\n`));
}

/** The oldest version of Deno that runs the tools and the tests, and compiles gettoken. */
export const LEAST_DENO = "2.6.8";

/**
 * Refuses an older Deno.
 *
 * @throws {ToolError}
 */
export function requireDeno(version: string): void {
  const number = (text: string) =>
    text.split(".").reduce((sum, part) => sum * 1000 + parseInt(part), 0);
  if (number(version) >= number(LEAST_DENO)) return;
  throw new ToolError(
    `This is Deno ${version}, and the tools need Deno ${LEAST_DENO} or later\n→ deno upgrade`,
  );
}

/** Runs a tool. A `ToolError` or an unknown flag is printed as a message, with exit status 1. */
export async function runTool(main: () => Promise<void>): Promise<void> {
  try {
    requireDeno(Deno.version.deno);
    await main();
  } catch (error) {
    if (!(error instanceof ToolError || isUsageError(error))) throw error;
    say(`error: ${error.message}`);
    Deno.exit(1);
  }
}

/** Whether `parseArgs()` of `node:util` threw this error. */
function isUsageError(error: unknown): error is Error {
  return error instanceof TypeError && "code" in error &&
    String(error.code).startsWith("ERR_PARSE_ARGS");
}
