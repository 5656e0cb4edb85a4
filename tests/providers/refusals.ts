/**
 * Tries what a provider says about refusals. A server refuses in its vendor's own words, and what
 * the user reads then must hold the words that matter.
 *
 * @module
 */

import { assertEquals, assertMatch, assertNotMatch, assertRejects } from "@std/assert";
import { sampleDocument } from "../../lib/check/sample_sources.ts";
import { exitStatus, GettokenError } from "../../lib/core/errors.ts";
import { exchange } from "../../lib/oauth/exchange.ts";
import type { Explanation, Provider } from "../../lib/contract/provider.ts";
import { resolveSettings } from "../../lib/settings/resolve.ts";
import type { TokenRequest } from "../../lib/oauth/token_request.ts";
import { connected, jsonReply, sourcesOf } from "../lib/helpers.ts";

/** The body of a refusal. */
export type Body = Readonly<Record<string, unknown>>;

/**
 * A refusal as it was seen or is documented; what the hint must not fail to say, settings filled
 * in; and whether the same request may succeed later, or the credential if it is not a secret.
 */
export type Refused = readonly [
  status: number,
  body: Body,
  says: RegExp,
  how?: "later" | OtherCredential,
];

type OtherCredential = "privateKey" | "clientCert" | "federatedTokenFile";

const variables = {
  privateKey: "GETTOKEN_PRIVATE_KEY",
  clientCert: "GETTOKEN_CLIENT_CERT",
  federatedTokenFile: "GETTOKEN_FEDERATED_TOKEN_FILE",
} as const;

type Options = Readonly<Record<string, string>>;

/** The failure of a run that is refused so. */
export async function refuse(
  provider: Provider,
  options: Options,
  [status, body, , how]: Refused,
): Promise<GettokenError> {
  const variable = how === undefined || how === "later" ? "GETTOKEN_CLIENT_SECRET" : variables[how];
  const env = { [variable]: "any credential" };
  const settings = await resolveSettings(provider, {
    ...sourcesOf({ options, env }),
    readSecret: () => Promise.resolve(sampleDocument(provider)),
  });
  const request: TokenRequest = {
    url: "https://id.example/token",
    method: "client_secret_post",
    headers: {},
    form: [],
  };
  const { connection } = connected({ fetch: () => jsonReply(body, { status }) });
  return await assertRejects(
    () =>
      exchange(
        connection,
        provider,
        settings,
        () => Promise.resolve(request),
      ),
    GettokenError,
  );
}

/** Tests every explanation of a provider, each of its codes and errors with a refusal of its own. */
export function testRefusals(
  provider: Provider,
  options: Options,
  refusals: readonly Refused[],
): void {
  for (const refusal of refusals) {
    const [status, body, says, how] = refusal;
    const to = how === undefined || how === "later" ? "" : ` to a ${how}`;
    Deno.test(`${provider.name}, ${status} and ${wordsOf(body)}${to}: says what to do`, async () => {
      const { hint = "", exitStatus: ending } = await refuse(provider, options, refusal);
      assertMatch(hint, says);
      assertNotMatch(hint, /[{}]|\(not set\)/);
      assertEquals(ending, how === "later" ? exitStatus.tryLater : exitStatus.refused);
    });
  }

  Deno.test(`${provider.name} explains nothing that no refusal here is about`, async () => {
    const explain = (provider.explain ?? []).flatMap(kindsOf);
    const met: (string | undefined)[] = [];
    for (const refusal of refusals) {
      met.push((await refuse({ ...provider, explain }, options, refusal)).hint);
    }
    // To some, gettoken has more to say.
    const isMet = (kind: string) => met.some((hint) => hint?.startsWith(kind));
    assertEquals(explain.map(({ hint }) => hint).filter((kind) => !isMet(kind)), []);
  });
}

/** An explanation for each code and error that one is about, with a name of it for a hint. */
function kindsOf(explanation: Explanation, index: number): Explanation[] {
  const { code, error, ...rest } = explanation;
  return eachOf(code).flatMap((code) =>
    eachOf(error).map((error) => ({
      ...rest,
      ...(code !== undefined && { code }),
      ...(error !== undefined && { error }),
      hint: ["explain", index, code ?? [], error ?? []].flat().join(" ") + ".",
    }))
  );
}

function eachOf(list: string | readonly string[] | undefined): readonly (string | undefined)[] {
  return list === undefined ? [undefined] : [list].flat();
}

/** Tests that a provider does not pretend to know what these refusals mean. */
export function testSilence(provider: Provider, options: Options, bodies: readonly Body[]): void {
  for (const body of bodies) {
    Deno.test(`${provider.name} gives no hint when it says ${wordsOf(body)}`, async () => {
      const { hint } = await refuse(provider, options, [400, body, /^$/]);
      assertEquals(hint, undefined);
    });
  }
}

/** The error and the text of a refusal, in most shapes. */
function wordsOf(body: Body): string {
  const members: unknown[] = Object.values({ ...body, ...Object(body.status) });
  return members.filter((member) => typeof member === "string").slice(0, 2).join(": ");
}
