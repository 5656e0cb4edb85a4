import { assertEquals } from "@std/assert";
import { settingsOf } from "../../../lib/contract/declared_settings.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { builtIn } from "../../../providers/mod.ts";
import { exampleCode, exampleOptions } from "../../../tools/pages/library_example.ts";

const acme: Provider = {
  apiVersion: 1,
  name: "acme",
  title: "Acme ID",
  docs: "https://acme.example",
  example: "--token-url https://id.example --client-id 'a!b|c' --private-key-file k.pem --scope x",
  settings: {},
  endpoint: () => ({ issuer: "https://id.example" }),
};

Deno.test("exampleOptions(), exampleCode(): quoted values, files, scope and secret", () => {
  const options = exampleOptions(acme);
  assertEquals(options, {
    tokenUrl: "https://id.example",
    clientId: "a!b|c",
    privateKeyFile: "k.pem",
    scopes: "x",
  });
  assertEquals(
    exampleCode("acme", options),
    `const flow = new ClientCredentialsFlow({
  provider: "acme",
  tokenUrl: "https://id.example",
  clientId: "a!b|c",
  privateKey: await readFile("k.pem", "utf8"),
  scopes: "x",
  clientSecret,
});`,
  );
});

for (const [name, { load }] of Object.entries(builtIn)) {
  Deno.test(`${name}: the options of its example are settings`, async () => {
    const provider = await load();
    const names = Object.keys(exampleOptions(provider))
      .map((option) => option.replace(/^scopes$/, "scope").replace(/File$/, ""));
    const unknown = names.filter((option) => !Object.hasOwn(settingsOf(provider), option));
    assertEquals([names.length > 0, unknown], [true, []]);
  });
}
