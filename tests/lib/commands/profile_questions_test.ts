import { assertEquals, assertMatch } from "@std/assert";
import { askPath, askSecretValue, askValue } from "../../../lib/commands/profile_questions.ts";
import { fakeHost } from "../../fake_host.ts";
import { forEachCase } from "../helpers.ts";

Deno.test("askValue() says what is asked for, and takes what fits the setting", async () => {
  const host = fakeHost({ answers: ["", "a.example/x", "a.example"] });
  const setting = { description: "Your domain", example: "id.example", format: "origin" } as const;
  assertEquals(await askValue(host, "apiDomain", setting, "must"), "a.example");
  assertEquals(host.questions, ["api domain"]);
  assertEquals(host.refusals.length, 2);
  assertEquals(host.stderr, "\n  Your domain; for example id.example\n");
});

Deno.test("askValue() can be left without an answer if there need not be one", async () => {
  await forEachCase<readonly [fallback: string | undefined, says: RegExp]>({
    "nothing": [undefined, /Enter leaves it out/],
    "a default": ["eu", /Enter: eu/],
  }, async ([fallback, says]) => {
    const host = fakeHost({ answers: [""] });
    const setting = fallback === undefined ? {} : { default: fallback };
    assertEquals(await askValue(host, "region", setting, "may"), "");
    assertMatch(host.stderr, says);
  });
});

Deno.test("askValue() lets one of several be chosen", async () => {
  const setting = { values: ["eu", "us"] };
  const asked = (answer: string, need: "must" | "may") =>
    askValue(fakeHost({ answers: [answer] }), "region", setting, need);
  assertEquals(await asked("us", "must"), "us");
  assertEquals(await asked("(leave out)", "may"), "");
});

Deno.test("askPath() takes an absolute path, since a profile is used anywhere", async () => {
  for (const path of ["/run/key.pem", "C:\\keys\\key.pem", "\\\\server\\key.pem"]) {
    const host = fakeHost({ answers: ["", "key.pem", path] });
    assertEquals(await askPath(host, "privateKey", "must"), path);
    assertEquals(host.questions, ["private key file"]);
    assertEquals(host.refusals.length, 2);
  }
  assertEquals(await askPath(fakeHost({ answers: [""] }), "privateKey", "may"), "");
});

Deno.test("askSecretValue() asks at the hidden prompt, and shows nothing of what it refuses", async () => {
  const host = fakeHost();
  const typed = ["can\tary", "canary"];
  host.promptSecret = () => Promise.resolve(typed.shift() ?? "");
  assertEquals(await askSecretValue(host, "clientSecret", { secret: true }), "canary");
  assertEquals(host.stderr, "It contains a control or invisible character\n");
});
