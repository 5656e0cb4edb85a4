import { assert, assertEquals, assertThrows } from "@std/assert";
import { fillTemplate, installers } from "../../tools/release/channels/installers.ts";

const names = { repository: "acme-id/get.token", container: "ghcr.io/acme-id/gettoken" };
const scripts = Object.fromEntries(
  installers(names).map(({ path, content }) => [path, String(content)]),
);

Deno.test("installers(): both scripts, with the names of the project and no marks", () => {
  assertEquals(Object.keys(scripts), ["install.sh", "install.ps1"]);
  for (const [path, script] of Object.entries(scripts)) {
    assert(script.includes(`'${names.repository}'`), path);
    assertEquals(script.match(/@[A-Z]+@/g), null, path);
  }
  assert(scripts["install.sh"]?.includes(`'${names.container}'`));
});

Deno.test("fillTemplate(): a name that a shell could run is an error", () => {
  for (const repository of ["a/b'; rm -rf ~; '", "$(id)/b", "a b/c", ""]) {
    assertThrows(() => fillTemplate("@REPOSITORY@", { ...names, repository }), TypeError);
  }
});

Deno.test("install.sh: only the last line runs anything but unalias", () => {
  const lines = scripts["install.sh"]?.trimEnd().split("\n") ?? [];
  assertEquals(lines.at(-1), '{ main "$@"; }');
  const atTop = lines.slice(0, -1).filter((line) =>
    /^[a-z]/.test(line) && !/^\w+\(\) \{$/.test(line)
  );
  assertEquals(atTop.filter((line) => !/^\w+=/.test(line)), ["unalias -a 2>/dev/null || :"]);
});

Deno.test("install.ps1: everything but parameters is in one block, which the last line closes", () => {
  const script = scripts["install.ps1"] ?? "";
  const [head = "", body = ""] = script.split(/^& \{$/m);
  assertEquals(head.replace(/<#[^]*?#>|^#.*$/gm, "").trim().match(/^param\([^()]*\)$/)?.length, 1);
  assert(body.trimEnd().endsWith("\n}"));
  assertEquals(body.trimEnd().slice(0, -2).match(/^\S/m), null);
});

Deno.test("install.ps1: ASCII, because Windows PowerShell reads a file in its own code page", () => {
  assertEquals(/[^\n\x20-\x7e]/.exec(scripts["install.ps1"] ?? "")?.[0], undefined);
});

Deno.test("install.ps1: the hash is compared before the program runs or replaces another", () => {
  const install = /function Install-Program \{[^]*?\n {2}\}/.exec(scripts["install.ps1"] ?? "")
    ?.[0];
  const steps = [
    "Assert-Hash $",
    "Assert-Attestation $",
    "Expand-Program $",
    "Assert-Runs $",
    "Move-Program $",
  ]
    .map((step) => install?.indexOf(step) ?? -1);
  assert(!steps.includes(-1));
  assertEquals(steps, steps.toSorted((a, b) => a - b));
});

Deno.test("install.ps1: a path with brackets is no pattern", () => {
  const commands = /\b(?:Get-Item|Get-Content|Get-ChildItem|(?:Move|Remove)-Item|Test-Path) .*/g;
  const found = (scripts["install.ps1"] ?? "").match(commands) ?? [];
  assert(found.length > 8);
  const ofFiles = found.filter((command) => !command.includes("HKCU:"));
  const patterns = ofFiles.filter((command) => !/-LiteralPath|^Remove-Item -Recurse/.test(command));
  assertEquals(patterns, []);
  assert(!/-OutFile|Invoke-WebRequest -/.test(scripts["install.ps1"] ?? ""));
});

Deno.test("install.ps1: a variable before a colon is in braces", () => {
  // PowerShell takes $archive: for a drive.
  const drives = (scripts["install.ps1"] ?? "").match(/\$(?!env:|ExecutionContext)\w+:(?!:)/g);
  assertEquals(drives, null);
});

Deno.test("install.ps1: messages are without control characters, but in lines", () => {
  const [, pattern = ""] = /throw \$Message -replace '([^']+)', ''/.exec(
    scripts["install.ps1"] ?? "",
  ) ?? [];
  assertEquals("a\x1b[2J\x07\r\n\tb\x7f".replaceAll(new RegExp(pattern, "g"), ""), "a[2J\nb");
});
