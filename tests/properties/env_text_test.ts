import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseEnvFile } from "../../lib/settings/env_syntax.ts";
import { envLine } from "../../lib/settings/env_syntax.ts";
import { property } from "./run.ts";
import { wellFormedText } from "./texts.ts";

const values = fc.array(
  fc.oneof(
    wellFormedText,
    fc.constantFrom(..."'\"\\#$=` ", " #", "\n", "\r\n", "\r", "\t", "\\n", "${A}"),
  ),
  { maxLength: 6 },
).map((parts) => parts.join(""));

property(
  "envLine(): parseEnvFile() reads every value back unchanged",
  fc.array(values, { minLength: 1, maxLength: 4 }),
  (values) => {
    const source = values.map((value, index) => envLine(`V${index}`, value)).join("");
    assertEquals(
      parseEnvFile(source, { path: "x.env" }).values,
      new Map(values.map((value, index) => [`V${index}`, value])),
    );
  },
  { runs: 2000 },
);
