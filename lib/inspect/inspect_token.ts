/**
 * Inspect a token: read, decode, verify if requested, print.
 *
 * @module
 */

import { connect } from "../net/connection.ts";
import type { ProgramRun } from "../net/http.ts";
import { writeWrapped } from "../core/text.ts";
import type { Provenance } from "../settings/provenance.ts";
import { inEnvironment } from "../settings/sources.ts";
import type { ProviderCatalog } from "../contract/provider.ts";
import type { Secret } from "../core/secret.ts";
import { startSpinner } from "../platform/spinner.ts";
import { readClaims } from "./claims.ts";
import { chooseIssuer, type RecognisedProvider, recogniseProvider } from "./issuer.ts";
import { type DecodedToken, decodeToken, readGivenToken } from "./read_token.ts";
import { showToken, tokenJson } from "./token_report.ts";
import { requireVerifiable, type Verified, verifyToken } from "./verify_token.ts";

/** The arguments of `gettoken inspect`. */
export interface Inspection {
  /** The token on the command line, or `-` for stdin. */
  readonly token: string | undefined;
  readonly json: boolean;
  readonly signature: boolean;
  readonly verify: boolean;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  readonly caFile: string | undefined;
}

/**
 * Inspect a token. The network is used for `--verify` only.
 *
 * @throws {GettokenError} `usage` if there is no token; `not_verified`. Nothing is printed then.
 */
export async function inspectToken(
  run: ProgramRun,
  catalog: ProviderCatalog,
  given: Inspection,
): Promise<void> {
  const { host, log } = run;
  const token = await readGivenToken(host, given.token);
  log.protect(token);
  if (given.token !== undefined && given.token !== "-") {
    log.step("a token in an argument shows up in the process list; one on stdin does not");
  }
  const decoded = await decodeToken(token);
  const issuer = "claims" in decoded ? readClaims(decoded.claims).issuer : undefined;
  const recognised = await recogniseProvider(catalog, issuer);
  const verified = given.verify
    ? await verify(run, { token, decoded, issuer, recognised }, given)
    : undefined;
  const report = { decoded, recognised, verified, withSignature: given.signature };
  if (given.json) await host.writeStdout(tokenJson(report, host.now()));
  else await writeWrapped(host, showToken(report, host.now()));
}

/** A token, and what it says about itself. */
interface InspectedToken {
  readonly token: Secret;
  readonly decoded: DecodedToken;
  readonly issuer: string | undefined;
  readonly recognised: RecognisedProvider | undefined;
}

/** Verify the token, with a spinner. */
async function verify(
  run: ProgramRun,
  inspected: InspectedToken,
  given: Inspection,
): Promise<Verified> {
  const { host, log } = run;
  const readable = requireVerifiable(inspected.decoded);
  const issuer = chooseIssuer(given.issuer, inspected.issuer, inspected.recognised);
  const stopSpinner = log.verbosity === "normal"
    ? startSpinner(host, `Fetching the keys of ${new URL(issuer).host}`)
    : () => {};
  try {
    const connection = await connect(run, certificatesFrom(run, given));
    const expected = { issuer, audience: given.audience };
    return await verifyToken(connection, inspected.token, readable, expected);
  } finally {
    stopSpinner();
  }
}

/** CA certificates from the user only: `./.env` must not decide whom to trust. */
function certificatesFrom({ host }: ProgramRun, { caFile }: Inspection) {
  const variable = "GETTOKEN_CA_FILE";
  const path = caFile ?? inEnvironment(host, variable);
  if (path === undefined) return { network: {}, provenance: {} };
  const provenance: Provenance = caFile === undefined
    ? { kind: "environment", name: variable }
    : { kind: "option", name: "--ca-file" };
  return { network: { caFile: path }, provenance: { caFile: provenance } };
}
