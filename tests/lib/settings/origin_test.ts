import { assertEquals } from "@std/assert";
import {
  describeFile,
  describeOrigin,
  isImplicitEnvFile,
  type Origin,
  subjectOf,
} from "../../../lib/settings/origin.ts";

const values = new Map<string, string>();
const origins: Readonly<Record<string, Origin>> = {
  option: { kind: "option", name: "--client-id" },
  environment: { kind: "environment", name: "AZURE_CLIENT_ID" },
  named: { kind: "file", name: "CLIENT_ID", file: { path: "prod.env", named: true, values } },
  found: { kind: "file", name: "CLIENT_ID", file: { path: "./.env", named: false, values } },
  default: { kind: "default" },
  prompt: { kind: "prompt" },
};

function forEachOrigin<T>(tell: (origin: Origin) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(origins).map(([name, origin]) => [name, tell(origin)]));
}

Deno.test("describeOrigin() says where a value came from", () => {
  assertEquals(forEachOrigin(describeOrigin), {
    option: "--client-id",
    environment: "AZURE_CLIENT_ID in the environment",
    named: "CLIENT_ID in prod.env",
    found: "CLIENT_ID in ./.env",
    default: "default",
    prompt: "typed in",
  });
});

Deno.test("describeOrigin() names the member of a document, and where the document is", () => {
  const [option, , , found] = Object.values(origins);
  const member = { name: "private_key", isInFile: true };
  assertEquals(
    describeOrigin({ ...option, member } as Origin),
    "private_key in the file of --client-id",
  );
  const inline = { ...found, member: { ...member, isInFile: false } } as Origin;
  assertEquals(describeOrigin(inline), "private_key in CLIENT_ID in ./.env");
  assertEquals(subjectOf("privateKey", inline), "private_key in CLIENT_ID in ./.env");
  assertEquals(isImplicitEnvFile(inline), true);
});

Deno.test("subjectOf() names what the user can change, or the setting when there is nothing", () => {
  assertEquals(forEachOrigin((origin) => subjectOf("clientId", origin)), {
    option: "--client-id",
    environment: "AZURE_CLIENT_ID in the environment",
    named: "CLIENT_ID in prod.env",
    found: "CLIENT_ID in ./.env",
    default: "the client id",
    prompt: "the client id",
  });
});

Deno.test("isImplicitEnvFile() is true of a file that nobody named, and of nothing else", () => {
  const { found, ...others } = forEachOrigin(isImplicitEnvFile);
  assertEquals(found, true);
  assertEquals(new Set(Object.values(others)), new Set([false]));
  assertEquals(isImplicitEnvFile(undefined), false);
});

Deno.test("describeFile() calls a profile by its name, and another file by its path", () => {
  const file = { path: "/me/prod.env", named: true, values: new Map() };
  assertEquals(describeFile(file), "/me/prod.env");
  assertEquals(describeFile({ ...file, profile: "prod" }), "profile prod");
});
