import {
  assert,
  assertEquals,
  assertNotMatch,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { GettokenError } from "../../lib/errors.ts";
import { guardProvider } from "../../lib/guard_provider.ts";
import { fakeHost } from "../fake_host.ts";
import type { Provider } from "../../lib/provider.ts";
import { acme, failureOf, forEachCase, toldBy } from "./helpers.ts";

const module = "./mine.ts";

/** A provider of a module whose functions do this, whatever the contract says. */
function guarded(functions: {
  readonly endpoint?: unknown;
  readonly parameters?: unknown;
  readonly check?: unknown;
}): Provider {
  const { check, ...others } = functions;
  const settings = { domain: { description: "Host", ...(check ? { check } : {}) } };
  const provider: unknown = { ...acme, settings, ...others };
  return guardProvider(fakeHost(), provider as Provider, module);
}

/** Ways to fail that a module may try. */
const throwers: Readonly<Record<string, () => unknown>> = {
  "throws an error": () => {
    throw new Error("canary", { cause: "canary" });
  },
  "throws a text": () => {
    // deno-lint-ignore no-throw-literal -- a module may
    throw "canary";
  },
  "throws nothing": () => {
    // deno-lint-ignore no-throw-literal -- a module may
    throw undefined;
  },
  "gives a promise that fails": () => Promise.reject(new TypeError("canary")),
};

const functions = {
  endpoint: (provider: Provider) => provider.endpoint({}),
  parameters: (provider: Provider) => provider.parameters?.({}),
  check: (provider: Provider) => provider.settings.domain?.check?.("x"),
};

for (const [name, call] of Object.entries(functions)) {
  const shown = name === "check" ? "settings.domain.check" : name;
  Deno.test(`guardProvider() answers for ${shown}() when it throws, without its words`, async () => {
    await forEachCase(throwers, async (thrower) => {
      const failure = await failureOf("provider_module", () => call(guarded({ [name]: thrower })));
      assertEquals(failure.message, `./mine.ts: ${shown}() threw an error`);
      assertNotMatch(toldBy(failure), /canary/);
      assertEquals(failure.cause, undefined);
    });
  });
}

Deno.test("guardProvider() waits 4 s for an answer, and no longer", async () => {
  const host = fakeHost();
  const start = host.now();
  const provider = guardProvider(host, { ...acme, endpoint: () => new Promise(() => {}) }, module);
  const asking = failureOf("provider_module", () => provider.endpoint({}));
  host.ring();
  assertEquals((await asking).message, "./mine.ts: endpoint() did not answer within 4 s");
  assertEquals(host.now() - start, 4000);
});

async function assertReturnRefused(name: keyof typeof functions, values: readonly unknown[]) {
  for (const value of values) {
    for (const returned of [value, Promise.resolve(value)]) {
      const provider = guarded({ [name]: () => returned });
      const failure = await failureOf("provider_module", () => functions[name](provider));
      assert(failure.message.endsWith("() returned something else than the contract says"));
    }
  }
}

const throwingGetter = {
  get tokenEndpoint(): string {
    throw new Error("canary");
  },
};

Deno.test("guardProvider() refuses an endpoint that is none", async () => {
  const url = "https://id.example/token";
  await assertReturnRefused("endpoint", [
    undefined,
    null,
    "",
    url,
    42,
    [],
    {},
    { url },
    { tokenEndpoint: "" },
    { tokenEndpoint: "/token" },
    { tokenEndpoint: undefined },
    { tokenEndpoint: 42 },
    { tokenEndpoint: [url] },
    { tokenEndpoint: { toString: () => url } },
    { tokenEndpoint: Symbol("canary") },
    { issuer: null },
    { issuer: url, tokenEndpoint: url },
    { issuer: undefined, tokenEndpoint: url },
    throwingGetter,
    () => url,
  ]);
});

Deno.test("guardProvider() refuses parameters that are none", async () => {
  await assertReturnRefused("parameters", [
    undefined,
    null,
    "a=b",
    ["a"],
    { a: 1 },
    { a: true },
    { a: { b: "c" } },
    { a: ["b", 1] },
    { a: [["b"]] },
    { a: () => "b" },
  ]);
});

Deno.test("guardProvider() refuses a verdict that is none", async () => {
  await assertReturnRefused("check", [null, "", true, false, 0, new Error("canary"), {}]);
});

Deno.test("guardProvider() hands on what is right", async () => {
  const tokenEndpoint = "https://id.example/token";
  const issuer = "https://id.example";
  assertEquals(await guarded({ endpoint: () => ({ tokenEndpoint }) }).endpoint({}), {
    tokenEndpoint,
  });
  assertEquals(await guarded({ endpoint: () => Promise.resolve({ issuer }) }).endpoint({}), {
    issuer,
  });
  const parameters = { a: "b", c: ["d", "e"], f: undefined, g: "" };
  assertEquals(await guarded({ parameters: () => parameters }).parameters?.({}), parameters);
  const check = (value: string) => value === "good" ? undefined : `must be good, not ${value}`;
  const domain = guarded({ check }).settings.domain;
  assertEquals(await domain?.check?.("good"), undefined);
  assertEquals(await domain?.check?.("x"), "must be good, not x");
});

Deno.test("guardProvider() hands the settings to the functions", async () => {
  const seen: unknown[] = [];
  const provider = guarded({
    endpoint: (settings: unknown) => {
      seen.push(settings);
      return { tokenEndpoint: "https://id.example" };
    },
    parameters: (settings: unknown) => {
      seen.push(settings);
      return {};
    },
  });
  await provider.endpoint({ a: "1" });
  await provider.parameters?.({ a: "2" });
  assertEquals(seen, [{ a: "1" }, { a: "2" }]);
});

Deno.test("guardProvider() gives an address that cannot change after it was found right", async () => {
  let asked = 0;
  const provider = guarded({
    endpoint: () => ({
      get tokenEndpoint() {
        return ++asked === 1 ? "https://id.example/token" : "http://evil.example";
      },
    }),
  });
  const endpoint = await provider.endpoint({});
  assertEquals(endpoint, { tokenEndpoint: "https://id.example/token" });
  assertEquals(endpoint, { tokenEndpoint: "https://id.example/token" });
});

Deno.test("guardProvider() leaves everything else as it is, and adds no function", () => {
  const { endpoint: _, settings, ...others } = guardProvider(fakeHost(), acme, module);
  for (const [name, value] of Object.entries(others)) {
    assertStrictEquals(value, acme[name as keyof Provider]);
  }
  assertEquals(settings, acme.settings);
  assertEquals("parameters" in others, false);
});

Deno.test("guardProvider() gives up on a function that never answers", async () => {
  const host = fakeHost();
  const slow = { ...acme, endpoint: () => new Promise<never>(() => {}) };
  const asked = assertRejects(
    () => Promise.resolve(guardProvider(host, slow, module).endpoint({})),
    GettokenError,
    "endpoint() did not answer within 4 s",
  );
  assertEquals(host.ring(), true);
  await asked;
});

Deno.test("guardProvider() watches the check of all settings like any other function", async () => {
  const wrong = { ...acme, check: () => 1 as unknown as string };
  const failure = await failureOf(
    "provider_module",
    () => guardProvider(fakeHost(), wrong, module).check?.({}),
  );
  assertEquals(
    failure.message,
    `${module}: check() returned something else than the contract says`,
  );
  const right = guardProvider(fakeHost(), { ...acme, check: () => "no" }, module);
  assertEquals(await right.check?.({}), "no");
});
