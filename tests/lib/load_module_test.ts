import {
  assert,
  assertEquals,
  assertNotMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { GettokenError } from "../../lib/errors.ts";
import { FileProblem } from "../../lib/host.ts";
import { loadModule } from "../../lib/load_module.ts";
import { fakeHost } from "../fake_host.ts";
import { acme, assertOneLine, failureOf, forEachCase, toldBy } from "./helpers.ts";

const path = "/here/mine.ts";

/** A machine with one module, which is this. */
function hostWith(module: unknown) {
  return fakeHost({ files: { [path]: "" }, modules: { [path]: module } });
}

/** A machine with one module, which fails to load like this. */
function hostThrowing(thrown: unknown) {
  const host = hostWith({});
  host.importModule = () => Promise.reject(thrown);
  return host;
}

Deno.test("loadModule() gives the provider that a module exports", async () => {
  const provider = await loadModule(hostWith({ default: acme }), "./mine.ts");
  assertEquals(provider.name, "acme");
  const endpoint = await provider.endpoint({ domain: "https://id.example" });
  assertEquals(endpoint, { tokenEndpoint: "https://id.example/token" });
});

Deno.test("loadModule() guards the functions of a module", async () => {
  const endpoint = () => {
    throw new Error("canary");
  };
  const provider = await loadModule(hostWith({ default: { ...acme, endpoint } }), "./mine.ts");
  const { message } = await failureOf("provider_module", () => provider.endpoint({}));
  assertEquals(message, "./mine.ts: endpoint() threw an error");
});

Deno.test("loadModule() says when there is no such file, or it cannot be read", async () => {
  const kinds: readonly FileProblem["kind"][] = [
    "missing",
    "not_a_file",
    "too_large",
    "unreadable",
  ];
  for (const kind of kinds) {
    const { message } = await failureOf(
      "provider_module",
      () => loadModule(fakeHost({ problems: { [path]: kind } }), "./mine.ts"),
    );
    const reason = kind === "missing" ? "there is no such file" : "it cannot be read";
    assertEquals(message, `Cannot load ./mine.ts: ${reason}`);
  }
});

Deno.test("loadModule() loads nothing that is no file here", async () => {
  const host = fakeHost();
  host.importModule = () => {
    throw new Error("was called");
  };
  for (
    const path of ["https://evil.example/mine.ts", "file:///mine.ts", "npm:/x", "data:,x/y.js"]
  ) {
    await failureOf("provider_module", () => loadModule(host, path));
  }
});

Deno.test("loadModule() says what a module lacks", async () => {
  await forEachCase({
    "nothing": undefined,
    "null": null,
    "no default export": { acme },
    "another kind of thing": { default: "acme" },
    "a function": { default: () => acme },
    "a promise of a provider": { default: Promise.resolve(acme) },
    "an object without any member": { default: {} },
  }, async (module) => {
    const host = hostWith({});
    host.importModule = () => Promise.resolve(module);
    const failure = await failureOf("provider_module", () => loadModule(host, "./mine.ts"));
    assertEquals(failure.message, "./mine.ts is not a provider");
    assert(failure.details.length > 0);
    assertStringIncludes(failure.hint ?? "", "default");
  });
  const { details } = await failureOf(
    "provider_module",
    () => loadModule(hostWith({ default: { ...acme, title: "", "\x1b[31m": 1 } }), "./mine.ts"),
  );
  assertEquals(details, ["title must be a text", "[31m is not part of the contract"]);
});

Deno.test("loadModule() names what a module threw, and none of its words", async () => {
  class OddError extends Error {
    override name = "Odd\x1b[31m";
  }
  await forEachCase<readonly [thrown: unknown, told: string]>({
    "an error": [new Error("canary", { cause: "canary" }), "Error"],
    "a type error": [new TypeError("canary"), "TypeError"],
    "an error of its own": [new OddError("canary"), "Odd [31m"],
    "a text": ["canary", "something that is not an Error"],
    "nothing": [undefined, "something that is not an Error"],
    "null": [null, "something that is not an Error"],
    "a failure like gettoken's": [new GettokenError("refused", "canary"), "GettokenError"],
  }, async ([thrown, told]) => {
    const failure = await failureOf(
      "provider_module",
      () => loadModule(hostThrowing(thrown), "./mine.ts"),
    );
    assertEquals(failure.message, `Cannot load ./mine.ts: it threw ${told}`);
    assertNotMatch(toldBy(failure), /canary/);
  });
});

Deno.test("loadModule() waits 4 s for a module, and no longer", async () => {
  const host = hostWith({});
  host.importModule = () => {
    queueMicrotask(() => host.ring());
    return new Promise(() => {});
  };
  const start = host.now();
  const { message } = await failureOf("provider_module", () => loadModule(host, "./mine.ts"));
  assertEquals(message, "./mine.ts did not load within 4 s");
  assertEquals(host.now() - start, 4000);
});

Deno.test("loadModule() says where a module is wrong", async () => {
  const error = new SyntaxError("Unexpected 'canary'\n\n  canary\n at file:///here/mine.ts:3:14");
  error.stack = "";
  const failure = await failureOf(
    "provider_module",
    () => loadModule(hostThrowing(error), "./mine.ts"),
  );
  assertEquals(failure.details, ["in file:///here/mine.ts, line 3, column 14"]);
  assertStringIncludes(failure.hint ?? "", ".js");
  assertNotMatch(toldBy(failure), /canary/);
});

Deno.test("loadModule() thinks of types only where there may be some", async () => {
  const host = fakeHost({ files: { "/here/mine.ts.js": "", [path]: "" } });
  const hintFor = async (path: string, thrown: Error) => {
    host.importModule = () => Promise.reject(thrown);
    return (await failureOf("provider_module", () => loadModule(host, path))).hint;
  };
  assertEquals(await hintFor("./mine.ts.js", new SyntaxError("x")), undefined);
  assertEquals(await hintFor("./mine.ts", new TypeError("x")), undefined);
});

Deno.test("loadModule() says no place when none is known", async () => {
  const error = Object.assign(new Error("canary"), { stack: "" });
  const { details } = await failureOf(
    "provider_module",
    () => loadModule(hostThrowing(error), "./mine.ts"),
  );
  assertEquals(details, []);
});

Deno.test("loadModule() lets a failure through that is no matter of files", async () => {
  const host = fakeHost();
  host.readFile = () => Promise.reject(new RangeError("elsewhere"));
  await assertRejects(() => loadModule(host, "./mine.ts"), RangeError);
});

/** A provider whose title is read like this. */
function titled(get: () => string): object {
  return Object.defineProperty({ ...acme }, "title", { get, enumerable: true });
}

Deno.test("loadModule() answers for members that throw when they are looked at", async () => {
  const fail = (): never => {
    throw new Error("canary");
  };
  let looks = 0;
  await forEachCase({
    "at once": titled(fail),
    "once they were found right": titled(() => ++looks > 2 ? fail() : "Acme ID"),
    "whatever it is": new Proxy({}, { get: fail }),
  }, async (provider) => {
    const failure = await failureOf(
      "provider_module",
      () => loadModule(hostWith({ default: provider }), "./mine.ts"),
    );
    assertEquals(failure.message, "./mine.ts throws when its members are read");
  });
});

Deno.test("loadModule() shows a path on one harmless line", async () => {
  const path = `./\x1b[31m\n${"x".repeat(1000)}.ts`;
  const { message } = await failureOf("provider_module", () => loadModule(fakeHost(), path));
  assertOneLine(message);
  assert(message.length < 300);
});
