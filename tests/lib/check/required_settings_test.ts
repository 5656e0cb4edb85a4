import { assertEquals } from "@std/assert";
import {
  companionsIn,
  type DeclaredSettings,
  waysToGive,
} from "../../../lib/check/required_settings.ts";
import { forEachCase } from "../helpers.ts";

/** As Cognito has it: a whole domain, or a prefix and a region. */
const eitherOr: DeclaredSettings = {
  domain: { required: { unless: "prefix" } },
  prefix: {},
  region: { required: { unless: "domain" } },
  metadata: {},
  clientId: { required: true },
  clientSecret: { required: true, secret: true },
};

Deno.test("waysToGive() names what must be given, in the order in which it is declared", async () => {
  await forEachCase<readonly [DeclaredSettings, ways: string[][]]>({
    "what is required": [{ b: { required: true }, a: { required: true }, c: {} }, [["b", "a"]]],
    "nothing": [{ a: { required: false } }, [[]]],
    "no secret, and no default": [
      { a: { required: true, secret: true }, b: { required: true, default: "b" } },
      [[]],
    ],
    "one or the other": [{ a: { required: { unless: "b" } }, b: {} }, [["a"], ["b"]]],
    "one or two others": [eitherOr, [["domain", "clientId"], ["prefix", "region", "clientId"]]],
    "two or one": [
      { id: { required: { unless: "host" } }, zone: { required: { unless: "host" } }, host: {} },
      [["id", "zone"], ["host"]],
    ],
    "each serves instead of the other": [
      { a: { required: { unless: "b" } }, b: { required: { unless: "a" } } },
      [["a"], ["b"]],
    ],
    "what is there anyway serves": [
      {
        a: { required: { unless: "b" } },
        b: { default: "b" },
        c: { required: { unless: "d" } },
        d: { secret: true },
      },
      [[], ["b"]],
    ],
    "what there is not serves nothing": [{ a: { required: { unless: "b" } } }, [["a"]]],
  }, ([settings, ways]) => assertEquals(waysToGive(settings), ways));
});

Deno.test("companionsIn() leaves out secrets, and what stands in the place of something", () => {
  assertEquals(companionsIn(eitherOr), ["metadata", "clientId"]);
});
