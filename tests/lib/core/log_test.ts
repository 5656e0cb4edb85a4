import { assert, assertEquals, assertNotMatch } from "@std/assert";
import { Log } from "../../../lib/core/log.ts";
import { base64, formEncode } from "../../../lib/core/encodings.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { fakeHost } from "../../fake_host.ts";
import { awkwardSecret } from "../helpers.ts";

/** The content of stderr after some logging. */
function logged(write: (log: Log) => void, verbosity: Log["verbosity"] = "normal"): string {
  const host = fakeHost();
  const log = new Log(host);
  log.verbosity = verbosity;
  write(log);
  assertEquals(host.stdout, "");
  return host.stderr;
}

Deno.test("Log: prints by verbosity", () => {
  const sayAll = (log: Log) => {
    log.line("line");
    log.warn("warning");
    log.step("step");
  };
  const line = "line\n";
  const warning = "gettoken: warning: warning\n";
  assertEquals(logged(sayAll, "quiet"), line);
  assertEquals(logged(sayAll, "normal"), line + warning);
  assertEquals(logged(sayAll, "verbose"), line + warning + "gettoken: step\n");
  assertEquals(new Log(fakeHost()).verbosity, "normal");
});

Deno.test("line(): any string: one line, indentation preserved", () => {
  assertEquals(logged((log) => log.line("  a\r\n\x1b[31mb\u202e")), "  a [31mb\n");
  assertEquals(logged((log) => log.line("")), "\n");
});

Deno.test("line(): long line: truncated", () => {
  const [line = "", ...rest] = logged((log) => log.line("é".repeat(100_000))).split("\n");
  assertEquals(new TextEncoder().encode(line).length, 1999);
  assertEquals(line.slice(-2), "é…");
  assertEquals(rest, [""]);
});

Deno.test("json(): one line, strings printable and redacted", () => {
  const text = logged((log) => {
    log.protect(new Secret("canary-1"));
    log.json({ error: { message: 'a "canary-1"\x1b[2J\nb', exit: 4, hint: null } });
  }, "quiet");
  assertEquals(text, '{"error":{"message":"a \\"***\\" [2J b","exit":4,"hint":null}}\n');
});

Deno.test("json(): long strings: truncated, still valid JSON", () => {
  const long = '\\"é'.repeat(5000);
  const text = logged((log) => log.json({ a: long, b: "short", c: long }));
  assert(new TextEncoder().encode(text).length <= 8001);
  const { a, b, c } = JSON.parse(text);
  assert(a.length > 100 && a.endsWith("…"));
  assertEquals([b, c], ["short", a]);
});

Deno.test("json(): a secret equal to a name or punctuation: JSON not changed", () => {
  const text = logged((log) => {
    log.protect(new Secret('{"message":"'));
    log.protect(new Secret("message"));
    log.protect(new Secret("message1"));
    log.json({ message: "a message", message1: "a message1" });
  });
  assertEquals(text, '{"message":"a message","message1":"a ***"}\n');
});

Deno.test("protect(): the secret is redacted in later lines, in any encoding", () => {
  const text = logged((log) => {
    log.line("before");
    log.protect(new Secret(awkwardSecret));
    log.line(`echo: ${awkwardSecret}`);
    log.warn(encodeURIComponent(awkwardSecret));
    log.step(formEncode(awkwardSecret));
    log.step(base64(`svc:${awkwardSecret}`));
  }, "verbose");
  assertNotMatch(text, /S3cr3t|UzNjcjN0|Mzcjc|1zY3IzdC/);
  assert(text.startsWith("before\necho: ***\n"));
});

Deno.test("redacted(): replaces secrets and nothing else", () => {
  const log = new Log(fakeHost());
  const around = `  a\r\n\x1b[31m${"é".repeat(5000)} canary-3 `;
  assertEquals(log.redacted(`${awkwardSecret}${around}`), `${awkwardSecret}${around}`);
  log.protect(new Secret(awkwardSecret));
  log.protect(new Secret("canary-2"));
  const inJson = JSON.stringify({ a: awkwardSecret, b: "canary-2" });
  assertEquals(
    log.redacted(`${awkwardSecret}${around}${formEncode(awkwardSecret)} ${inJson}`),
    `***${around}*** {"a":"***","b":"***"}`,
  );
});

