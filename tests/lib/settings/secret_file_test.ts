import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { caseBytes } from "../case_files.ts";
import { pemOf, pkcs12Label } from "../../../lib/keys/pem.ts";
import { FileProblem } from "../../../lib/core/host.ts";
import {
  isStdin,
  readSecretFile,
  readSecretText,
  refuseSharedStdin,
} from "../../../lib/settings/secret_file.ts";
import { fakeHost, type FakeWorld } from "../../fake_host.ts";
import { assertOneLine, awkwardSecret, failureOf, forEachCase, toldBy } from "../helpers.ts";
import { modern } from "../openssl_pkcs12.ts";
import type { Found } from "../../../lib/settings/provenance.ts";

const source = "--client-secret-file";
const path = "/run/secrets/acme";
type Content = string | Uint8Array<ArrayBuffer>;

/** Reads a secret in each way that it can be handed over. */
async function forEachWay(
  content: Content,
  test: (world: FakeWorld, path: string, name: string) => Promise<void>,
): Promise<void> {
  await test({ files: { [path]: content } }, path, `${source} names ${path}`);
  await test({ stdin: content }, "-", `${source} reads from stdin`);
}

Deno.test("readSecretFile(): removes one final line break only", async () => {
  await forEachCase<readonly [content: Content, secret: string]>({
    "no line ending": ["s3cr3t", "s3cr3t"],
    "that of Unix": ["s3cr3t\n", "s3cr3t"],
    "that of Windows": ["s3cr3t\r\n", "s3cr3t"],
    "two": ["s3cr3t\n\n", "s3cr3t\n"],
    "two of Windows": ["s3cr3t\r\n\r\n", "s3cr3t\r\n"],
    "one in front": ["\ns3cr3t", "\ns3cr3t"],
    "spaces": [" s3 cr3t \n", " s3 cr3t "],
    "a hyphen in front": ["--s3cr3t\n", "--s3cr3t"],
    "an at sign in front": ["@s3cr3t", "@s3cr3t"],
    "what looks like a setting": ["SECRET='a' # b", "SECRET='a' # b"],
    "every awkward character": [`${awkwardSecret}$HOME\`😀`, `${awkwardSecret}$HOME\`😀`],
    "a byte order mark": ["\uFEFFs3cr3t\n", "s3cr3t"],
    "UTF-16": [Uint8Array.of(0xff, 0xfe, 0x61, 0, 0xe9, 0, 10, 0), "aé"],
    "UTF-16 the other way": [Uint8Array.of(0xfe, 0xff, 0, 0x61, 0, 0xe9), "aé"],
    "as much as can be": ["s".repeat(65_536), "s".repeat(65_536)],
  }, ([content, secret]) =>
    forEachWay(content, async (world, path) => {
      const read = await readSecretFile(fakeHost(world), path, { source });
      assert(read.equals(secret));
    }));
});

Deno.test("readSecretFile(): lines of a key preserved", async () => {
  const key = "-----BEGIN PRIVATE KEY-----\r\nMIIC\r\n-----END PRIVATE KEY-----";
  for (const content of [key, `${key}\n`, `${key}\r\n`]) {
    await forEachWay(content, async (world, path) => {
      const read = await readSecretFile(fakeHost(world), path, { source, multiline: true });
      assert(read.equals(key));
    });
  }
});

Deno.test("readSecretFile(): invalid content: setting_invalid with the reason", async () => {
  const utf16 = (order: readonly number[]) => new Uint8Array([...order, 0x63, 0, 0x61, 0]);
  await forEachCase<readonly [content: Content, problem: string]>({
    "nothing": ["", "it is empty"],
    "a line break": ["\n", "it is empty"],
    "white space": [" \r\n\t", "it is empty"],
    "NUL": ["canary\0", "it contains a NUL character"],
    "no UTF-8": [new Uint8Array([0x63, 0xff, 0x61]), "it is not valid UTF-8"],
    "half a character in UTF-16": [utf16([0xff, 0xfe]).slice(0, -1), "it is not valid UTF-16"],
    "UTF-16 without a mark": [utf16([]), "it contains a NUL character"],
    "too much": ["canary".padEnd(65_537), "it is larger than 64 KiB"],
    "several lines": ["canary\ncanary\n", "its content contains a line break"],
    "a control character": [
      "canary\x1b[31m",
      "its content contains a control or invisible character",
    ],
  }, ([content, problem]) =>
    forEachWay(content, async (world, path, name) => {
      const failure = await failureOf(
        "setting_invalid",
        () => readSecretFile(fakeHost(world), path, { source }),
      );
      assertEquals(failure.message, `${name}: ${problem}`);
      assertNotMatch(toldBy(failure), /canary/);
    }));
});

