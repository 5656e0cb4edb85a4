/**
 * Writes docs/interop.md from the outcomes of a run.
 *
 * @module
 */

import type { Outcome, Server } from "./case.ts";

/** The page: which cases passed, by topic, server and provider. It has no times and no addresses. */
export function interopPage(outcomes: readonly Outcome[]): string {
  const servers = [...new Set(outcomes.map(({ server }) => server))];
  return [
    "# Interoperability",
    "`deno task interop` runs the compiled program against servers that nobody here wrote, and " +
    "writes this page. Each case has a client, arguments, an exit status and what gettoken must " +
    "say. It also fails if the run prints or stores a secret.",
    tallyTable(servers, outcomes),
    "A column is a server and the provider of gettoken. A cell says how many of its cases passed.",
    matrix(outcomes),
    ...servers.map((server) => casesOf(server, outcomes)),
  ].join("\n\n") + "\n";
}

function tallyTable(servers: readonly Server[], outcomes: readonly Outcome[]): string {
  return table(["server", "version", "passed", "failed"], [
    ...servers.map((server) => {
      const { passed, failed } = tallyOf(outcomes.filter((one) => one.server === server));
      return [server.name, server.version, `${passed}`, `${failed}`];
    }),
  ]);
}

/** How many cases passed and failed. */
export function tallyOf(outcomes: readonly Outcome[]): { passed: number; failed: number } {
  const failed = outcomes.filter(({ cause }) => cause !== undefined).length;
  return { passed: outcomes.length - failed, failed };
}

function matrix(outcomes: readonly Outcome[]): string {
  const columnOf = ({ server, by }: Outcome) => `${server.name}, \`gettoken ${by}\``;
  const columns = [...new Set(outcomes.map(columnOf))];
  const topics = [...new Set(outcomes.map(({ topic }) => topic))];
  const rows = topics.map((topic) => {
    const cells = columns.map((column) =>
      outcomes.filter((one) => one.topic === topic && columnOf(one) === column)
    );
    return [topic, ...cells.map(cell)];
  });
  return table(["", ...columns], rows);
}

function cell(outcomes: readonly Outcome[]): string {
  return outcomes.length === 0 ? "" : `${tallyOf(outcomes).passed} of ${outcomes.length}`;
}

/** The names of the cases of a server, by topic. */
function casesOf(server: Server, outcomes: readonly Outcome[]): string {
  const own = outcomes.filter((one) => one.server === server);
  const topics = [...Map.groupBy(own, ({ topic }) => topic)].map(([topic, outcomes]) => {
    const names = Map.groupBy(outcomes, ({ name }) => name);
    const items = Array.from(names, ([name, outcomes]) => `- ${name}${remarks(outcomes)}`);
    return `### ${topic} at ${server.name}\n\n${items.join("\n")}`;
  });
  return [`## ${server.name} ${server.version}`, ...topics].join("\n\n");
}

/** By which provider a case failed, or which one is the only one that has it. */
function remarks(outcomes: readonly Outcome[]): string {
  const failed = outcomes.filter(({ cause }) => cause !== undefined).map(({ by }) => by);
  if (failed.length > 0) return ` (**failed** by ${failed.join(" and ")})`;
  return outcomes.length === 1 ? ` (by ${outcomes[0]?.by})` : "";
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}
