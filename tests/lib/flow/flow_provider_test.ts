import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import type { Provider } from "../../../lib/contract/provider.ts";
import { GettokenError } from "../../../lib/core/errors.ts";
import { findProvider } from "../../../lib/flow/flow_provider.ts";
import { acme, failureOf } from "../helpers.ts";

const catalog = {
  acme: { aliases: ["acme-id"], load: () => Promise.resolve(acme) },
  other: { aliases: [], load: () => Promise.resolve({ ...acme, name: "other" }) },
};

Deno.test("findProvider(), a name or an alias: the built-in provider", async () => {
  for (const name of ["acme", "acme-id"]) {
    const { isOwn, ready, load } = findProvider(name, catalog);
    assertEquals([isOwn, ready, (await load()).name], [false, undefined, "acme"]);
  }
});

Deno.test("findProvider(), an unknown name: what may have been meant", () => {
  const hints = ["acmee", "./acme.ts", "zzz", "toString"].map((name) => {
    const error = assertThrows(() => findProvider(name, catalog), GettokenError);
    assertEquals(error.code, "unknown_provider");
    return error.hint;
  });
  const all = "The built-in providers are acme, other.";
  assertEquals(hints, [
    "Did you mean acme?",
    "Import the module, and set provider to its default export.",
    ...[all, all],
  ]);
});

Deno.test("findProvider(), neither a name nor an object: usage", () => {
  for (const provider of [undefined, null, 1, [acme], class {}]) {
    const error = assertThrows(() => findProvider(provider, catalog), GettokenError);
    assertEquals(error.code, "usage");
  }
});

Deno.test("findProvider(), an invalid object: its problems, at once", () => {
  const error = assertThrows(() => findProvider({ ...acme, title: 1 }, catalog), GettokenError);
  assertEquals([error.code, error.details.length], ["provider_module", 1]);
  assertMatch(error.message, /^provider is not a valid provider: title must be /);
});

Deno.test("findProvider(), the module of a provider: the way out", () => {
  const error = assertThrows(() => findProvider({ default: acme }, catalog), GettokenError);
  assertEquals(error.code, "provider_module");
  assertEquals(error.hint, "Set provider to the module's default export.");
});

Deno.test("findProvider(), an object: its secrets are marked, its functions guarded", async () => {
  const own: Provider = {
    ...acme,
    settings: { ...acme.settings, apiKey: {} },
    endpoint: () => ({ tokenEndpoint: "not a URL" }),
    parameters: () => {
      throw new TypeError("x is\nnot a function");
    },
  };
  const { isOwn, ready } = findProvider(own, catalog);
  assertEquals([isOwn, ready?.settings.apiKey?.secret], [true, true]);
  const wrong = await failureOf("provider_module", () => ready?.endpoint({}));
  assertEquals(
    wrong.message,
    "acme: endpoint() returned { tokenEndpoint } whose value is not a URL",
  );
  const thrown = await failureOf("provider_module", () => ready?.parameters?.({}));
  assertEquals(thrown.message, "acme: parameters() threw TypeError: x is not a function");
  assertEquals("cause" in thrown, false);
});

Deno.test("findProvider(), an object that extends a built-in provider: completed by load()", async () => {
  const extension = {
    apiVersion: 1,
    name: "mine",
    extends: "acme",
    defaults: { domain: "id.mine" },
  };
  const { isOwn, ready, load } = findProvider(extension, catalog);
  assertEquals([isOwn, ready], [true, undefined]);
  const { title, settings } = await load();
  assertEquals([title, settings.domain?.default], ["mine", "id.mine"]);
  const parameters = () => {
    throw new TypeError("x");
  };
  const throwing = await findProvider({ ...extension, parameters }, catalog).load();
  await failureOf("provider_module", () => throwing.parameters?.({}));
  const broken = findProvider({ ...extension, extends: "none" }, catalog);
  const { details } = await failureOf("provider_module", () => broken.load());
  assertEquals(details, ["extends must be the name of a built-in provider, such as oidc"]);
});
