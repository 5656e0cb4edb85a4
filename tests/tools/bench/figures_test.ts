import { assertEquals } from "@std/assert";
import { type Bound, type Figures, judge, median, table } from "../../../tools/bench/figures.ts";

const figures: readonly Figures[] = [
  { name: "floor", wall: 40, memory: 45 },
  { name: "ours", wall: 46, memory: 49.5 },
];
const times: Bound = { program: "ours", than: "floor", unit: "times", most: 1.15 };

function verdict(bound: Bound): { holds: boolean | undefined; line: string } {
  const [verdict] = judge([bound], figures);
  return { holds: verdict?.holds, line: (verdict?.line ?? "").replace(/ +/g, " ") };
}

Deno.test("a ratio that is the bound: pass", () => {
  assertEquals(verdict(times), {
    holds: true,
    line: "pass ours 1.15 times floor (at most 1.15)",
  });
});

Deno.test("a ratio above the bound: fail", () => {
  assertEquals(verdict({ ...times, most: 1.14 }), {
    holds: false,
    line: "fail ours 1.15 times floor (at most 1.14)",
  });
});

Deno.test("more milliseconds than the bound: fail", () => {
  assertEquals(verdict({ ...times, unit: "ms more", most: 6 }).holds, true);
  assertEquals(verdict({ ...times, unit: "ms more", most: 5.9 }), {
    holds: false,
    line: "fail ours 6.0 ms more than floor (at most 5.9)",
  });
});

Deno.test("more memory than the bound: fail", () => {
  assertEquals(verdict({ ...times, unit: "MiB more", most: 4.5 }).holds, true);
  assertEquals(verdict({ ...times, unit: "MiB more", most: 4 }), {
    holds: false,
    line: "fail ours 4.5 MiB more than floor (at most 4)",
  });
});

Deno.test("a bound without a measurement: fail, and it says why", () => {
  assertEquals(verdict({ ...times, program: "other" }), {
    holds: false,
    line: "fail other not measured times floor (at most 1.15)",
  });
  const [noMemory] = judge(
    [{ ...times, unit: "MiB more" }],
    figures.map((one) => ({ ...one, memory: undefined })),
  );
  assertEquals(noMemory?.holds, false);
});

Deno.test("a table: time, ratio to the first program, and memory where it is known", () => {
  const text = table("Title", [...figures, { name: "peer", wall: 8, memory: undefined }]);
  assertEquals(text.replace(/ +/g, " ").split("\n"), [
    "Title",
    " wall ratio peak memory",
    " floor 40.0 ms 1.00 x 45.0 MiB",
    " ours 46.0 ms 1.15 x 49.5 MiB",
    " peer 8.0 ms 0.20 x",
  ]);
});

Deno.test("a median of an even number of values: the mean of the two in the middle", () => {
  assertEquals(median([40, 10, 20, 90]), 30);
  assertEquals(median([9, 1, 5]), 5);
  assertEquals(median([]), undefined);
});
