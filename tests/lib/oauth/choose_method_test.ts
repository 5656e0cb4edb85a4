import { assertEquals, assertStringIncludes } from "@std/assert";
import { chooseMethod } from "../../../lib/oauth/choose_method.ts";
import type { Credential } from "../../../lib/contract/credential_settings.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { acme, failureOf, forEachCase, resolved } from "../helpers.ts";

const url = "https://id.example/token";
const metadata = "https://id.example/metadata";

interface Choice {
  readonly known?: Provider["clientAuthentication"];
  readonly offered?: readonly string[] | undefined;
  readonly values?: Readonly<Record<string, string>>;
  readonly credential?: Credential;
  readonly kind?: "client_credentials" | "jwt-bearer";
}

function choose({ known, offered, values = {}, credential, kind }: Choice) {
  return chooseMethod({ kind: kind ?? "client_credentials" }, {
    provider: known ? { ...acme, clientAuthentication: known } : acme,
    settings: resolved(values, credential && { credential }),
    endpoint: { url, audience: url, ...(offered && { metadata, methods: offered }) },
  });
}

Deno.test("chooseMethod() takes the user's method, else the first of the provider's that the server lists", async () => {
  const basic = "client_secret_basic";
  const post = "client_secret_post";
  const cases: Readonly<
    Record<string, {
      readonly known?: NonNullable<Provider["clientAuthentication"]>;
      readonly offered?: readonly string[];
      readonly wanted?: string;
      readonly chosen: string;
    }>
  > = {
    "the provider says nothing": { chosen: basic },
    "the provider's usual way": { known: [post, basic], chosen: post },
    "the server lists both": { offered: [post, basic], chosen: basic },
    "the server lists one": { offered: [post], chosen: post },
    "the server lists others, too": { offered: ["private_key_jwt", post], chosen: post },
    "the provider knows one": { known: [basic], offered: [post, basic], chosen: basic },
    "the user wants another": { wanted: post, chosen: post },
    "the user knows better than the server": { offered: [basic], wanted: post, chosen: post },
    "the user knows better than an empty list": { offered: [], wanted: basic, chosen: basic },
  };
  await forEachCase(cases, ({ known, offered, wanted, chosen }) => {
    assertEquals(choose({ known, offered, values: wanted ? { authMethod: wanted } : {} }), chosen);
  });
});

Deno.test("no method fits: the error says what the server lists", async () => {
  const failure = await failureOf("setting_invalid", () =>
    choose({
      known: ["client_secret_post"],
      offered: ["private_key_jwt", "tls_client_auth"],
    }));
  assertStringIncludes(failure.message, "client_secret_post");
  assertEquals(failure.details, [`${metadata} lists: private_key_jwt, tls_client_auth`]);
  assertStringIncludes(failure.hint ?? "", "--auth-method");
  const none = await failureOf("setting_invalid", () => choose({ offered: [] }));
  assertEquals(none.details, [`${metadata} lists: none`]);
});

Deno.test("chooseMethod() takes a method that fits the credential", async () => {
  const known = ["client_secret_basic", "private_key_jwt"] as const;
  assertEquals(choose({ known, credential: "privateKey" }), "private_key_jwt");
  assertEquals(choose({ known, credential: "federatedTokenFile" }), "private_key_jwt");
  assertEquals(choose({ known }), "client_secret_basic");
  const { message } = await failureOf(
    "setting_invalid",
    () => choose({ known, values: { authMethod: "private_key_jwt" } }),
  );
  assertEquals(message, "private_key_jwt does not go with a client secret");
});

Deno.test("the grant authenticates no client: what the server lists does not matter", async () => {
  const choice: Choice = { known: ["private_key_jwt"], credential: "privateKey", offered: [] };
  assertEquals(choose({ ...choice, kind: "jwt-bearer" }), "private_key_jwt");
  await failureOf("setting_invalid", () => choose(choice));
});
