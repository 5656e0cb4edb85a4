const encoder = new TextEncoder();

/** What the person at the keyboard can act on; shown without a stack trace. */
export class ToolError extends Error {
  override name = "ToolError";
}

/**
 * Writes one line of progress to stderr; stdout of a tool is for its result.
 *
 * @param line the text, without a line end
 */
export function say(line: string): void {
  Deno.stderr.writeSync(encoder.encode(`${line}\n`));
}

/**
 * Runs a tool to its end. A `ToolError`, or a flag that the tool does not know,
 * becomes a message and exit status 1.
 */
export async function runTool(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof ToolError || isUsageError(error))) throw error;
    say(`error: ${error.message}`);
    Deno.exit(1);
  }
}

/** What `parseArgs()` of `node:util` throws. */
function isUsageError(error: unknown): error is Error {
  return error instanceof TypeError && "code" in error &&
    String(error.code).startsWith("ERR_PARSE_ARGS");
}
