import { assert, assertEquals, assertInstanceOf, assertNotMatch } from "@std/assert";
import { GettokenError } from "../../../lib/core/errors.ts";
import { envLine, parseEnvFile } from "../../../lib/settings/env_syntax.ts";
import { failureOf, forEachCase, toldBy } from "../helpers.ts";

function parsed(source: string): Record<string, string> {
  return Object.fromEntries(parseEnvFile(source, { path: ".env" }).values);
}

Deno.test("parseEnvFile(): unquoted value: unchanged", () => {
  const values = [
    "simple",
    "pa$$word",
    "pa$HOME",
    "${HOME}",
    "${A:-default}",
    "$(whoami)`whoami`",
    "pa\\$word",
    "abc#def",
    "#abc",
    "a=b==",
    "back\\slash\\n",
    "it's",
    'say"hi"',
    "a'b'c",
    "two  words",
    "a\tb",
    "émoji😀漢",
    "%41%",
    "{}[]()<>|&;*?!~^",
  ];
  for (const value of values) assertEquals(parsed(`S=${value}`), { S: value });
});

Deno.test("parseEnvFile(): single quotes: literal", () => {
  const values = [
    "$A ${A}",
    " padded ",
    "a # b",
    '"',
    "\\",
    "\\n",
    "x\\",
    "two\nlines",
    "\n\n",
    "",
  ];
  for (const value of values) assertEquals(parsed(`S='${value}'`), { S: value });
});

Deno.test("parseEnvFile(): double quotes: five escapes", async () => {
  await forEachCase({
    [String.raw`a\nb\rc\td`]: "a\nb\rc\td",
    [String.raw`say \"hi\"`]: 'say "hi"',
    [String.raw`C:\\new`]: "C:\\new",
    [String.raw`\\\"`]: '\\"',
    "$A ${A} # it's": "$A ${A} # it's",
    "two\nlines": "two\nlines",
    " padded ": " padded ",
    "": "",
  }, (value, written) => assertEquals(parsed(`S="${written}"`), { S: value }));
});

