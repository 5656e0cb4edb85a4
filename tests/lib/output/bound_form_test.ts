import { assertEquals, assertMatch } from "@std/assert";
import { boundFormWarning } from "../../../lib/output/bound_form.ts";
import type { Binding } from "../../../lib/oauth/token_response.ts";

const dpop: Binding = { kind: "dpop_key", to: "a DPoP key", isStated: true };

Deno.test("boundFormWarning(): warning for every form that a client sends as it is", () => {
  for (
    const output of [
      "header",
      "headers",
      "env",
      "powershell",
      "cmd",
      "curl",
      "kubectl",
      "github",
    ] as const
  ) {
    assertMatch(boundFormWarning(dpop, output) ?? "", new RegExp(`as from -o ${output},`));
  }
  for (const output of ["token", "json"] as const) {
    assertEquals(boundFormWarning(dpop, output), undefined);
  }
});

Deno.test("boundFormWarning(): what the token is bound to, what happens, what to do", () => {
  const warning = boundFormWarning(dpop, "kubectl") ?? "";
  assertMatch(warning, /^the token is bound to a DPoP key: .* from -o kubectl, with 401\. Use it/);
  const certificate: Binding = {
    kind: "certificate",
    to: "the client certificate",
    isStated: false,
  };
  const unsure = boundFormWarning(certificate, "curl") ?? "";
  assertMatch(unsure, /^the token may be bound to the client certificate: .* \(curl: --cert\)/);
  assertMatch(boundFormWarning({ ...dpop, kind: "other" }, "env") ?? "", /that key$/);
});
