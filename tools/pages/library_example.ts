/**
 * The example of a provider's help as options of the library, for its page.
 *
 * @module
 */

import type { Provider } from "../../lib/contract/provider.ts";

/** The options in a provider's example by name: `--client-id x` is `clientId: "x"`. */
export function exampleOptions({ example = "" }: Provider): Record<string, string> {
  const flags = example.matchAll(/--(?<flag>[a-z-]+) (?:'(?<quoted>[^']*)'|(?<plain>\S+))/g);
  return Object.fromEntries(Array.from(flags, ({ groups = {} }) => {
    const { flag = "", quoted, plain = "" } = groups;
    const name = flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return [name === "scope" ? "scopes" : name, quoted ?? plain];
  }));
}

/** TypeScript that makes a flow with these options. Files and the client secret are read. */
export function exampleCode(provider: string, options: Readonly<Record<string, string>>): string {
  const members = Object.entries(options).map(([name, value]) =>
    name.endsWith("File")
      ? `${name.slice(0, -4)}: await readFile(${JSON.stringify(value)}, "utf8")`
      : `${name}: ${JSON.stringify(value)}`
  );
  const secret = options.clientId === undefined ? [] : ["clientSecret"];
  const lines = [`provider: ${JSON.stringify(provider)}`, ...members, ...secret];
  return `const flow = new ClientCredentialsFlow({\n${
    lines.map((line) => `  ${line},\n`).join("")
  }});`;
}