Deno.test("parseEnvFile(): any printable secret: unchanged", () => {
  const random = randomNumbers(20_260_109);
  for (let round = 0; round < 500; round++) {
    const secret = randomText(random);
    const escaped = secret.replace(/[\\"]/g, "\\$&");
    const lines = [
      `DOUBLE="${escaped}"`,
      ...(secret.includes("'") ? [] : [`SINGLE='${secret}'`]),
      ...(/^['"`]|^ | #| $/.test(secret) ? [] : [`BARE=${secret}`]),
    ];
    const values = new Set(parseEnvFile(lines.join("\n"), { path: ".env" }).values.values());
    assertEquals(values, new Set([secret]));
  }
});

/** The numbers of mulberry32, from 0 up to 1: the same in every run. */
function* randomNumbers(seed: number): Generator<number, never> {
  for (let state = seed;;) {
    state = state + 0x6d2b79f5 | 0;
    let mixed = Math.imul(state ^ state >>> 15, 1 | state);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
    yield ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  }
}

/** From 1 to 24 printable characters, those with a meaning in `.env` files more often. */
function randomText(random: Generator<number, never>): string {
  const meant = [..."$#'\"\\= {}`é漢😀"];
  const ascii = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));
  const pick = <T>(items: readonly T[]) => items[Math.floor(random.next().value * items.length)];
  return Array.from(
    { length: 1 + Math.floor(random.next().value * 24) },
    () => pick(random.next().value < 0.4 ? meant : ascii),
  ).join("");
}

Deno.test("parseEnvFile(): circular references: not expanded", () => {
  assertEquals(parsed("A=${A}\nB=$C\nC=$B"), { A: "${A}", B: "$C", C: "$B" });
});

Deno.test("parseEnvFile(): comments begin at the start of a line or after white space", async () => {
  await forEachCase({
    "# comment\nS=a": { S: "a" },
    "  # comment = 'x\nS=a": { S: "a" },
    "S=a # comment": { S: "a" },
    "S=a\t#comment": { S: "a" },
    "S=a # one # two": { S: "a" },
    "S=a b  #c": { S: "a b" },
    "S=a#b #c": { S: "a#b" },
    "S= # comment": { S: "" },
    "S= #": { S: "" },
    "S='a' # it's": { S: "a" },
    'S="a"\t# "': { S: "a" },
    "S=a\n#": { S: "a" },
  }, (values, source) => assertEquals(parsed(source), values));
});

Deno.test("parseEnvFile(): blank lines, spaces, export: accepted", async () => {
  await forEachCase({
    "": {},
    "\n \n\t\n": {},
    "A=1\nB=2\n": { A: "1", B: "2" },
    "A=1\r\nB='x'\r\n": { A: "1", B: "x" },
    "A='x\r\ny'": { A: "x\ny" },
    "export A=1\nexport\tB=2": { A: "1", B: "2" },
    "export=1": { export: "1" },
    "  A = 1  ": { A: "1" },
    "A=": { A: "" },
    "A=\nB=": { A: "", B: "" },
    "A= 'x' ": { A: "x" },
    "_a1=x\nZ9_=y": { _a1: "x", Z9_: "y" },
  }, (values, source) => assertEquals(parsed(source), values));
});

Deno.test("parseEnvFile(): __proto__ and constructor: ordinary names", () => {
  const values = parseEnvFile("__proto__=x\nconstructor=y", { path: ".env" }).values;
  assertEquals([...values], [["__proto__", "x"], ["constructor", "y"]]);
});

Deno.test("parseEnvFile(): syntax error: line and problem, content not shown", async () => {
  const cases: Readonly<Record<string, readonly [line: number, problem: RegExp]>> = {
    "canary": [1, /missing =/],
    "A=1\n\n# x\ncanary": [4, /missing =/],
    "A='1\n2'\nB=\"\n\n\"\ncanary": [6, /missing =/],
    "A=1\r\nB=2\r\ncanary": [3, /missing =/],
    "canary:x=1": [1, /invalid variable name/],
    "=canary": [1, /invalid variable name/],
    "1canary=x": [1, /invalid variable name/],
    "ca-nary=x": [1, /invalid variable name/],
    "ca nary=x": [1, /invalid variable name/],
    "ca nary='x": [1, /invalid variable name/],
    "A='canary": [1, /unterminated quote/],
    'A="canary': [1, /unterminated quote/],
    'A="canary\\"': [1, /unterminated quote/],
    "A=1\nB= 'canary": [2, /unterminated quote/],
    "A='x'\nB='canary\nC=1": [2, /unterminated quote/],
    "A='canary'canary": [1, /unexpected characters after the closing quote/],
    "A='canary' canary": [1, /unexpected characters after the closing quote/],
    "A= 'x'canary": [1, /unexpected characters after the closing quote/],
    'A="canary"#canary': [1, /unexpected characters after the closing quote/],
    "A='it'canary's'": [1, /unexpected characters after the closing quote/],
    "A=1\nB=2\nA=canary": [3, /A is already set on line 1/],
    "A=canary\nA=canary": [2, /A is already set on line 1/],
  };
  await forEachCase(cases, async ([line, problem], source) => {
    const failure = await failureOf(
      "env_file_malformed",
      () => parseEnvFile(source, { path: "./x.env" }),
    );
    assert(failure.message.startsWith(`./x.env, line ${line}: `), failure.message);
    assert(problem.test(failure.message), failure.message);
    assertNotMatch(toldBy(failure), /canary/);
  });
});

Deno.test("parseEnvFile(): linear time", () => {
  // The shortest of several times, because other programs can only make one longer.
  let [short, long] = [Infinity, Infinity];
  for (let round = 0; round < 5 && !(long < 8 * short); round++) {
    short = Math.min(short, timeToParse(10_000));
    long = Math.min(long, timeToParse(40_000));
  }
  // Time that grows with the square of the length would be sixteen times as long.
  assert(long < 8 * short, `${short} ms, then ${long} ms`);
});

/** Parses files in which a part is repeated so many times, and returns the milliseconds it takes. */
function timeToParse(many: number): number {
  const sources = [
    Array.from({ length: many / 5 }, (_, index) => `A${index}=1`).join("\n"),
    `A=x${" ".repeat(many)}y`,
    `A=x${" #".repeat(many)}`,
    `A${" ".repeat(many)}y`,
    `A="${"\\".repeat(many)}`,
    `A='x'${" ".repeat(many)}y`,
  ];
  const start = performance.now();
  for (const source of [...sources, "x\n".repeat(many)]) {
    try {
      parseEnvFile(source, { path: ".env", isForeign: true });
      parseEnvFile(source, { path: ".env" });
    } catch (error) {
      assertInstanceOf(error, GettokenError);
    }
  }
  return performance.now() - start;
}

// That every value is read back is tested in tests/properties/env_text_test.ts.

Deno.test("envLine(): quoted if necessary", () => {
  assertEquals(envLine("A", "https://a.example/?b=c&d=%20"), "A=https://a.example/?b=c&d=%20\n");
  assertEquals(envLine("A", "one two # $HOME"), "A='one two # $HOME'\n");
  assertEquals(envLine("A", `it's "so" \\ far`), `A="it's \\"so\\" \\\\ far"\n`);
  assertEquals(envLine("A", "a\r\n\tb"), 'A="a\\r\\n\\tb"\n');
  assertEquals(envLine("A", ""), "A=''\n");
});

Deno.test("parseEnvFile(): other escapes, value in backticks: fault of that variable only", async () => {
  const cases: Readonly<Record<string, RegExp>> = {
    [String.raw`"pa\$word"`]: /unknown escape in double quotes/,
    [String.raw`"a\\\`b"`]: /unknown escape/,
    [String.raw`"C:\Users"`]: /unknown escape/,
    '"a\\\nb"': /unknown escape/,
    "`a\"b'c`": /begins with a backtick/,
    "`whoami`": /begins with a backtick/,
  };
  await forEachCase(cases, (problem, value) => {
    for (const isForeign of [true, false]) {
      const { values, faults } = parseEnvFile(`A=1\nS=${value}`, { path: "./x.env", isForeign });
      assertEquals(values, new Map([["A", "1"]]));
      const { message = "", hint } = faults.get("S") ?? {};
      assert(message.startsWith("./x.env, line 2: ") && problem.test(message), message);
      assertEquals(hint, "In single quotes every character stands for itself: S='value'");
      assertEquals(faults.size, 1);
    }
  });
});

Deno.test("parseEnvFile(): file of another program: its lines are skipped", async () => {
  const cases: Readonly<Record<string, readonly number[]>> = {
    "A=1\nA=2": [],
    "MY-VAR=1\nspring.datasource.url=x\n1A=x": [1, 2, 3],
    'canary\nexport A\nif [ -f x ]; then\n  echo "it\'s"\nfi': [1, 2, 3, 4, 5],
    '{\n  "a": "b",\n}': [1, 2, 3],
    "a:\n  - b\n  - 'c": [1, 2, 3],
    "A='x'y\nB=\"never closed": [1, 2],
    "G\0O\0": [1],
  };
  await forEachCase(cases, (skipped, lines) => {
    const source = `${lines}\nOURS=abc\n`;
    const parsed = parseEnvFile(source, { path: ".env", isForeign: true });
    assertEquals(parsed.values.get("OURS"), "abc");
    assertEquals(parsed.faults.get("OURS"), undefined);
    assertEquals(parsed.skipped, skipped);
  });
});

Deno.test("parseEnvFile(): file of another program: variable that cannot be read: fault with its line", async () => {
  const cases: Readonly<Record<string, readonly [line: number, problem: RegExp]>> = {
    "OURS=canary\nOURS=canary": [2, /already set on line 1/],
    "OURS='canary": [1, /unterminated quote/],
    "A=1\nOURS='canary'x": [2, /after the closing quote/],
    "OURS: canary": [1, /missing =/],
    "export OURS": [1, /missing =/],
    '"OURS"="canary"': [1, /invalid variable name/],
    "set OURS=canary": [1, /invalid variable name/],
    '$env:OURS = "canary"': [1, /invalid variable name/],
    "declare -x OURS=canary": [1, /invalid variable name/],
    "a:\n  - OURS=canary": [2, /invalid variable name/],
    '"OURS": "canary",': [1, /missing =/],
    'A="stray\nOURS=canary\nB="': [2, /within the quotes that open on line 1/],
    "OURS='canary\nOURS=abc": [1, /unterminated quote/],
  };
  await forEachCase(cases, ([line, problem], source) => {
    const { values, faults } = parseEnvFile(source, { path: "./.env", isForeign: true });
    assertEquals(values.get("OURS"), undefined);
    const fault = faults.get("OURS");
    assert(fault);
    assert(fault.message.startsWith(`./.env, line ${line}: `), fault.message);
    assert(problem.test(fault.message), fault.message);
    assertNotMatch(toldBy(fault), /canary/);
  });
});

Deno.test("parseEnvFile(): file of another program: an assignment counts, its mention does not", () => {
  const source = "OURS: x\nexport OURS\nA='\nOURS=x\n'\nOURS=abc\nexport OURS";
  const { values, faults } = parseEnvFile(source, { path: "./.env", isForeign: true });
  assertEquals([values.get("OURS"), faults.get("OURS")], ["abc", undefined]);
});
