/**
 * All that can go wrong, from source and compiled, at every level: how the program ends, what it
 * says, what it sends, and that no secret is anywhere it should not be.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { exitStatus, statusOf } from "../../../lib/errors.ts";
import { type Program, testProgram } from "../program.ts";
import { everyLevel, type Fault, type Faults, type Level } from "./fault.ts";
import { addressFaults } from "./addresses.ts";
import { argumentFaults } from "./arguments.ts";
import { bodyFaults } from "./bodies.ts";
import { certificateFaults } from "./certificates.ts";
import { connectionFaults } from "./connections.ts";
import { discoveryFaults } from "./discovery.ts";
import { dpopFaults } from "./dpop.ts";
import { envFileFaults } from "./env_files.ts";
import { envValueFaults } from "./env_values.ts";
import { environmentFaults } from "./environment.ts";
import { failingProxyFaults } from "./failing_proxies.ts";
import { headerFaults } from "./headers.ts";
import { moduleFaults } from "./modules.ts";
import { outputFaults } from "./output.ts";
import { protocolFaults } from "./protocol.ts";
import { proxyVariableFaults } from "./proxy_variables.ts";
import { retryFaults } from "./retries.ts";
import { serverTextFaults } from "./server_texts.ts";
import { statusFaults } from "./statuses.ts";
import { tlsFaults } from "./tls.ts";
import { tokenFaults } from "./tokens.ts";
import { tryFault } from "./try_fault.ts";
import { untrustedFaults } from "./untrusted.ts";
import { warningFaults } from "./warnings.ts";
import { workingProxyFaults } from "./working_proxies.ts";

const groups: Readonly<Record<string, Faults>> = {
  arguments: argumentFaults,
  environment: environmentFaults,
  addresses: addressFaults,
  ".env files": envFileFaults,
  "values in .env": envValueFaults,
  "untrusted files": untrustedFaults,
  modules: moduleFaults,
  connections: connectionFaults,
  certificates: certificateFaults,
  TLS: tlsFaults,
  "proxy variables": proxyVariableFaults,
  "failing proxies": failingProxyFaults,
  "working proxies": workingProxyFaults,
  protocol: protocolFaults,
  discovery: discoveryFaults,
  statuses: statusFaults,
  retries: retryFaults,
  headers: headerFaults,
  bodies: bodyFaults,
  "server texts": serverTextFaults,
  tokens: tokenFaults,
  DPoP: dpopFaults,
  warnings: warningFaults,
  output: outputFaults,
};

/** How many run at once. */
const atOnce = navigator.hardwareConcurrency;

interface Trial {
  readonly group: string;
  readonly name: string;
  readonly fault: Fault;
  readonly level: Level;
  readonly isAwkward: boolean;
}

const trials: readonly Trial[] = Object.entries(groups).flatMap(([group, faults]) =>
  Object.entries(faults).flatMap(([name, fault], index) =>
    (fault.levels ?? everyLevel).map((level, round) => ({
      ...{ group, name, fault, level },
      isAwkward: (index + round) % 2 === 0,
    }))
  )
);

testProgram("gettoken ends as it should, whatever goes wrong", async (gettoken) => {
  const tried = trials.filter(({ fault: { front = gettoken.front } }) => front === gettoken.front);
  const rest = [...tried];
  const failures: Error[] = [];
  const runners = Array.from({ length: atOnce }, async () => {
    for (let trial = rest.shift(); trial; trial = rest.shift()) {
      const { group, name, fault, level, isAwkward } = trial;
      await tryFault(gettoken, fault, level, isAwkward).catch((cause) => {
        failures.push(new Error(`${group}: ${name} (${level})`, { cause }));
      });
    }
  });
  await Promise.all(runners);
  summarize(gettoken, tried);
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} runs failed`);
});

/** Says how many cases of each group were tried. */
function summarize({ front }: Program, tried: readonly Trial[]): void {
  const cases = new Map(tried.map(({ group, name }) => [`${group}: ${name}`, group]));
  const counts = Map.groupBy(cases.values(), (group) => group);
  const byGroup = Array.from(counts, ([group, { length }]) => `${group} ${length}`).join(", ");
  // deno-lint-ignore no-console -- what a test suite has tried belongs to its result
  console.log(`${cases.size} faults in ${tried.length} runs (${front}): ${byGroup}`);
}

Deno.test("there are faults for every exit status and every failure code", () => {
  const all = Object.values(groups).flatMap((faults) => Object.values(faults));
  assert(all.length >= 150);
  const exits = new Set(all.map(({ exit }) => exit));
  assertEquals(Object.values(exitStatus).filter((status) => !exits.has(status)), []);
  // Read at the quiet level only, from the JSON object there.
  const told = all.filter(({ levels = everyLevel }) => levels.includes("quiet"));
  const codes = new Set(told.map(({ code }) => code as string));
  // gettoken inspect has no such level; its tests are in inspect_test.ts.
  assertEquals(Object.keys(statusOf).filter((code) => !codes.has(code)), ["not_verified"]);
});
