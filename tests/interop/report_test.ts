import { assertEquals, assertStringIncludes } from "@std/assert";
import denoConfig from "../../deno.json" with { type: "json" };
import type { Outcome, Server } from "./case.ts";
import { version } from "./keycloak/distribution.ts";
import { interopPage, tallyOf } from "./report.ts";

const server: Server = {
  name: "Acme ID",
  version: "1.2",
  start: () => Promise.resolve({ missing: "everything" }),
};

const outcomes: readonly Outcome[] = [
  { server, topic: "scopes", by: "acme", name: "none: token" },
  { server, topic: "scopes", by: "oidc", name: "none: token", cause: new Error("no token") },
  { server, topic: "DPoP", by: "oidc", name: "its key: bound token" },
];

Deno.test("one of three cases failed: the page says which, by topic and provider", () => {
  assertEquals(tallyOf(outcomes), { passed: 2, failed: 1 });
  const page = interopPage(outcomes);
  for (
    const line of [
      "| Acme ID | 1.2 | 2 | 1 |",
      "| scopes | 1 of 1 | 0 of 1 |",
      "| DPoP |  | 1 of 1 |",
      "- none: token (**failed** by oidc)",
      "- its key: bound token (by oidc)",
    ]
  ) assertStringIncludes(page, `\n${line}\n`);
});

Deno.test("docs/interop.md has the versions that are tested, and no failed case", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/interop.md", import.meta.url));
  const oidcProvider = denoConfig.imports["oidc-provider"].replace(/.*@/, "");
  const rows = [
    ...page.matchAll(/^\| (Keycloak|oidc-provider) +\| (\S+) +\| \d+ +\| (\d+) +\|$/gm),
  ];
  assertEquals(rows.map(([, ...cells]) => cells), [
    ["Keycloak", version, "0"],
    ["oidc-provider", oidcProvider, "0"],
  ]);
});
