import { assertEquals } from "@std/assert";
import { noArguments } from "../../../lib/cli/arguments.ts";
import { quickArguments } from "../../../lib/cli/quick_arguments.ts";
import { settingsOf } from "../../../lib/contract/declared_settings.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { acme } from "../helpers.ts";

/** What a command line sets; `undefined` if the parser leaves it to the command. */
function given(line: string, provider: Provider = acme) {
  const understood = quickArguments(
    settingsOf(provider),
    line.split(" ").map((word) => word.replaceAll("_", " ")),
  );
  if (understood === undefined) return undefined;
  const { settings, ...others } = understood;
  const set = Object.entries(settings).filter(([, value]) => value !== undefined);
  return { ...others, settings: Object.fromEntries(set) };
}

const nothing = { ...noArguments, profile: undefined, noEnvFile: undefined };

Deno.test("quickArguments() takes options of a provider and of a run", () => {
  assertEquals(given("--domain a.example --client-id=b=c --client-secret-file - -o json -v"), {
    ...nothing,
    settings: { domain: "a.example", clientId: "b=c", clientSecretFile: "-" },
    options: { output: "json", verbose: true },
  });
  assertEquals(given("--timeout 2m --no-input --cache -p prod"), {
    ...nothing,
    profile: "prod",
    options: { timeout: 120, input: false, cache: true },
  });
});

Deno.test("quickArguments(): an option of several values is a list", () => {
  assertEquals(given("--scope a --scope=b_c")?.settings, { scope: "a b c" });
  assertEquals(given("--env-file a --no-env-file --env-file b"), {
    ...nothing,
    envFiles: ["a", "b"],
    noEnvFile: true,
    options: { noEnvFile: true },
  });
});

Deno.test("quickArguments(): the value of a switch can be left out", () => {
  const provider: Provider = {
    ...acme,
    clientAuthentication: ["private_key_jwt"],
    assertion: { keyHeader: "x5t#S256" },
  };
  for (
    const [line, value] of [
      ["--send-certificate-chain", "true"],
      ["--send-certificate-chain -q", "true"],
      ["--send-certificate-chain 0", "0"],
      ["--send-certificate-chain=1", "1"],
    ] as const
  ) {
    assertEquals(given(line, provider)?.settings, { sendCertificateChain: value });
  }
});

Deno.test("quickArguments() leaves to the command what is wrong, unusual or a question", () => {
  for (
    const line of [
      ...["", "canary", "-h", "--help", "--domain a -h", "--", "--nope", "--dom a", "-"],
      ...["--domain", "--domain=", "--domain  -q", "--domain --nope", "--domain -x"],
      ...["--domain a --domain b", "-q -v", "-v -q", "--cache=1", "--cache 1", "--no-cache"],
      ...["-qo json", "-ojson", "-o=json", "-o xml", "--timeout 0", "--scope a__b"],
      ...["--client-secret-file --domain a", "--client-secret -- -q"],
    ]
  ) {
    assertEquals(given(line), undefined, line);
  }
});
