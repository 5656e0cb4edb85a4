/**
 * The rooms of lib/: architecture_test.ts enforces their order, and docs_test.ts compares
 * docs/architecture.md with them.
 *
 * @module
 */

const low = ["core", "contract", "keys", "platform"];
const middle = [...low, "settings", "net", "oauth"];

/** The rooms of lib/, from the bottom up, and the rooms below that each may import from. */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  core: [],
  contract: ["core"],
  keys: ["core"],
  platform: ["core"],
  runtimes: ["core", "platform"],
  settings: low,
  net: [...low, "settings"],
  oauth: [...low, "settings", "net"],
  cache: middle,
  output: middle,
  cli: [...middle, "cache", "output"],
  plugins: middle,
  flow: [...middle, "cache", "plugins"],
  check: [...middle, "cache", "output", "cli", "plugins"],
  inspect: middle,
  quick: [...middle, "cache", "output", "cli", "plugins"],
  commands: [
    ...[...middle, "cache", "output", "cli", "plugins", "flow", "check", "inspect", "quick"],
  ],
};
