/**
 * A secret never travels to a host that only a file lying around named.
 *
 * A user names sources: options, the environment, `--env-file`. `./.env` is merely found, and in a
 * folder that came from elsewhere it may be hostile. So a setting that decides where the secret
 * goes counts from there only if the secret comes from there, too.
 *
 * @module
 */

import { foundPath } from "./env_file.ts";
import { GettokenError } from "./errors.ts";
import { describeFile, isFound, type Origin } from "./origin.ts";

/**
 * Refuses a secret and a destination that do not belong together.
 *
 * @param secret Where the secret comes from. Of one typed at a prompt, the host is not asked about
 * here: the prompt shows it, so typing vouches for it.
 * @param destination Where a setting comes from that decides where the secret goes, if it is set.
 * @throws {GettokenError} `untrusted_destination`, with the way out.
 */
export function requireTrusted(secret: Origin, destination: Origin | undefined): void {
  if (!isFound(destination) || isFound(secret)) return;
  throw new GettokenError(
    "untrusted_destination",
    `${destination.name} comes from ${foundPath}, the secret from ${sourceOf(secret)}`,
    {
      details: [
        "A file that merely lies here must not decide where a secret is sent.",
      ],
      hint: "If you trust this file, name it: --env-file .env",
    },
  );
}

/**
 * Refuses the path of a secret that stands in a found file: it could be that of any secret of the
 * user, which would go to the host that stands beside it.
 *
 * @throws {GettokenError} `untrusted_destination`, with the way out.
 */
export function requireNamed(path: Origin | undefined): void {
  if (!isFound(path)) return;
  throw new GettokenError(
    "untrusted_destination",
    `${path.name} comes from ${foundPath}, and names a file with a secret`,
    {
      details: ["A file that merely lies here must not decide which of your files is sent."],
      hint: "If you trust this file, name it: --env-file .env",
    },
  );
}

function sourceOf(origin: Origin): string {
  switch (origin.kind) {
    case "file":
      return describeFile(origin.file);
    case "option":
      return `the option ${origin.name}`;
    case "environment":
      return "the environment";
    case "prompt":
      return "the terminal";
    case "default":
      return "the provider's default";
  }
}
