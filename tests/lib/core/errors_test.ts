import { assertEquals } from "@std/assert";
import { exitStatus, GettokenError, invalidSetting, statusOf } from "../../../lib/core/errors.ts";

Deno.test("exitStatus: numbers do not change", () => {
  assertEquals(exitStatus, {
    ok: 0,
    defect: 1,
    usage: 2,
    configuration: 3,
    refused: 4,
    unreachable: 5,
    tryLater: 6,
    badReply: 7,
    providerModule: 8,
    output: 9,
  });
});

Deno.test("statusOf: the exit status of each code does not change", () => {
  const codesByStatus = Map.groupBy(Object.entries(statusOf), ([, status]) => status);
  const codes = [...codesByStatus].map((
    [status, entries],
  ) => [status, entries.map(([code]) => code)]);
  assertEquals(Object.fromEntries(codes), {
    1: ["defect"],
    2: ["usage", "unknown_provider"],
    3: [
      "setting_missing",
      "setting_invalid",
      "untrusted_destination",
      "env_file_unreadable",
      "env_file_malformed",
    ],
    4: ["refused", "not_verified"],
    5: ["host_not_found", "connection_failed", "proxy_failed", "tls_failed"],
    6: ["timed_out", "rate_limited", "server_error"],
    7: ["redirected", "reply_too_large", "reply_not_json", "reply_unusable", "discovery_failed"],
    8: ["provider_module"],
    9: ["output_failed"],
  });
});

Deno.test("GettokenError: has its exit status and details", () => {
  const error = new GettokenError("refused", "Acme ID refused", {
    details: ["why"],
    hint: "what to do",
    docs: "https://acme.example",
  });
  const { name, message, exitStatus, details, hint, docs } = error;
  assertEquals([name, message, exitStatus], ["GettokenError", "Acme ID refused", 4]);
  assertEquals([details, hint, docs], [["why"], "what to do", "https://acme.example"]);
});

Deno.test("GettokenError: no details by default", () => {
  const { details, hint, docs } = new GettokenError("defect", "x");
  assertEquals([details, hint, docs], [[], undefined, undefined]);
});

Deno.test("invalidSetting(): the message begins with the source", () => {
  const { code, message, hint, exitStatus } = invalidSetting(
    "--key names ./key.pem",
    "it is empty",
  );
  assertEquals(
    { code, message, hint, exitStatus },
    {
      code: "setting_invalid",
      message: "--key names ./key.pem: it is empty",
      hint: undefined,
      exitStatus: 3,
    },
  );
  assertEquals(invalidSetting("--key", "it is empty", "Fill it.").hint, "Fill it.");
});

Deno.test("every failure code occurs in a test", async () => {
  const rooms = new URL("../", import.meta.url);
  let tests = "";
  for await (const room of Deno.readDir(rooms)) {
    if (!room.isDirectory) continue;
    const folder = new URL(`${room.name}/`, rooms);
    for await (const { name } of Deno.readDir(folder)) {
      const url = new URL(name, folder);
      if (url.href !== import.meta.url) tests += await Deno.readTextFile(url);
    }
  }
  const unprovoked = Object.keys(statusOf).filter((code) => !new RegExp(`"${code}\\b`).test(tests));
  assertEquals(unprovoked, []);
});

Deno.test("GettokenError: a copy keeps the cause", () => {
  const error = new GettokenError("aborted", "x", { cause: "why" }).with("more");
  assertEquals([error.cause, error.details, error.exitStatus], ["why", ["more"], 130]);
  assertEquals("cause" in new GettokenError("defect", "x").with("more"), false);
});
