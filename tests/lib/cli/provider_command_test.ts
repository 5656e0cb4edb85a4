import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import type { Arguments } from "../../../lib/cli/arguments.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { providerCommand } from "../../../lib/cli/provider_command.ts";
import { acme, forEachCase } from "../helpers.ts";

/** A provider with a setting of each kind. */
const provider: Provider = {
  ...acme,
  setup: ["Create an application", "Grant it a role"],
  example: "--domain id.acme.example",
  settings: {
    authorityHost: {
      description: "Host of the authority",
      env: ["ACME_AUTHORITY"],
      default: "login.acme.example",
    },
    tenant: { required: true },
    region: { description: "Region", required: { unless: "tenant" } },
    resource: { list: "&" },
    clientId: { env: ["ACME_CLIENT_ID", "OLD_CLIENT_ID"] },
  },
};

/** How a command line is understood. */
function understand(...args: string[]): Promise<Arguments> {
  return understandFor(provider, ...args);
}

async function understandFor(asked: Provider, ...args: string[]): Promise<Arguments> {
  const understood: Arguments[] = [];
  const command = providerCommand(asked, (given) => understood.push(given));
  await command.throwErrors().noExit().parse(args);
  assertEquals(understood.length, 1);
  return understood[0] as Arguments;
}

/** What is said of a command line that is not understood. */
async function problemOf(...args: string[]): Promise<string> {
  const [outcome] = await Promise.allSettled([understand(...args)]);
  return outcome.status === "rejected" ? outcome.reason.message : "none";
}

Deno.test("providerCommand() has an option for each setting", async () => {
  const { settings } = await understand(
    ...["--authority-host", "a", "--tenant=b", "--client-id", "c", "--client-secret", "-d=e"],
    ...["--auth-method", "f"],
  );
  assertEquals(settings, {
    authorityHost: "a",
    tenant: "b",
    region: undefined,
    resource: undefined,
    clientId: "c",
    clientSecret: "-d=e",
    scope: undefined,
    authMethod: "f",
    clientSecretFile: undefined,
    caFile: undefined,
  });
});

Deno.test("providerCommand(): a switch needs no value, and no other option can go without", async () => {
  const byCertificate: Provider = {
    ...provider,
    clientAuthentication: ["private_key_jwt"],
    assertion: { keyHeader: "x5t#S256" },
  };
  const given = async (...args: string[]) => {
    const { settings } = await understandFor(byCertificate, ...args);
    return [settings.sendCertificateChain, settings.tenant];
  };
  assertEquals(await given("--send-certificate-chain", "--tenant", "b"), ["true", "b"]);
  assertEquals(await given("--send-certificate-chain", "0", "--tenant", "b"), ["0", "b"]);
  assertEquals(await given("--send-certificate-chain=1"), ["1", undefined]);
  assertMatch(await problemOf("--auth-method"), /Missing value for option "--auth-method"/);
});

Deno.test("providerCommand() with a repeated option: values joined", async () => {
  const { settings } = await understand(
    ...["--scope", "a b", "--scope", "c", "--resource", "x=1", "--resource", "y"],
  );
  assertEquals([settings.scope, settings.resource], ["a b c", "x=1&y"]);
});

Deno.test("providerCommand() understands the options of every provider", async () => {
  const all = ["-o", "json", "--timeout", "7", "--retries", "5", "--dry-run", "--no-input", "-v"];
  const { settings: _, ...others } = await understand(
    ...all,
    ...["--env-file", "a", "--env-file", "b", "-p", "prod"],
    ...["--cache", "--refresh", "--min-ttl", "600"],
  );
  assertEquals(others, {
    envFiles: ["a", "b"],
    profile: "prod",
    noEnvFile: undefined,
    options: {
      output: "json",
      timeout: 7,
      retries: 5,
      cache: true,
      refresh: true,
      minTtl: 600,
      dryRun: true,
      input: false,
      verbose: true,
    },
  });
  assertEquals((await understand("-q")).options, { quiet: true });
});

Deno.test("providerCommand() takes where the token goes", async () => {
  const { options } = await understand(
    ...["-o", "env", "--env-name", "_My_2", "--out", "dir/a b"],
  );
  assertEquals(options, { output: "env", envName: "_My_2", out: "dir/a b" });
  assertEquals((await understand("--copy")).options, { copy: true });
});

Deno.test("providerCommand() takes a file, or stdin, in the place of a secret", async () => {
  for (const path of ["secret.txt", "-"]) {
    const { settings } = await understand("--client-secret-file", path);
    assertEquals([settings.clientSecretFile, settings.clientSecret], [path, undefined]);
  }
});

Deno.test("providerCommand() takes what is about the way to the provider", async () => {
  assertEquals((await understand("--ca-file", "ca.pem")).settings.caFile, "ca.pem");
});

Deno.test("providerCommand() refuses what it does not understand", async () => {
  await forEachCase<readonly [args: readonly string[], problem: RegExp]>({
    "an unknown option": [["--nope"], /Unknown option "--nope"/],
    "an option that is nearly right": [["--tenat", "x"], /Did you mean option "--tenant"/],
    "an option without its value": [["--tenant"], /Missing value for option "--tenant"/],
    "an option too often": [["--tenant", "a", "--tenant", "b"], /can only occur once/],
    "an argument": [["canary"], /No arguments allowed/],
    "another form": [["-o", "xml"], /"--output" must be token, json, header/],
    "an invalid scope": [["--scope", "a\tcanary"], /"--scope" contains a control/],
    "a scope with two spaces": [["--scope", "canary  b"], /"--scope" must be scopes/],
    "quiet and verbose": [["-q", "-v"], /conflicts/],
  }, async ([args, problem]) => {
    const told = await problemOf(...args);
    assertMatch(told, problem);
    assertNotMatch(told, /canary/);
  });
});
