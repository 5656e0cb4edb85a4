const encoder = new TextEncoder();

/** An error that the user can fix; printed without a stack trace. */
export class ToolError extends Error {
  override name = "ToolError";
}

/** Writes one line of progress to stderr. The result of a tool goes to stdout. */
export function say(line: string): void {
  Deno.stderr.writeSync(encoder.encode(`${line}\n`));
}

/** Runs a tool. A `ToolError` or an unknown flag is printed as a message, with exit status 1. */
export async function runTool(main: () => Promise<void>): Promise<void> {
  try {
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
