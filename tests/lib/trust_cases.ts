/**
 * The cases of trust_matrix_test.ts: every way to give a provider's settings and proofs.
 *
 * @module
 */

import type { Provenance } from "../../lib/settings/provenance.ts";
import type { Sources } from "../../lib/settings/sources.ts";
import { fakeHost } from "../fake_host.ts";
import { certificateAuthority, type CertifiedKey } from "../idp/certificate_authority.ts";
import { sourcesOf } from "./helpers.ts";
import type { Row, Subject } from "./trust_rows.ts";

/** Where a value can come from. `./.env` is implicit, all others are named by the user. */
const places = ["option", "environment", "named file", "./.env"] as const;
type Place = typeof places[number];

/** A setting in a place: as it is, as the path of a file, or as a member of a document there. */
export interface Placed {
  readonly setting: string;
  readonly value: string;
  readonly place: Place;
  readonly form: "value" | "file" | "document";
}

/** A run. */
export interface Case {
  readonly subject: Subject;
  readonly row: Row;
  /** The setting of the row; not there if nobody gives it. */
  readonly placed: Placed | undefined;
  readonly proofs: readonly Placed[];
  /** Whether a secret is typed at the prompt. */
  readonly isTyped: boolean;
  readonly providerFrom: Place;
  readonly caFrom?: Place;
  /** Whether metadata names a token endpoint elsewhere than at the issuer. */
  readonly isElsewhere?: boolean;
}

/** Where a job asks for its ID token. */
export const runner = "https://runner.example";
/** A token from another issuer. */
export const jwt = "eyJhbGciOiJSUzI1NiJ9.e30.c2ln";
const hour = 3_600_000;
const { now } = fakeHost();
/** A certificate of a client and its key. */
export const client: CertifiedKey = await (await certificateAuthority()).issue({
  ...{ use: "client", keyType: "RSA" },
  notBefore: new Date(now() - hour),
  notAfter: new Date(now() + hour),
});

/** A value for each kind of proof; for the others, any does. */
const proofValues: Readonly<Record<string, string>> = {
  privateKey: client.key + client.cert,
  clientCert: client.cert + client.key,
  clientKey: client.key,
  dpopKey: client.key,
  header: "X-Api-Key: secret",
  certificate: client.cert,
  federatedTokenFile: "/token.jwt",
  idToken: runner,
};

function proof(setting: string, place: Place, form: Placed["form"] = "value"): Placed {
  return { setting, value: proofValues[setting] ?? "s3cr3t", place, form };
}

type Proofs = Pick<Case, "proofs" | "isTyped">;

/** Every way to have proofs. */
function* proofsOf({ credentials, others, document }: Subject): Generator<Proofs> {
  const isTyped = false;
  for (const credential of credentials) {
    for (const place of credential === "idToken" ? ["environment" as const] : places) {
      yield { isTyped, proofs: [proof(credential, place)] };
      if (["idToken", "federatedTokenFile"].includes(credential)) continue;
      yield { isTyped, proofs: [proof(credential, place, "file")] };
    }
  }
  yield { isTyped: true, proofs: [] };
  for (const place of places) {
    for (const other of others) {
      const usual = other === "clientKey" ? "clientCert" : credentials[0] ?? "";
      yield { isTyped, proofs: [proof(usual, "./.env"), proof(other, place)] };
      if (other === "clientKey") continue;
      yield { isTyped: true, proofs: [proof(other, place)] };
    }
    if (document) yield { isTyped, proofs: [proof(document.credential, place, "document")] };
  }
}

/** Every way to give the setting of a row, or to leave it out. */
function* placesFor(
  { setting, value, without }: Row,
  { document, moves, stays }: Subject,
): Generator<Placed | undefined> {
  for (const place of places) yield { setting, value, place, form: "value" };
  // Leaving out a required setting is another failure.
  const isNeeded = [...moves, ...stays].some(({ beside }) => Object.hasOwn(beside, setting));
  if (without.length > 0 && !isNeeded) yield undefined;
  if (!Object.hasOwn(document?.members ?? {}, setting)) return;
  for (const place of places) yield { setting, value, place, form: "document" };
}

