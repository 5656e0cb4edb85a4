// Real connections are tested in tests/e2e/library/: unit tests have no network.

import { assertEquals, assertRejects } from "@std/assert";
import { FileProblem } from "../../../lib/core/host.ts";
import { createLibraryHost } from "../../../lib/runtimes/library_host.ts";
import { failureOf } from "../helpers.ts";

Deno.test("createLibraryHost(): no environment, files only by path", async () => {
  const host = createLibraryHost();
  assertEquals([host.os, host.env("PATH"), host.envNames()], ["unknown", undefined, []]);
  const bytes = await host.readFile("deno.json", 1_000_000);
  assertEquals(bytes, await Deno.readFile("deno.json"));
  await assertRejects(() => host.readStdin(1), FileProblem);
});

Deno.test("createLibraryHost(), environment without permission: setting_invalid, names the flag", async () => {
  const host = createLibraryHost({}, true);
  assertEquals(host.os, Deno.build.os);
  const { hint } = await failureOf("setting_invalid", () => host.env("PATH"));
  assertEquals(hint, "Add --allow-env to the options of deno run.");
});

Deno.test("createLibraryHost(), fetch of the caller: used for all requests, certificates or not", async () => {
  const urls: string[] = [];
  const host = createLibraryHost({
    fetch(url) {
      urls.push(url);
      return Promise.resolve(new Response("ok"));
    },
  });
  await host.fetch("https://a.example", {});
  host.trust(["no PEM"]);
  host.present({ certificate: "no PEM", key: "no PEM" });
  await host.fetch("https://b.example", {});
  assertEquals(urls, ["https://a.example", "https://b.example"]);
});

Deno.test("createLibraryHost(), unusable certificate: setting_invalid, nothing unhandled", async () => {
  const host = createLibraryHost();
  host.present({ certificate: "no PEM", key: "no PEM" });
  const { message } = await failureOf(
    "setting_invalid",
    () => host.fetch("https://a.example", {}),
  );
  assertEquals(message, "The runtime rejects the client certificate or its key");
  host.close();
});

Deno.test("createLibraryHost(), sleep() and later(): a signal or a call ends them", async () => {
  const host = createLibraryHost();
  const controller = new AbortController();
  const sleeping = host.sleep(1_000_000, controller.signal);
  controller.abort();
  await sleeping;
  await host.sleep(1_000_000, controller.signal);
  await host.sleep(0);
  host.later(1_000_000, () => {})();
});
