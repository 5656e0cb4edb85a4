import { assertStringIncludes } from "@std/assert";
import { completionsCommand } from "../../../lib/commands/completions.ts";
import { fakeHost } from "../../fake_host.ts";

const shells = { bash: "bash", zsh: "zsh", fish: "fish", powershell: "PowerShell" };

Deno.test("completionsCommand(): a script for each shell, with instructions", async () => {
  for (const [shell, title] of Object.entries(shells)) {
    const host = fakeHost();
    await completionsCommand(host).noExit().parse([shell]);
    assertStringIncludes(host.stdout, `completions for ${title}\n`);
    const examples = completionsCommand(host).getExamples().map(({ name }) => name).join();
    assertStringIncludes(examples, `gettoken completions ${shell}`);
  }
});