/** Every case of a provider. What leaves the origin alone is tried with one kind of proof. */
export function* casesOf(subject: Subject): Generator<Case> {
  const { credentials, moves, stays, issuerEnd } = subject;
  const every = [...proofsOf(subject)];
  const usual = every.filter(({ proofs }) =>
    proofs.every(({ setting, form }) => setting === credentials[0] && form === "value")
  );
  for (const row of [...moves, ...stays]) {
    for (const placed of placesFor(row, subject)) {
      for (const { proofs, isTyped } of moves.includes(row) ? every : usual) {
        // A document without its credential is another failure.
        if (placed?.form === "document" && (isTyped || isInOtherDocument(proofs, placed))) continue;
        const plain: Case = { subject, row, placed, proofs, isTyped, providerFrom: "option" };
        yield plain;
        const isPlain = proofs.every(({ form }) => form === "value") && proofs.length < 2;
        const isUsualPlace = placed?.place === "./.env" || placed?.place === "option";
        if (issuerEnd !== undefined && moves.includes(row) && isPlain && isUsualPlace) {
          yield { ...plain, isElsewhere: true };
        }
        if (row !== moves[0] || placed?.place !== "option") continue;
        for (const place of places) {
          if (place !== "option") yield { ...plain, providerFrom: place };
          yield { ...plain, caFrom: place };
        }
      }
    }
  }
}

/** Whether the proofs are in a document, and it is not that of the setting. */
function isInOtherDocument([proof]: readonly Placed[], { place }: Placed): boolean {
  return proof?.form === "document" && proof.place !== place;
}

const implicitFile = { path: "./.env", named: false, values: new Map() };
const namedFile = { ...implicitFile, path: "1.env", named: true };

function originIn(place: Place, name: string): Provenance {
  switch (place) {
    case "option":
    case "environment":
      return { kind: place, name };
    case "named file":
      return { kind: "file", name, file: namedFile };
    case "./.env":
      return { kind: "file", name, file: implicitFile };
  }
}

/** The sources of a case. */
export function sourcesFor(
  { subject, row, placed, proofs, isTyped, providerFrom, caFrom }: Case,
): Sources {
  const secretFiles: Record<string, string> = {};
  const values: Readonly<Record<Place, Record<string, string>>> = {
    ...{ "option": { ...row.beside }, "environment": {} },
    ...{ "named file": {}, "./.env": {} },
  };
  const put = (place: Place, setting: string, value: string) => {
    const variable = `GETTOKEN_${setting.replace(/[A-Z]/g, "_$&").toUpperCase()}`;
    values[place][place === "option" ? setting : variable] = value;
  };
  const documents = new Map<Place, Record<string, string | undefined>>();
  for (const { setting, value, place, form } of placed ? [placed, ...proofs] : proofs) {
    if (setting === "idToken") {
      values.environment.ACTIONS_ID_TOKEN_REQUEST_URL = value;
    } else if (form === "value") {
      put(place, setting, value);
    } else if (form === "file") {
      put(place, `${setting}File`, `/${setting}`);
      secretFiles[`/${setting}`] = value;
    } else {
      const { content = {}, members = {} } = subject.document ?? {};
      documents.set(place, {
        ...(documents.get(place) ?? content),
        [members[setting] ?? ""]: value,
      });
    }
  }
  for (const [place, content] of documents) {
    put(place, subject.document?.setting ?? "", JSON.stringify(content));
  }
  if (caFrom) put(caFrom, "caFile", "/ca.pem");
  return sourcesOf({
    ...{ options: values.option, env: values.environment, secretFiles },
    ...{ named: [values["named file"]], found: values["./.env"] },
    providerNamedBy: originIn(providerFrom, "GETTOKEN_PROVIDER"),
    prompt: isTyped ? () => Promise.resolve("s3cr3t") : undefined,
  });
}

/** A case as a failure names it. */
export function describe({ row, placed, proofs, isTyped, ...from }: Case): string {
  const placedAs = ({ setting, place, form }: Placed) => `${setting} as ${form} (${place})`;
  return [
    `${row.setting}=${row.value} beside ${Object.keys(row.beside)}:`,
    placed ? placedAs(placed) : "not given",
    ...proofs.map(placedAs),
    ...(isTyped ? ["a secret typed"] : []),
    `provider from ${from.providerFrom}, CA file from ${from.caFrom ?? "nowhere"}`,
    ...(from.isElsewhere ? ["token endpoint elsewhere"] : []),
  ].join(", ");
}