Deno.test("readSecretFile(): invalid content of a key: setting_invalid", async () => {
  for (const content of ["", "-----BEGIN\0", new Uint8Array([0x30, 0x82, 0x04])]) {
    const host = fakeHost({ files: { [path]: content } });
    await failureOf(
      "setting_invalid",
      () => readSecretFile(host, path, { source, multiline: true }),
    );
  }
});

Deno.test("readSecretFile(): unreadable file: setting_invalid with the reason", async () => {
  const reasons: Readonly<Record<FileProblem["kind"], string>> = {
    missing: "there is no such file",
    not_a_file: "it is not a regular file",
    too_large: "it is larger than 64 KiB",
    unreadable: "it cannot be read",
    timed_out: "it is a pipe, and its content did not come within 30 s",
    already_read: "it was already read, and can be read only once",
  };
  for (const kind of Object.keys(reasons) as FileProblem["kind"][]) {
    const host = fakeHost({ problems: { [path]: kind } });
    const { message, hint } = await failureOf(
      "setting_invalid",
      () => readSecretFile(host, path, { source }),
    );
    assertEquals(message, `${source} names ${path}: ${reasons[kind]}`);
    assertEquals(hint, undefined);
  }
});

Deno.test("readSecretFile(): files that the runtime cannot open: hint to use stdin", async () => {
  const hintFor = async (path: string, kind: FileProblem["kind"]) => {
    const host = fakeHost({ problems: { [path]: kind, [`/here/${path}`]: kind } });
    const read = () => readSecretFile(host, path, { source });
    return (await failureOf("setting_invalid", read)).hint ?? "";
  };
  for (const path of ["/dev/shm/acme", "/proc/1/x", "/sys/x", "/dev/fd/3", "\\\\server\\x"]) {
    assertStringIncludes(await hintFor(path, "unreadable"), "Redirect stdin from it and use -");
    assertEquals(await hintFor(path, "missing"), "");
  }
  assertEquals(await hintFor("/devices/acme", "unreadable"), "");
});

Deno.test("readSecretFile(): long or unprintable path: truncated, printable", async () => {
  const { message } = await failureOf(
    "setting_invalid",
    () => readSecretFile(fakeHost(), `/tmp/\x1b[31m${"x".repeat(500)}\n`, { source }),
  );
  assertOneLine(message);
  assertStringIncludes(message, `${source} names /tmp/ [31mxxx`);
  assertEquals(message.length, `${source} names : there is no such file`.length + 200);
});

Deno.test("readSecretFile(): path of Windows whose \\t was an escape: says so", async () => {
  for (const given of ["C:\tls\\key.pem", "d:\\a\new.pem"]) {
    const host = fakeHost({ os: "windows" });
    const { message, hint } = await failureOf(
      "setting_invalid",
      () => readSecretFile(host, given, { source }),
    );
    assertStringIncludes(message, `${source} does not name a readable file: its path has a tab or`);
    assertStringIncludes(hint ?? "", "Write the path in single quotes");
  }
});

Deno.test("readSecretFile(): path in the certificate store of Windows: how to export it", async () => {
  for (const kind of ["missing", "unreadable"] as const) {
    const host = fakeHost({ problems: { "/here/Cert:\\CurrentUser\\My\\00": kind } });
    const read = () => readSecretFile(host, "Cert:\\CurrentUser\\My\\00", { source });
    const { hint } = await failureOf("setting_invalid", read);
    assertStringIncludes(hint ?? "", "not the certificate store of Windows: Export-PfxCertificate");
  }
});

