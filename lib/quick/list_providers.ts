/** The list that `gettoken providers` prints. @module */

import type { Context } from "../contract/context.ts";
import { titleOf } from "../contract/names.ts";
import { alignColumns, printable, writeWrapped } from "../core/text.ts";
import { listAdded } from "../plugins/added_providers.ts";

/** Prints the built-in providers with their titles, and those that the user added. */
export async function printList(
  { host, catalog }: Pick<Context, "host" | "catalog">,
): Promise<void> {
  const builtIn = Object.entries(catalog).map(async ([name, entry]) => {
    return [[name, ...entry.aliases].join(", "), await titleOf(entry)];
  });
  const added = (await listAdded(host)).map(({ name, state, provider }) => [
    name,
    `${printable(provider?.title ?? state, 60)}, added from ${
      printable(provider?.source ?? "?", 200)
    }`,
  ]);
  const lines = [
    ...alignColumns([...await Promise.all(builtIn), ...added]),
    "",
    "Built-in providers follow the vendors' documentation.",
    "None was tested with a live service yet.",
    "To show one: gettoken providers <name or path of a module>",
    "",
  ];
  await writeWrapped(host, lines.join("\n"));
}
