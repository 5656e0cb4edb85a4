/**
 * Draws `docs/terminal.svg`, the picture in README: runs the compiled program in a terminal against
 * an identity provider on this machine, and draws what the terminal shows. It needs tmux
 * and `dist/gettoken`.
 *
 * @module
 */

import { join } from "node:path";
import { startIdp } from "../tests/idp/idp.ts";
import { environment, PLACES } from "./environment.ts";
import { projectDir } from "./paths.ts";
import { runTool, ToolError } from "./tool.ts";

const columns = 84;
const lineHeight = 18;
const characterWidth = 8.4;
const margin = 16;

/** A command line of the picture, and what is typed at its prompt. */
interface Step {
  readonly line: string;
  readonly typed?: string;
}

async function main(): Promise<void> {
  await using idp = await startIdp();
  const { domain, audience, clients: { machine } } = idp.auth0;
  const dotenv = [
    `AUTH0_DOMAIN=${domain}`,
    `AUTH0_AUDIENCE=${audience}`,
    `AUTH0_CLIENT_ID=${machine.clientId}`,
  ].join("\n");
  const steps: Step[] = [
    { line: "cat .env" },
    { line: "token=$(gettoken auth0)", typed: machine.clientSecret },
    { line: `printf '%.60s…\\n' "$token"` },
    { line: `AUTH0_CLIENT_SECRET=old gettoken auth0 --env-file .env` },
    { line: "gettoken explain auth0" },
  ];
  const shown = await runInTerminal(steps, dotenv);
  await Deno.writeTextFile(join(projectDir, "docs", "terminal.svg"), drawing(shown));
}

/** What a terminal shows after these commands, as lines with SGR sequences. */
async function runInTerminal(steps: readonly Step[], dotenv: string): Promise<string[]> {
  const folder = await Deno.makeTempDir();
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const script = [
    ...steps.flatMap(({ line }) => [`printf '\\033[1m$ %s\\033[0m\\n' ${quoted(line)}`, line]),
    ...["echo", "echo --end--", "sleep 60"],
  ].join("\n");
  await Deno.writeTextFile(join(folder, "steps.sh"), script);
  await Deno.writeTextFile(join(folder, ".env"), dotenv + "\n", { mode: 0o600 });
  const env = {
    ...environment(PLACES),
    PATH: `${join(projectDir, "dist")}:${Deno.env.get("PATH") ?? ""}`,
    HOME: folder,
  };
  const tmux = async (...args: string[]) => {
    const options = { args: ["-S", join(folder, "socket"), "-f", "/dev/null", ...args] };
    const { stdout } = await new Deno.Command("tmux", {
      ...options,
      cwd: folder,
      clearEnv: true,
      env,
    })
      .output();
    return new TextDecoder().decode(stdout);
  };
  const shows = async (pattern: RegExp) => {
    for (let tries = 0; tries < 100; tries++) {
      if (pattern.test(await tmux("capture-pane", "-p"))) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new ToolError(`The terminal does not show ${pattern}`);
  };
  try {
    await tmux("new-session", "-d", "-x", `${columns}`, "-y", "100", "bash steps.sh");
    for (const { typed } of steps) {
      if (typed === undefined) continue;
      await shows(/secret for/);
      await tmux("send-keys", "-l", typed);
      await tmux("send-keys", "Enter");
    }
    await shows(/^--end--$/m);
    const [shown = ""] = (await tmux("capture-pane", "-pe")).split("\n\n--end--");
    return shown.trimEnd().split("\n");
  } finally {
    await tmux("kill-server");
    await Deno.remove(folder, { recursive: true });
  }
}

const sequence = "\x1b[";

function drawing(lines: readonly string[]): string {
  const width = Math.ceil(columns * characterWidth + 2 * margin);
  const height = lines.length * lineHeight + 2 * margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" ` +
    `role="img" aria-label="gettoken on a terminal: a token, an error and an explanation">`,
    "<style>",
    "rect { fill: #f6f8fa; stroke: #d0d7de }",
    "text { font: 14px ui-monospace, Menlo, Consolas, monospace; fill: #1f2328; white-space: pre }",
    ".c1 { font-weight: bold } .c31 { fill: #cf222e } .c32 { fill: #116329 } .c33 { fill: #7d4e00 }",
    "@media (prefers-color-scheme: dark) {",
    "rect { fill: #0d1117; stroke: #30363d } text { fill: #e6edf3 }",
    ".c31 { fill: #ff7b72 } .c32 { fill: #7ee787 } .c33 { fill: #e3b341 }",
    "}",
    "</style>",
    `<rect width="${width}" height="${height}" rx="8"/>`,
    ...lines.map((line, index) =>
      `<text x="${margin}" y="${margin + 13 + index * lineHeight}">${styled(line)}</text>`
    ),
    "</svg>",
    "",
  ].join("\n");
}

/** The SVG of a line: each run of characters with its colour and weight as classes. */
function styled(line: string): string {
  let weight = "", colour = "";
  return line.split(sequence).map((part, index) => {
    const [, codes = "", text = part] = index === 0 ? [] : /^([\d;]*)m(.*)$/.exec(part) ?? [];
    for (const code of index === 0 ? [] : codes.split(";")) {
      if (code === "0" || code === "") weight = colour = "";
      if (code === "1" || code === "22") weight = code === "1" ? "c1" : "";
      if (/^(3|9)\d$/.test(code)) colour = code === "39" ? "" : `c${code}`;
    }
    const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    const classes = [weight, colour].filter(Boolean).join(" ");
    return classes === "" || text === "" ? escaped : `<tspan class="${classes}">${escaped}</tspan>`;
  }).join("");
}

if (import.meta.main) await runTool(main);
