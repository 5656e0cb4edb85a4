import { assert } from "@std/assert";
import fc from "fast-check";
import { given, withSecret } from "./command_lines.ts";
import { assertPromises, runProgram } from "./program.ts";
import { property } from "./run.ts";
import { strongSecret } from "./secrets.ts";

const token = "cAnArY~5527~ToKeN";

const answers = fc.constantFrom(
  { status: 200, body: { access_token: token, token_type: "Bearer" } },
  { status: 400, body: { error: "invalid_grant" } },
);

property(
  "any input: documented exit status, no secret in the output",
  fc.record({
    given,
    secret: strongSecret,
    answer: answers,
    terminals: fc.subarray(["stdin", "stdout", "stderr"] as const),
  }),
  async ({ given, secret, answer: { status, body }, terminals }) => {
    const { args, env, files } = withSecret(given, secret);
    const outcome = await runProgram(args, {
      env,
      files,
      terminals,
      typed: secret,
      fetch: () => Response.json(body, { status }),
    });
    assertPromises(args, outcome, { secret, token });
    assert(!outcome.stdout.includes(token) || outcome.status === 0);
  },
  { runs: 150 },
);
