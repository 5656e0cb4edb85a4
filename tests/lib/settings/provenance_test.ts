import { assertEquals } from "@std/assert";
import {
  describeFile,
  describeProvenance,
  isImplicitEnvFile,
  type Provenance,
  subjectOf,
} from "../../../lib/settings/provenance.ts";

const values = new Map<string, string>();
const provenance: Readonly<Record<string, Provenance>> = {
  option: { kind: "option", name: "--client-id" },
  environment: { kind: "environment", name: "AZURE_CLIENT_ID" },
  named: { kind: "file", name: "CLIENT_ID", file: { path: "prod.env", named: true, values } },
  found: { kind: "file", name: "CLIENT_ID", file: { path: "./.env", named: false, values } },
  default: { kind: "default" },
  prompt: { kind: "prompt" },
};

function forEachOrigin<T>(tell: (provenance: Provenance) => T): Record<string, T> {
  return Object.fromEntries(
    Object.entries(provenance).map(([name, provenance]) => [name, tell(provenance)]),
  );
}

Deno.test("describeProvenance(): each kind of source", () => {
  assertEquals(forEachOrigin(describeProvenance), {
    option: "--client-id",
    environment: "AZURE_CLIENT_ID in the environment",
    named: "CLIENT_ID in prod.env",
    found: "CLIENT_ID in ./.env",
    default: "default",
    prompt: "typed in",
  });
});

Deno.test("describeProvenance(): member of a document, and its place", () => {
  const [option, , , found] = Object.values(provenance);
  const member = { name: "private_key", isInFile: true };
  assertEquals(
    describeProvenance({ ...option, member } as Provenance),
    "private_key in the file of --client-id",
  );
  const inline = { ...found, member: { ...member, isInFile: false } } as Provenance;
  assertEquals(describeProvenance(inline), "private_key in CLIENT_ID in ./.env");
  assertEquals(subjectOf("privateKey", inline), "private_key in CLIENT_ID in ./.env");
  assertEquals(isImplicitEnvFile(inline), true);
});

Deno.test("subjectOf(): the source, or else the setting", () => {
  assertEquals(forEachOrigin((provenance) => subjectOf("clientId", provenance)), {
    option: "--client-id",
    environment: "AZURE_CLIENT_ID in the environment",
    named: "CLIENT_ID in prod.env",
    found: "CLIENT_ID in ./.env",
    default: "the client id",
    prompt: "the client id",
  });
});

Deno.test("isImplicitEnvFile(): true for ./.env that was not named", () => {
  const { found, ...others } = forEachOrigin(isImplicitEnvFile);
  assertEquals(found, true);
  assertEquals(new Set(Object.values(others)), new Set([false]));
  assertEquals(isImplicitEnvFile(undefined), false);
});

Deno.test("describeFile(): profile name, or else path", () => {
  const file = { path: "/me/prod.env", named: true, values: new Map() };
  assertEquals(describeFile(file), "/me/prod.env");
  assertEquals(describeFile({ ...file, profile: "prod" }), "profile prod");
});
