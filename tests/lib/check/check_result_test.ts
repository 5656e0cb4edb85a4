import { assertEquals, assertRejects } from "@std/assert";
import {
  allPass,
  attempt,
  checkEach,
  oneLine,
  problemsWhere,
  runCheck,
} from "../../../lib/check/check_result.ts";
import { GettokenError } from "../../../lib/core/errors.ts";

const failure = new GettokenError("provider_module", "It threw", { details: ["in x", "line 3"] });

Deno.test("runCheck(): returns the problems and notes", async () => {
  const check = await runCheck("name", "It holds", ({ problems, notes }) => {
    problems.push("one", "two");
    notes.push("three");
  });
  assertEquals(check, {
    name: "name",
    title: "It holds",
    problems: ["one", "two"],
    notes: ["three"],
  });
});

Deno.test("runCheck(): each message once, as one printable line", async () => {
  const { problems, notes } = await runCheck("name", "It holds", ({ problems, notes }) => {
    problems.push("same", "same", `a\x1b[31m\nb\u202e${"c".repeat(600)}`);
    notes.push("same", "same");
  });
  assertEquals(problems, ["same", `a [31m b ${"c".repeat(490)}…`]);
  assertEquals(notes, ["same"]);
});

Deno.test("runCheck() with a failing module: the failure is the last problem", async () => {
  const { problems } = await runCheck("name", "It holds", ({ problems }) => {
    problems.push("one");
    throw failure;
  });
  assertEquals(problems, ["one", "It threw; in x; line 3"]);
});

Deno.test("runCheck() with a defect of gettoken: thrown", async () => {
  await assertRejects(() => runCheck("name", "It holds", () => Promise.reject(new TypeError())));
});

Deno.test("checkEach() reports each finding once, with its first input", async () => {
  const inputs = [{ what: "a", finds: ["1", "2"] }, { what: "b", finds: ["1", "3"] }];
  const result = await checkEach("name", "It holds", inputs, ({ finds }, { problems, notes }) => {
    problems.push(...finds);
    notes.push(...finds.slice(0, 1));
  });
  assertEquals(result.problems, ["a: 1", "a: 2", "b: 3"]);
  assertEquals(result.notes, ["a: 1"]);
});

Deno.test("checkEach() with a failing module: only the failure is reported", async () => {
  const inputs = [{ what: "a" }, { what: "b" }];
  const { problems } = await checkEach("name", "It holds", inputs, ({ what }, { problems }) => {
    problems.push("one");
    if (what === "b") throw failure;
  });
  assertEquals(problems, ["It threw; in x; line 3"]);
});

Deno.test("problemsWhere() returns the problems whose condition is true", () => {
  assertEquals(problemsWhere([[true, "a"], [false, "b"], [undefined, "c"]]), ["a"]);
});

Deno.test("allPass() with notes only: true", () => {
  const check = { name: "name", title: "It holds", problems: [], notes: ["unusual"] };
  assertEquals(allPass([check]), true);
  assertEquals(allPass([check, { ...check, problems: ["wrong"] }]), false);
});

Deno.test("attempt(): returns the outcome, or the failure with the user's message", async () => {
  assertEquals(await attempt(() => 1), { value: 1 });
  assertEquals(await attempt(() => Promise.resolve(2)), { value: 2 });
  assertEquals(await attempt(() => Promise.reject(failure)), { failure });
  await assertRejects(() => attempt(() => JSON.parse("{")), SyntaxError);
});

Deno.test("oneLine(): the message of a failure in one line", () => {
  assertEquals(oneLine(failure), "It threw; in x; line 3");
});