Deno.test("redacted(): prints nothing", () => {
  assertEquals(logged((log) => void log.redacted("text"), "verbose"), "");
});

Deno.test("protect(): several secrets: all redacted", () => {
  const text = logged((log) => {
    log.protect(new Secret("canary-1"));
    log.protect(new Secret("canary-2"));
    log.line("canary-1 canary-2 canary-3");
  });
  assertEquals(text, "*** *** canary-3\n");
});

Deno.test("Log: too much output: truncated, errors still printed", () => {
  const text = logged((log) => {
    for (let count = 0; count < 100; count++) log.step("é".repeat(100));
    for (let count = 0; count < 100; count++) log.warn("w".repeat(200));
    log.line("the result");
    for (let count = 0; count < 100; count++) log.line("x".repeat(200));
    log.json({ code: "usage" });
  }, "verbose");
  const lines = text.split("\n");
  assertEquals(lines.filter((line) => line === "gettoken: … (too much to show)").length, 2);
  assertEquals(lines.filter((line) => line.includes("www")), []);
  assert(lines.includes("the result"));
  assertEquals(lines.slice(-2), ['{"code":"usage"}', ""]);
  assert(new TextEncoder().encode(text).length < 14_000);
});

Deno.test("Log wraps lines for a terminal only; no rest of a message looks like a hint", () => {
  const words = `${"word ".repeat(9)}→ word word`;
  for (const terminals of [["stderr"], []] as const) {
    using host = fakeHost({ terminals, columns: 60 });
    const log = new Log(host);
    log.line(`gettoken: ${words}`);
    log.line(`  ${words}`);
    log.line(`  → ${words}`);
    assertEquals(
      host.stderr.split("\n"),
      terminals.length === 0 ? [`gettoken: ${words}`, `  ${words}`, `  → ${words}`, ""] : [
        "gettoken: word word word word word word word word word →",
        "          word word",
        "  word word word word word word word word word → word",
        "      word",
        "  → word word word word word word word word word → word word",
        "",
      ],
    );
  }
});

Deno.test("Log, secret that is an ordinary word: our own words remain, others' are redacted", () => {
  const words = [
    "secret",
    "Password",
    "EXPIRED",
    "client secret",
    "client_secret",
    "client-secret",
  ];
  for (const word of words) {
    const text = logged((log) => {
      log.protect(new Secret(word));
      log.line(`Check the ${word} of the client`);
      log.warn(`the ${word} is short`);
      log.step(`${word} = *** (--x)`);
      log.json({ message: `the ${word}` });
      log.line(`It said: ${log.redacted(`it is ${word.toLowerCase()}, or ${btoa(`id:${word}`)}`)}`);
    }, "verbose");
    const [line, warning, step, json, said = ""] = text.split("\n");
    assertEquals([line, warning, step, json], [
      `Check the ${word} of the client`,
      `gettoken: warning: the ${word} is short`,
      `gettoken: ${word} = *** (--x)`,
      JSON.stringify({ message: `the ${word}` }),
    ]);
    assert(/^It said: it is \*\*\*, or \w*\*\*\*/.test(said), said);
  }
});

Deno.test("Log, secret that is no ordinary word: redacted everywhere", () => {
  const secrets = [
    "passw0rd",
    "Tr0ub4dor&3",
    "correctHorse",
    "a-b-c-d-e-f",
    "qwertyuiopasdfghjklzxcvbn",
  ];
  for (const secret of secrets) {
    const text = logged((log) => {
      log.protect(new Secret(secret));
      log.line(`It is ${secret}`);
    });
    assertEquals(text, "It is ***\n");
  }
});
