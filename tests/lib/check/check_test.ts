import { assertEquals, assertRejects } from "@std/assert";
import { allHold, attempt, checking, firstOccurrences, told } from "../../../lib/check/check.ts";
import { GettokenError } from "../../../lib/core/errors.ts";

const failure = new GettokenError("provider_module", "It threw", { details: ["in x", "line 3"] });

Deno.test("checking() gives what is found", async () => {
  const check = await checking("name", "It holds", ({ problems, notes }) => {
    problems.push("one", "two");
    notes.push("three");
  });
  assertEquals(check, {
    check: "name",
    what: "It holds",
    problems: ["one", "two"],
    notes: ["three"],
  });
});

Deno.test("checking() gives each text once, as a harmless line", async () => {
  const { problems, notes } = await checking("name", "It holds", ({ problems, notes }) => {
    problems.push("same", "same", `a\x1b[31m\nb\u202e${"c".repeat(600)}`);
    notes.push("same", "same");
  });
  assertEquals(problems, ["same", `a [31m b ${"c".repeat(490)}…`]);
  assertEquals(notes, ["same"]);
});

Deno.test("checking() takes a failure of the module for a problem, after what was found", async () => {
  const { problems } = await checking("name", "It holds", ({ problems }) => {
    problems.push("one");
    throw failure;
  });
  assertEquals(problems, ["one", "It threw; in x; line 3"]);
});

Deno.test("checking() lets a defect of gettoken's own through", async () => {
  await assertRejects(() => checking("name", "It holds", () => Promise.reject(new TypeError())));
});

Deno.test("firstOccurrences() tells each finding once", () => {
  assertEquals(firstOccurrences([["a", "1"], ["a", "2"], ["b", "1"], ["b", "3"]]), [
    ...["a: 1", "a: 2", "b: 3"],
  ]);
});

Deno.test("allHold() does not mind notes", () => {
  const check = { check: "name", what: "It holds", problems: [], notes: ["unusual"] };
  assertEquals(allHold([check]), true);
  assertEquals(allHold([check, { ...check, problems: ["wrong"] }]), false);
});

Deno.test("attempt() gives the outcome, or the failure that a user would be told of", async () => {
  assertEquals(await attempt(() => 1), { value: 1 });
  assertEquals(await attempt(() => Promise.resolve(2)), { value: 2 });
  assertEquals(await attempt(() => Promise.reject(failure)), { failure });
  await assertRejects(() => attempt(() => JSON.parse("{")), SyntaxError);
});

Deno.test("told() tells a failure in one line", () => {
  assertEquals(told(failure), "It threw; in x; line 3");
});
