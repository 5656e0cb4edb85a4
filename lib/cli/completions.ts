/**
 * `gettoken completions`: a script for each shell, and the words that the scripts ask for.
 *
 * The scripts are fixed: no name or description becomes shell code. On each completion the shell
 * asks gettoken for the words that can come next, and takes them as data.
 *
 * @module
 */

import { Command } from "@cliffy/command";
import { commandGroup, describeCommand } from "./cliffy.ts";
import type { Host } from "../core/host.ts";
import { printable } from "../core/text.ts";

const scripts = {
  // Words, not paths: bash quotes what it inserts only where it completes file names itself.
  bash: `# gettoken: completions for bash
_gettoken() {
  local IFS=$'\\n'
  COMPREPLY=($(gettoken completions complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null |
    cut -d ' ' -f 1))
}
complete -o default -F _gettoken gettoken
`,
  zsh: `#compdef gettoken
# gettoken: completions for zsh
_gettoken() {
  local -a found
  found=(\${(f)"$(gettoken completions complete "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( \${#found} )); then
    found=("\${found[@]/ /:}")
    _describe gettoken found
  else
    _files
  fi
}
if [[ \${funcstack[1]} = _gettoken ]]; then
  _gettoken "$@"
else
  compdef _gettoken gettoken
fi
`,
  fish: `# gettoken: completions for fish
function __gettoken_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l found (gettoken completions complete $words[2..-1] 2>/dev/null)
    if set -q found[1]
        string replace ' ' \\t -- $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c gettoken -f -a '(__gettoken_complete)'
`,
};

const usage = {
  bash: "source <(gettoken completions bash)",
  zsh: "source <(gettoken completions zsh)",
  fish: "gettoken completions fish | source",
};

/** The command. */
export function completionsCommand(host: Host): Command {
  const shells = ["bash", "zsh", "fish"] as const;
  const description = describeCommand(
    "Print completions for a shell.",
    "Add the line for your shell to its start-up file.",
  );
  const commands = shells.map((shell) => [shell, shellCommand(host, shell)] as const);
  return commandGroup(
    host,
    [description, "", ...shells.map((shell) => `  ${usage[shell]}`)].join("\n"),
    Object.fromEntries(commands),
  );
}

function shellCommand(host: Host, shell: keyof typeof scripts): Command {
  return new Command()
    .description(describeCommand(`Print completions for ${shell}.`, usage[shell]))
    .action(async () => {
      await host.writeStdout(scripts[shell]);
    }) as unknown as Command;
}

/**
 * The words that can come next on a command line, each on a line with its description. None where a
 * file name or any other value is expected.
 *
 * @param args The words after `gettoken` up to the one being typed, which may be empty.
 */
export async function completionsOf(root: Command, args: readonly string[]): Promise<string> {
  // bash makes three words of --output=json, and of --output= two.
  const words = args.at(-1) === "=" ? [...args, ""] : args;
  const typed = words.at(-1) ?? "";
  const before = words.slice(0, -1).filter((word) => word !== "=");
  const command = before.reduce((found, word) => found.getCommand(word) ?? found, root);
  const candidates = await valuesAfter(command, before.at(-1)) ?? namesIn(command, typed);
  return candidates
    .filter(([name]) => name.startsWith(typed) && /^[\w-]+$/.test(name))
    .map(([name, description]) => `${name} ${printable(description, 100)}\n`)
    .join("");
}

type Candidate = readonly [name: string, description: string];

/** The values that an option can have; `undefined` if the word is not an option with a value. */
async function valuesAfter(command: Command, word = ""): Promise<Candidate[] | undefined> {
  const option = command.getOptions().find(({ flags }) => flags.includes(word));
  const action = option?.args[0]?.action;
  if (action === undefined) return undefined;
  const values = await command.getCompletion(action)?.complete(command, command.getParent());
  return values?.map((value) => [`${value}`, ""] as const) ?? [];
}

/** The commands below a command and its options. */
function namesIn(command: Command, typed: string): Candidate[] {
  const commands = command.getCommands().map((other) =>
    [other.getName(), other.getShortDescription()] as const
  );
  if (command.hasArguments() && !typed.startsWith("-")) return commands;
  const options = command.getOptions().map(({ flags, description }) =>
    [flags.at(-1) ?? "", description] as const
  );
  return [...commands, ...options, ["--help", "Show this help"]];
}
