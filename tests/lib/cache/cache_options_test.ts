import { assertEquals, assertStringIncludes } from "@std/assert";
import { noArguments } from "../../../lib/cli/arguments.ts";
import { cacheOptions, type Variables, wantsCache } from "../../../lib/cache/cache_options.ts";
import { failureOf, forEachCase, type Given, sourcesOf } from "../helpers.ts";

const off = noArguments;
const on = { ...noArguments, cache: true };

function variables(given: Given): Variables {
  return sourcesOf(given);
}

Deno.test("cacheOptions() has nothing unless the cache is asked for", () => {
  assertEquals(cacheOptions(off, variables({})), undefined);
  assertEquals(cacheOptions({ ...off, refresh: true, minTtl: 5 }, variables({})), undefined);
  assertEquals(cacheOptions(off, variables({ env: { GETTOKEN_CACHE: "0" } })), undefined);
});

Deno.test("cacheOptions() is on by an option, and by a variable wherever it stands", async () => {
  const plain = { refresh: false, minTtl: 0 };
  assertEquals(cacheOptions(on, variables({})), plain);
  const one = { GETTOKEN_CACHE: "1" };
  await forEachCase<Given>({
    "the environment": { env: one },
    "a named file": { named: [one] },
    "a found file": { found: one },
  }, (given) => {
    assertEquals(cacheOptions(off, variables(given)), plain);
    assertEquals(wantsCache(false, variables(given)), true);
  });
});

Deno.test("cacheOptions() goes by the environment before files, and by options before both", () => {
  const files = { found: { GETTOKEN_CACHE: "1", GETTOKEN_MIN_TTL: "3" } };
  assertEquals(cacheOptions(off, variables({ ...files, env: { GETTOKEN_CACHE: "0" } })), undefined);
  assertEquals(cacheOptions(off, variables(files))?.minTtl, 3);
  const env = { GETTOKEN_MIN_TTL: "20" };
  assertEquals(cacheOptions(off, variables({ ...files, env }))?.minTtl, 20);
  assertEquals(cacheOptions({ ...off, minTtl: 100 }, variables({ ...files, env }))?.minTtl, 100);
  assertEquals(cacheOptions({ ...on, refresh: true }, variables({}))?.refresh, true);
});

Deno.test("cacheOptions() refuses a variable that is not what it must be, and says where it stands", async () => {
  await forEachCase<readonly [Given, string]>({
    "no number": [{ env: { GETTOKEN_CACHE: "yes" } }, "GETTOKEN_CACHE in the environment"],
    "empty": [{ env: { GETTOKEN_CACHE: "" } }, "must be 1 or 0"],
    "in a file": [{ found: { GETTOKEN_CACHE: "2" } }, "GETTOKEN_CACHE in ./.env"],
  }, async ([given, text]) => {
    const { message } = await failureOf(
      "setting_invalid",
      () => cacheOptions(off, variables(given)),
    );
    assertStringIncludes(message, text);
  });
  for (const value of ["", "-1", "1.5", "86401", "1e3", " 5"]) {
    const given = variables({ env: { GETTOKEN_MIN_TTL: value } });
    const { message } = await failureOf("setting_invalid", () => cacheOptions(on, given));
    assertStringIncludes(message, "GETTOKEN_MIN_TTL in the environment must be a number");
  }
  const most = variables({ env: { GETTOKEN_MIN_TTL: "86400" } });
  assertEquals(cacheOptions(on, most)?.minTtl, 86400);
});
