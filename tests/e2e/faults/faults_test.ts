/**
 * Every fault at every level, as a bundle at one level and compiled at the others: exit status, output,
 * requests, and no secret where it must not be.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { exitStatus, statusOf } from "../../../lib/core/errors.ts";
import { type Trial, tryAll } from "../cases.ts";
import { type Front, testProgram } from "../program.ts";
import { everyLevel, type Fault, type Faults } from "./fault.ts";
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

interface FaultTrial extends Trial {
  readonly fault: Fault;
  /** The ways to run it. The level of the bundle changes from fault to fault. */
  readonly fronts: readonly Front[];
}

const trials: readonly FaultTrial[] = Object.entries(groups).flatMap(([group, faults]) =>
  Object.entries(faults).flatMap(([name, fault], index) => {
    const { levels = everyLevel, front } = fault;
    return levels.map((level, round) => ({
      ...{ group, name, fault, level },
      isAwkward: (index + round) % 2 === 0,
      fronts: front ? [front] : frontsAt(round, levels.length, index),
    }));
  })
);

/** Each fault is run in both ways. One that has a single level is run twice at that level. */
function frontsAt(round: number, rounds: number, index: number): readonly Front[] {
  if (rounds === 1) return ["bundle", "compiled"];
  return round === index % rounds ? ["bundle"] : ["compiled"];
}

testProgram("gettoken ends as it should, whatever goes wrong", async (gettoken) => {
  await tryAll(
    "faults",
    gettoken,
    trials.filter(({ fronts }) => fronts.includes(gettoken.front)),
    ({ fault, level, isAwkward }) => tryFault(gettoken, fault, level, isAwkward),
  );
}, { fronts: ["source", "bundle", "compiled"] });

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
