import { assertEquals, assertMatch } from "@std/assert";
import { copyToClipboard, requireClipboard } from "../../../lib/output/clipboard.ts";
import { fakeHost, type FakeWorld } from "../../fake_host.ts";
import { failureOf, forEachCase, toldBy } from "../helpers.ts";

const terminal: FakeWorld = { terminals: ["stderr"], env: { TERM: "xterm-256color" } };

Deno.test("requireClipboard() accepts a terminal on stderr, whatever stdin and stdout are", () => {
  requireClipboard(fakeHost(terminal));
  requireClipboard(fakeHost({ os: "windows", terminals: ["stderr"] }));
});

Deno.test("requireClipboard(), no clipboard: the error says why", async () => {
  await forEachCase<readonly [world: FakeWorld, reason: RegExp]>({
    "no terminal": [{ ...terminal, terminals: ["stdin", "stdout"] }, /stderr is not a terminal/],
    "a terminal without a name": [{ ...terminal, env: {} }, /TERM is not set/],
    "a terminal that shows everything": [{ ...terminal, env: { TERM: "dumb" } }, /TERM is dumb/],
    "the console of Linux": [{ ...terminal, env: { TERM: "linux" } }, /TERM is linux/],
  }, async ([world, reason]) => {
    const failure = await failureOf("usage", () => requireClipboard(fakeHost(world)));
    assertMatch(toldBy(failure), reason);
    assertMatch(toldBy(failure), /Without --copy/);
  });
});

Deno.test("copyToClipboard() writes OSC 52 to the terminal", () => {
  const host = fakeHost(terminal);
  copyToClipboard(host, "tok.en-1");
  assertEquals([host.stderr, host.stdout], [`\x1b]52;c;${btoa("tok.en-1")}\x07`, ""]);
});

Deno.test("copyToClipboard(), tmux: sent to tmux and through it", () => {
  const host = fakeHost({
    ...terminal,
    env: { TERM: "tmux-256color", TMUX: "/tmp/tmux-0/default" },
  });
  copyToClipboard(host, "tok.en-1");
  const plain = `]52;c;${btoa("tok.en-1")}\x07`;
  assertEquals(host.stderr, `\x1bPtmux;\x1b\x1b${plain}\x1b\\\x1b${plain}`);
});

Deno.test("copyToClipboard(), more bytes than terminals accept: refused", async () => {
  const host = fakeHost(terminal);
  copyToClipboard(host, "x".repeat(74_994));
  assertEquals(host.stderr.length <= 100_000, true);
  for (const text of ["x".repeat(74_995), "é".repeat(37_498)]) {
    const other = fakeHost(terminal);
    const failure = await failureOf("output_failed", () => copyToClipboard(other, text));
    assertMatch(toldBy(failure), /7499[56] bytes.*74994/);
    assertEquals(other.stderr, "");
  }
});
