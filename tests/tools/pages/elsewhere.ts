import type { Home } from "../../../tools/pages/install_lines.ts";

/** Another home than that in deno.json, for a project with a release. */
export const elsewhere: Home = {
  version: "2.3.4",
  repository: "acme-tools/fetchtoken",
  npm: "@acme/fetchtoken",
  jsr: "@acme-jsr/fetchtoken",
  container: "registry.example/acme/fetchtoken",
  isDecided: true,
};
