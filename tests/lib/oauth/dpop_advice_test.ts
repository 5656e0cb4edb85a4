import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { adviseOnRefusal, checkBinding, isAboutDpop } from "../../../lib/oauth/dpop_advice.ts";
import { GettokenError } from "../../../lib/core/errors.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { acme, connected, resolved } from "../helpers.ts";

const binding: Provider = { ...acme, dpop: true };
const withoutKey = resolved({});
const withKey = resolved({}, {
  secrets: { dpopKey: new Secret("canary") },
  provenance: { dpopKey: { kind: "environment", name: "GETTOKEN_DPOP_KEY" } },
});

Deno.test("isAboutDpop() knows the errors of RFC 9449", () => {
  const errors = ["invalid_dpop_proof", "use_dpop_nonce", "invalid_client", "toString"];
  assertEquals(errors.map(isAboutDpop), [true, true, false, false]);
});

Deno.test("adviseOnRefusal() tells without a key how to make one and where to put it", () => {
  for (const error of ["invalid_dpop_proof", "use_dpop_nonce"]) {
    const { hint = "" } = adviseOnRefusal(error, {}, binding, withoutKey);
    assertMatch(hint, /server wants DPoP.*useless.*--dpop-key-file \(openssl genpkey .*turned off/);
  }
});

Deno.test("adviseOnRefusal() begins with what the provider knows", () => {
  const explained = { details: ["It said: no"], hint: "Turn it off there.", docs: "x" };
  const { hint = "", ...others } = adviseOnRefusal(
    "use_dpop_nonce",
    explained,
    binding,
    withoutKey,
  );
  assertMatch(hint, /^Turn it off there\. A token bound/);
  assertEquals(others, { details: ["It said: no"], docs: "x" });
});

Deno.test("adviseOnRefusal() names no option that there is not", () => {
  const { hint = "" } = adviseOnRefusal("use_dpop_nonce", {}, acme, withoutKey);
  assertMatch(hint, /^[^-]*no setting for one with Acme ID: have DPoP turned off/);
});

Deno.test("adviseOnRefusal() tells with a key where that came from and what may be wrong", () => {
  const explained = { details: ["It said: no"], hint: "Give a key." };
  const proof = adviseOnRefusal("invalid_dpop_proof", explained, binding, withKey);
  assertMatch(proof.hint, /^The server does not take the proof.*clock/);
  assertEquals(proof.details, [
    "It said: no",
    "dpop key = *** (GETTOKEN_DPOP_KEY in the environment)",
  ]);
  assertMatch(
    adviseOnRefusal("use_dpop_nonce", explained, binding, withKey).hint,
    /asks for another/,
  );
});

Deno.test("checkBinding() takes a bound token only with a key, and warns of one that is not bound", () => {
  const { host, log } = connected();
  checkBinding("Bearer", false, binding, { log });
  checkBinding("DPoP", true, binding, { log });
  assertEquals(host.stderr, "");
  const error = assertThrows(() => checkBinding("DPoP", false, binding, { log }), GettokenError);
  assertEquals(error.code, "reply_unusable");
  assertMatch(error.hint ?? "", /--dpop-key-file/);
  checkBinding("Bearer", true, binding, { log });
  assertMatch(host.stderr, /warning: the server did not bind the token/);
});
