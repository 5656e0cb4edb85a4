import { assertEquals } from "@std/assert";
import type { Refusal } from "../../../lib/oauth/read_refusal.ts";
import { isRefused, wantsCertificate } from "../../../lib/oauth/refusal_kind.ts";
import { forEachCase } from "../helpers.ts";

const silent: Refusal = {
  ...{ status: 400, error: undefined, description: undefined, vendorCode: undefined },
  ...{ supportIds: [], isStated: false, isPage: false },
};

Deno.test("isRefused(), page: only if it is an error about the client or its certificate", async () => {
  await forEachCase<readonly [status: number, title: string, expected: boolean]>(
    {
      "a title": [400, "Bad Request", false],
      "a certificate": [400, "400 The SSL certificate error", true],
      "a certificate, and success": [200, "Client certificate", false],
      "a firewall": [403, "Access Denied", true],
      "a broken server": [502, "Client certificate", false],
    },
    ([status, description, expected]) =>
      assertEquals(isRefused({ ...silent, status, description, isPage: true }, false), expected),
  );
});

Deno.test("isRefused(), error that the provider knows: also where there is nothing else", () => {
  for (const status of [404, 405, 415]) {
    const reply = { ...silent, status, error: "NOT_FOUND", isStated: true };
    assertEquals([isRefused(reply, true), isRefused(reply, false)], [true, false]);
  }
});

Deno.test("wantsCertificate() reads titles of gateways", () => {
  assertEquals(wantsCertificate("400 No required SSL certificate was sent"), true);
  assertEquals(wantsCertificate("Forbidden"), false);
});
