import { assert, assertEquals } from "@std/assert";
import {
  exists,
  profileFolder,
  profileNames,
  profilePath,
  readProfile,
  requireProfileName,
} from "../../../lib/settings/profiles.ts";
import { describeProvenance } from "../../../lib/settings/provenance.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../../fake_host.ts";
import { failureOf, toldBy } from "../helpers.ts";

const folder = "/me/.config/gettoken/profiles";

function machine(world: FakeWorld = {}): FakeHost {
  return fakeHost({
    env: { HOME: "/me" },
    files: {
      [`${folder}/prod.env`]: "A=1\n",
      [`${folder}/eu.stage.env`]: "A=2\n",
      [`${folder}/notes.txt`]: "",
      [`${folder}/.env`]: "",
    },
    ...world,
  });
}

Deno.test("requireProfileName(): letters, digits, -, _ and .; no path", async () => {
  const namedBy = "--profile";
  for (const name of ["prod", "eu.stage", "A-1_b", "_", "x".repeat(64)]) {
    requireProfileName({ name, namedBy });
  }
  for (
    const name of [
      ...["", ".", "..", "../x", "a/b", "a\\b", ".hidden", "-x", "a b", "ä", "a\0", "a\n"],
      "x".repeat(65),
    ]
  ) {
    await failureOf("usage", () => requireProfileName({ name, namedBy }));
  }
});

Deno.test("requireProfileName(): invalid option: usage; invalid variable: setting_invalid", async () => {
  await failureOf("usage", () => requireProfileName({ name: "../x", namedBy: "--profile" }));
  await failureOf(
    "setting_invalid",
    () => requireProfileName({ name: "../x", namedBy: "GETTOKEN_PROFILE" }),
  );
  requireProfileName({ name: "prod", namedBy: "--profile" });
});

Deno.test("profilePath(): a file in the configuration folder", async () => {
  const host = machine();
  assertEquals(profileFolder(host), folder);
  assertEquals(profilePath(host, "prod"), `${folder}/prod.env`);
  assertEquals(await exists(host, `${folder}/prod.env`), true);
  assertEquals(await exists(host, `${folder}/none.env`), false);
  await failureOf("setting_missing", () => profileFolder(fakeHost()));
});

Deno.test("profileNames(): files with valid names", async () => {
  assertEquals(await profileNames(machine()), ["eu.stage", "prod"]);
  assertEquals(await profileNames(machine({ files: {} })), []);
});

Deno.test("readProfile(): counts as named", async () => {
  const file = await readProfile(machine(), { name: "prod", namedBy: "--profile" });
  assertEquals([file.named, file.values.get("A")], [true, "1"]);
  assertEquals(describeProvenance({ kind: "file", name: "A", file }), "A in profile prod");
});

Deno.test("readProfile(): no such profile: error with the existing ones", async () => {
  const named = { name: "none", namedBy: "--profile" };
  const failure = await failureOf("env_file_unreadable", () => readProfile(machine(), named));
  assertEquals(failure.message, 'There is no profile "none" (--profile)');
  assertEquals(failure.details, [
    "Existing profiles: eu.stage, prod",
    `Its file would be ${folder}/none.env`,
  ]);
  const first = await failureOf(
    "env_file_unreadable",
    () => readProfile(machine({ files: {} }), named),
  );
  assert(toldBy(first).includes("No profiles exist yet."));
});

Deno.test("readProfile(): unreadable file: error with the reason", async () => {
  const problems = { [`${folder}/prod.env`]: "unreadable" } as const;
  const named = { name: "prod", namedBy: "--profile" };
  const { message } = await failureOf(
    "env_file_unreadable",
    () => readProfile(machine({ problems }), named),
  );
  assert(message.startsWith(`Cannot read ${folder}/prod.env: `), message);
});

Deno.test("profilePath() on Windows: a file below APPDATA", async () => {
  const path = "C:\\Users\\me\\AppData\\Roaming\\gettoken\\profiles\\prod.env";
  const host = fakeHost({
    os: "windows",
    env: { APPDATA: "C:\\Users\\me\\AppData\\Roaming" },
    files: { [path]: "A=1\n" },
  });
  assertEquals(profilePath(host, "prod"), path);
  assertEquals(await profileNames(host), ["prod"]);
  const { values } = await readProfile(host, { name: "prod", namedBy: "--profile" });
  assertEquals(values.get("A"), "1");
});