Deno.test("readSecretFile(): path that a shell would expand: says that it is not", async () => {
  for (
    const given of ["~/key.pem", "~\\key.pem", "%USERPROFILE%\\key.pem", "$HOME/a", "${HOME}/a"]
  ) {
    const read = () => readSecretFile(fakeHost(), given, { source });
    const { hint } = await failureOf("setting_invalid", read);
    assertEquals(hint, "Write the whole path: ~ and variables are not expanded.");
  }
  assertNotMatch(
    (await failureOf("setting_invalid", () => readSecretFile(fakeHost(), "~key", { source })))
      .hint ?? "",
    /expanded/,
  );
});

Deno.test("readSecretFile(): PEM or JSON instead of a path: named, not shown", async () => {
  await forEachCase<readonly [path: string, problem: string]>({
    "PEM": ["-----BEGIN PRIVATE KEY-----\n/canary", "it is PEM, not a path"],
    "JSON": [' {"type": "canary", "x": "-----BEGIN /"}', "it is JSON, not a path"],
  }, async ([given, problem]) => {
    const host = fakeHost({ problems: { [`/here/${given}`]: "unreadable" } });
    const failure = await failureOf(
      "setting_invalid",
      () => readSecretFile(host, given, { source }),
    );
    assertEquals(failure.message, `${source}: ${problem}`);
    assertStringIncludes(failure.hint ?? "", "Save it in a file");
    assertNotMatch(toldBy(failure), /canary/);
  });
});

Deno.test("readSecretFile(): the secret instead of a path: not shown", async () => {
  const secrets = [
    "canary",
    "Abc8Q~canary",
    "Abc8/canary+==",
    "eyJhbGciOi.canary.x",
  ];
  for (const secret of secrets) {
    for (const kind of ["missing", "unreadable"] as const) {
      const host = fakeHost({ problems: { [`/here/${secret}`]: kind } });
      const failure = await failureOf(
        "setting_invalid",
        () => readSecretFile(host, secret, { source }),
      );
      assertStringIncludes(failure.message, `${source} does not name a readable file: `);
      assertStringIncludes(failure.hint ?? "", "Use a path");
      assertNotMatch(toldBy(failure), /canary/);
    }
  }
});

Deno.test("readSecretFile(): what looks like a path: shown", async () => {
  for (const path of ["./a", "../a", "/a", "~/a", "C:\\a", "c:/a", ".\\a", "\\\\server\\a"]) {
    const { message } = await failureOf(
      "setting_invalid",
      () => readSecretFile(fakeHost(), path, { source }),
    );
    assertEquals(message, `${source} names ${path}: there is no such file`);
  }
  const host = fakeHost({ problems: { "/here/folder": "not_a_file" } });
  const { message } = await failureOf(
    "setting_invalid",
    () => readSecretFile(host, "folder", { source }),
  );
  assertEquals(message, `${source} names folder: it is not a regular file`);
});

Deno.test("readSecretFile(): stdin is a terminal: setting_invalid", async () => {
  for (const path of ["-", "/dev/stdin"]) {
    const host = fakeHost({ stdin: "canary", terminals: ["stdin"] });
    const { message, hint } = await failureOf(
      "setting_invalid",
      () => readSecretFile(host, path, { source }),
    );
    assertEquals(message, `${source} reads from stdin, which is a terminal`);
    assertStringIncludes(hint ?? "", "Pipe it in");
  }
});

Deno.test("readSecretFile(): other streams are terminals: stdin and files are read", async () => {
  const world: FakeWorld = { files: { [path]: "a" }, stdin: "b" };
  const atTerminal = fakeHost({ ...world, terminals: ["stdin"] });
  assert((await readSecretFile(atTerminal, path, { source })).equals("a"));
  const piped = fakeHost({ ...world, terminals: ["stdout", "stderr"] });
  assert((await readSecretFile(piped, "-", { source })).equals("b"));
});

Deno.test("readSecretFile(): unreadable stdin: setting_invalid", async () => {
  const host = {
    ...fakeHost(),
    readStdin: () => Promise.reject(new FileProblem("unreadable")),
  };
  const { message } = await failureOf(
    "setting_invalid",
    () => readSecretFile(host, "-", { source }),
  );
  assertEquals(
    message,
    `${source} reads from stdin: it cannot be read`,
  );
});

Deno.test("readSecretText(): content unchanged", async () => {
  await forEachWay("\n a\r\nb \n\n", async (world, path) => {
    assertEquals(await readSecretText(fakeHost(world), path, source), "\n a\r\nb \n\n");
  });
});

