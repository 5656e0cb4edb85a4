import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { checkFormat } from "../../lib/contract/formats.ts";
import type { SettingFormat } from "../../lib/contract/provider.ts";
import { assertOneLine } from "../lib/helpers.ts";
import { property } from "./run.ts";
import { anyText, printableText } from "./texts.ts";

const nearlyScope = fc.oneof(
  anyText,
  fc.array(fc.stringMatching(/^[!-~]*$/)).map((tokens) => tokens.join(" ")),
);

/** The scope of RFC 6749 §3.3, checked without a regular expression. */
function isScope(value: string): boolean {
  return value.split(" ").every((token) =>
    token !== "" &&
    [...token].every((character) =>
      character >= "!" && character <= "~" && character !== '"' && character !== "\\"
    )
  );
}

property(
  "checkFormat(): accepts a scope of RFC 6749 §3.3 unchanged, and nothing else",
  nearlyScope,
  (
    value,
  ) => {
    const checked = checkFormat(value, "scope");
    assertEquals(
      "value" in checked ? checked.value : undefined,
      isScope(value) ? value : undefined,
    );
  },
  { runs: 1000 },
);

/** Usual and misleading URLs. */
const nearlyAddress = fc.array(
  fc.constantFrom(
    ...["https://", "http://", "HTTPS:", "//", "/", "\\", "@", ":", "#", "?", ".", "%2e", "%"],
    ...["localhost", "127.0.0.1", "[::1]", "0x7f.1", "2130706433", "id", "example", "com", "é"],
    ...[
      "evil.example",
      ":443",
      ":80",
      ":8080",
      ":0",
      ":99999",
      "user",
      "。",
      "xn--",
      " ",
      "\t",
      "‥",
    ],
  ),
  { maxLength: 8 },
).map((parts) => parts.join(""));

const formats: readonly SettingFormat[] = ["origin", "url"];

property(
  "checkFormat() with a URL: accepted only if the host is the visible one, over TLS or loopback",
  fc.record({ value: nearlyAddress, format: fc.constantFrom(...formats) }),
  ({ value, format }) => {
    const checked = checkFormat(value, format);
    if ("problem" in checked) return;
    const url = new URL(checked.value);
    assertEquals([url.username, url.password, url.hash], ["", "", ""]);
    const isHere = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
    assert(url.protocol === "https:" || (url.protocol === "http:" && isHere), checked.value);
    assert(value.toLowerCase().includes(url.hostname), `${url.hostname} is not in ${value}`);
    // The host follows the scheme directly.
    assertEquals(value.toLowerCase().replace(/^https?:\/\//, "").indexOf(url.hostname), 0);
  },
  { runs: 3000 },
);

property(
  "checkFormat() with an invalid value: one line without the value",
  fc.record({
    value: fc.oneof(anyText, nearlyAddress),
    format: fc.constantFrom<SettingFormat>("text", "origin", "url", "guid", "scope"),
  }),
  ({ value, format }) => {
    const canary = `canary-5527${value}`;
    const checked = checkFormat(canary, format);
    if ("value" in checked) return assertOneLine(checked.value);
    assertOneLine(checked.problem);
    assert(!checked.problem.includes("canary"), checked.problem);
  },
);

property("checkFormat() with any printable string: unchanged", printableText, (value) => {
  assertEquals(checkFormat(`${value}x`), { value: `${value}x` });
});
