import { assertEquals } from "@std/assert";
import {
  certificateJson,
  certificateLines,
  metadataLines,
  readyLines,
} from "../../../lib/commands/print_server.ts";

const day = 24 * 60 * 60 * 1000;
const now = Date.UTC(2026, 0, 9, 12);

Deno.test("certificateLines(): the days that a certificate is still valid", () => {
  const last = (validTo: number) => {
    const certificate = {
      ...{ subject: "S", issuer: "I", validFrom: new Date(now) },
      validTo: new Date(validTo),
    };
    return certificateLines(certificateJson({ certificate, failure: undefined }), now).at(-1);
  };
  assertEquals(last(now + 1.5 * day), "  valid until 2026-01-11 (in 1 day)");
  assertEquals(last(now - day), "  valid until 2026-01-08 (expired)");
});

Deno.test("metadataLines(): the URL, the issuer, what agrees and what differs", () => {
  const metadata = {
    ...{ address: "https://m", issuer: null, agrees: ["grant", "scope"], differences: ["x", "y"] },
    ...{ unstated: [], problems: [] },
  };
  assertEquals(metadataLines(metadata), [
    ...["Metadata: https://m", "  without an issuer", "  agrees with: grant, scope", "  x", "  y"],
  ]);
});

Deno.test("readyLines(): ready only if everything was checked", () => {
  assertEquals(readyLines([]), ["Ready to run."]);
  assertEquals(readyLines(["grant"]), ["No problems found. Not checked: grant."]);
  assertEquals(readyLines([], ["x"]), [
    "No problems, but the metadata differs (see above).",
  ]);
  assertEquals(readyLines(undefined), [
    "Ready to run, as far as the settings show; explain --check asks the server.",
  ]);
});
