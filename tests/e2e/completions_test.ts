/**
 * Completions in real shells, where somebody has added providers that try to run commands in them.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { canRun, runCommands } from "./commands.ts";
import { filesIn } from "./folder.ts";
import { type Program, testProgram } from "./program.ts";

/** Titles that each create a file called `ran` if they are part of a shell command. */
const titles = {
  "evil-quotes": `E\\'; touch ran; echo \\'`,
  "evil-double": `E"; touch ran; echo "`,
  "evil-dollar": "$(touch ran) ${x:=$(touch ran)}",
  "evil-backquotes": "`touch ran`",
  "evil-fish": "(touch ran)",
  "evil-zsh": "E:]' {touch ran} [",
  // A reserved word of each shell, as a name.
  "esac": "; touch ran",
  "end": "; touch ran",
};

function moduleWith(name: string, title: string): string {
  return `export default {
  apiVersion: 1, name: "${name}", title: ${JSON.stringify(title)},
  docs: "https://evil.example/docs", settings: {},
  endpoint: () => ({ tokenEndpoint: "https://evil.example/token" }),
};`;
}

/** Records of added providers as anyone could have written them, by the name of their folder. */
const records = {
  "edited": { title: "'; touch ran; '", source: "$(touch ran)\n`touch ran`\x1b]0;x\x07" },
  "edited-title": { title: "E\n'; touch ran\n\x1b]0;x\x07", source: "/x.js" },
  "$(touch ran)": { title: "E", source: "/x.js" },
  "a'; touch ran; '": { title: "E", source: "/x.js" },
  "-rf": { title: "E", source: "/x.js" },
};

/** The folder of a user who has added them all. */
async function folderWithProviders(gettoken: Program): Promise<string> {
  const folder = await Deno.makeTempDir();
  for (const [name, title] of Object.entries(titles)) {
    const { stderr } = await gettoken.run(["provider", "add", "--force", "evil.js"], {
      folder,
      files: { "evil.js": moduleWith(name, title) },
      env: { HOME: folder, XDG_CONFIG_HOME: `${folder}/config` },
    });
    assertEquals(stderr, "");
  }
  for (const [name, more] of Object.entries(records)) {
    const path = `${folder}/config/gettoken/providers/${name}`;
    await Deno.mkdir(path);
    await Deno.writeTextFile(
      `${path}/added.json`,
      JSON.stringify({ version: 1, added: "x", entry: "x.js", files: { "x.js": "x" }, ...more }),
    );
  }
  const profiles = `${folder}/config/gettoken/profiles`;
  await Deno.mkdir(profiles);
  for (const name of ["prod", "$(touch ran)", "`touch ran`"]) {
    await Deno.writeTextFile(`${profiles}/${name}.env`, "");
  }
  await Deno.mkdir(`${folder}/files`);
  await Deno.writeTextFile(`${folder}/files/$(touch ran)`, "");
  return folder;
}

/** A shell, and commands for it that print the completions of some command lines. */
interface Shell {
  /** How it is started. */
  readonly command: readonly [string, ...string[]];
  /** Prints the line `> ` and a command line without `gettoken`, then a line for each completion. */
  readonly complete: (lines: readonly string[]) => string;
}

const bash: Shell = {
  command: ["bash", "--norc"],
  complete: (lines) =>
    `source <(gettoken completions bash)
complete_line() {
  echo "> $1"
  COMP_WORDS=(gettoken "\${@:2}"); COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 )); COMPREPLY=()
  _gettoken
  for word in "\${COMPREPLY[@]}"; do echo "$word"; done
}
${
      lines.map((line) =>
        `complete_line '${line}' ${line.split(" ").map((word) => `'${word}'`).join(" ")}`
      ).join("\n")
    }
complete -p gettoken
`,
};

const fish: Shell = {
  command: ["fish", "--no-config"],
  complete: (lines) =>
    `gettoken completions fish | source
${
      lines.map((line) =>
        `echo '> ${line}'; complete -C 'gettoken ${line}' | string split -f 1 \\t`
      ).join("\n")
    }
true
`,
};