Deno.test("isStdin(): every name of stdin", () => {
  for (const path of ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"]) assert(isStdin(path));
  for (const path of ["", "--", "./-", "/dev/fd/3", "/dev/fd/01", "dev/stdin", "/x/dev/stdin"]) {
    assert(!isStdin(path), path);
  }
});

Deno.test("readSecretFile(): a binary key: PEM; as another secret: setting_invalid", async () => {
  const options = { source, multiline: true };
  await forEachWay(modern, async (world, path) => {
    const read = await readSecretFile(fakeHost(world), path, options);
    assert(read.equals(pemOf(pkcs12Label, modern)));
    const { message } = await failureOf(
      "setting_invalid",
      () => readSecretFile(fakeHost(world), path, { source }),
    );
    assertNotMatch(message, /PKCS/);
  });
  await forEachWay(await caseBytes("pfx/java.jks"), async (world, path, name) => {
    const failure = await failureOf(
      "setting_invalid",
      () => readSecretFile(fakeHost(world), path, options),
    );
    assertEquals(failure.message, `${name}: it is a key store of Java (JKS)`);
    assertStringIncludes(failure.hint ?? "", "keytool -importkeystore -srckeystore FILE");
  });
});

Deno.test("readSecretFile(): PEM in UTF-16 or among Latin-1: the PEM", async () => {
  const lines = "-----BEGIN PRIVATE KEY-----\nMIIC\n-----END PRIVATE KEY-----";
  const wide = Uint8Array.from(lines.split("").flatMap((char) => [char.charCodeAt(0), 0]));
  for (const content of [Uint8Array.of(0xff, 0xfe, ...wide), wide, Uint8Array.of(0, ...wide)]) {
    await forEachWay(content, async (world, path) => {
      const read = await readSecretFile(fakeHost(world), path, { source, multiline: true });
      assert(read.matches(/-----BEGIN PRIVATE KEY-----\nMIIC\n-----END/));
    });
  }
  const latin1 = Uint8Array.of(0x47, 0xf6, 10, ...new TextEncoder().encode(lines));
  await forEachWay(latin1, async (world, path) => {
    const read = await readSecretFile(fakeHost(world), path, { source, multiline: true });
    assert(read.equals(`Gö\n${lines}`));
  });
});

const option = (value: string): Found => ({
  value,
  provenance: { kind: "option", name: "--client-secret-file" },
});
const variable = (value: string): Found => ({
  value,
  provenance: { kind: "environment", name: "GETTOKEN_KEY_PASSPHRASE_FILE" },
});

Deno.test("refuseSharedStdin(): two settings from stdin: setting_invalid, both named", async () => {
  for (
    const [first, second] of [["-", "-"], ["-", "/dev/stdin"], ["/proc/self/fd/0", "-"]] as const
  ) {
    const failure = await failureOf(
      "setting_invalid",
      () =>
        refuseSharedStdin([["clientSecret", option(first)], ["keyPassphrase", variable(second)]]),
    );
    assertEquals(
      failure.message,
      "2 settings read from stdin, which can be read only once",
    );
    assertEquals(failure.details, [
      "client secret (--client-secret-file)",
      "key passphrase (GETTOKEN_KEY_PASSPHRASE_FILE in the environment)",
    ]);
  }
});

Deno.test("refuseSharedStdin(): one setting from stdin, others from files: allowed", () => {
  refuseSharedStdin([["clientSecret", option("-")], ["keyPassphrase", variable("./-")]]);
  refuseSharedStdin([["clientSecret", option("a")], ["keyPassphrase", variable("a")]]);
  refuseSharedStdin([]);
});

Deno.test("readSecretFile(): JSON with a key in UTF-16, as PowerShell writes it: the JSON", async () => {
  const json = '{"private_key":"-----BEGIN PRIVATE KEY-----"}';
  const wide = Uint8Array.from(json.split("").flatMap((char) => [char.charCodeAt(0), 0]));
  await forEachWay(Uint8Array.of(0xff, 0xfe, ...wide), async (world, path) => {
    const read = await readSecretFile(fakeHost(world), path, { source, multiline: true });
    assert(read.equals(json));
  });
});
