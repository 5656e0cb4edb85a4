/**
 * The program. It loads no more than a command line needs: quick.ts for help, the version and
 * completions, program.ts for all others.
 *
 * @module
 */

import config from "./deno.json" with { type: "json" };
import type { exitStatus } from "./lib/core/errors.ts";

const { args } = Deno;
const { version } = config;

// If the program ends early, for example because a promise never settles, its status is not 0.
Deno.exitCode = 1 satisfies typeof exitStatus.defect;

const mayBeQuick = /^(help|providers|completions)$/.test(args[0] ?? "") ||
  args.some((arg) => /^(-[hV]|--help|--version)$/.test(arg));

const isAnswered = mayBeQuick && await (await import("./quick.ts")).answer(args, version);

Deno.exit(isAnswered ? 0 : await (await import("./program.ts")).run(args, version));