/** An interactive zsh in a terminal of its own, since only that completes: after a tab, ^X shows the line. */
const zsh: Shell = {
  command: ["zsh", "-f"],
  complete: (lines) =>
    `zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PS1=; autoload -U compinit; compinit -u -D; source <(gettoken completions zsh)
show() { print -r -- "<$BUFFER>"; BUFFER=; zle accept-line }; zle -N show; bindkey "^X" show
print ready-$((1+1))'
zpty -r shell printed '*ready-2*'
${
      lines.map((line) =>
        `print -r -- '> ${line}'
zpty -n -w shell $'gettoken ${line}\\t\\x18'
zpty -r shell printed '*<gettoken*>*'
print -r -- "\${\${printed##*<gettoken }%%(/|)( |)>*}"`
      ).join("\n")
    }
zpty -d shell
`,
};

const shells = { bash, zsh, fish };

/** What each shell printed for each command line. */
function completionsIn(stdout: string): Record<string, string[]> {
  return Object.fromEntries(
    stdout.split(/^> /m).slice(1).map((part) => {
      const [line = "", ...found] = part.trimEnd().split("\n");
      return [line, found];
    }),
  );
}

for (const [name, { command, complete }] of Object.entries(shells)) {
  const ignore = !await canRun(command[0], "-c", "true");
  testProgram(`completions in ${name} run nothing that a provider says`, async (gettoken) => {
    const folder = await folderWithProviders(gettoken);
    const names = [...Object.keys(titles), "edited"];
    const lines = [...names, "", "entra --auth-m", "esac "];
    const single: Readonly<Record<string, string>> = {
      "-p p": "prod",
      "profile show p": "prod",
      "provider remove evil-q": "evil-quotes",
      "explain evil-q": "evil-quotes",
      "providers evil-q": "evil-quotes",
      "entra -o js": "json",
      "entra --auth-method private": "private_key_jwt",
      "entra --signing-algorithm R": "RS256",
    };
    // A file with a plain name, and one with a name that is a command.
    lines.push(...Object.keys(single), "provider add ev", "entra --out files/", "inspect files/");
    const { status, stdout, stderr } = await runCommands(gettoken, complete(lines), {
      folder,
      env: { HOME: folder, XDG_CONFIG_HOME: `${folder}/config`, TERM: "xterm" },
      seconds: 60,
    }, command.join(" "));
    assertEquals([status, stderr], [0, ""]);
    const found = completionsIn(stdout);
    for (const each of names) assert(found[each]?.includes(each), `${each}: ${stdout}`);
    assertEquals(found["entra --auth-m"]?.[0]?.split(" ").at(-1), "--auth-method");
    for (const [line, word] of Object.entries(single)) {
      assertEquals(
        found[line]?.map((each) => each.split(" ").at(-1)),
        [word],
        `${line}: ${stdout}`,
      );
    }
    // What bash completes itself is not in COMPREPLY.
    if (name !== "bash") {
      assertEquals(found["provider add ev"]?.map((each) => each.split(" ").at(-1)), ["evil.js"]);
    }
    if (name !== "zsh") {
      const offered = found[""] ?? [];
      assertEquals(names.filter((each) => !offered.includes(each)), []);
      assertEquals(offered.filter((each) => !/^[\w-]+$/.test(each)), []);
    }
    const paths = [...(await filesIn(folder)).keys()];
    assertEquals(paths.filter((path) => /(^|\/)ran$/.test(path)), []);
    await Deno.remove(folder, { recursive: true });
  }, { ignore, fronts: ["compiled"] });
}

testProgram(
  "completions in a zsh without a configuration: they are installed",
  async (gettoken) => {
    const folder = await Deno.makeTempDir();
    const commands = "source <(gettoken completions zsh); print -r -- $_comps[gettoken]";
    const { status, stdout, stderr } = await runCommands(gettoken, commands, {
      folder,
      env: { HOME: folder },
    }, "zsh -f");
    await Deno.remove(folder, { recursive: true });
    assertEquals([status, stdout, stderr], [0, "_gettoken\n", ""]);
  },
  { ignore: !await canRun("zsh", "-c", "true"), fronts: ["compiled"] },
);
