import { assertEquals } from "@std/assert";
import { chooseIssuer } from "../../../lib/inspect/choose_issuer.ts";
import { failureOf, toldBy } from "../helpers.ts";

const vendor = { name: "acme", title: "Acme ID", isAtVendor: true };

Deno.test("chooseIssuer() takes the one that the user names", () => {
  for (const recognised of [vendor, undefined]) {
    assertEquals(
      chooseIssuer("https://a.example/", "https://b.example", recognised),
      "https://a.example/",
    );
  }
});

Deno.test("chooseIssuer() takes that of the token only at the host of a vendor", async () => {
  assertEquals(chooseIssuer(undefined, "https://b.example", vendor), "https://b.example");
  for (const recognised of [undefined, { ...vendor, isAtVendor: false }]) {
    const { message, details, hint } = await failureOf(
      "setting_missing",
      () => chooseIssuer(undefined, "https://b.example\x1b", recognised),
    );
    assertEquals(message, "--verify needs to know which issuer you trust");
    assertEquals(details, ["The token names https://b.example, as anyone can."]);
    assertEquals(
      hint,
      "If that is the one that you mean, confirm it: --issuer https://b.example",
    );
  }
});

Deno.test("chooseIssuer() says when the token names none", async () => {
  const failure = await failureOf(
    "setting_missing",
    () => chooseIssuer(undefined, undefined, undefined),
  );
  assertEquals(failure.details, ["The token names none."]);
  assertEquals(failure.hint, "Name it with --issuer");
});

Deno.test("chooseIssuer() calls an issuer that is no address wrong usage", async () => {
  for (const named of ["id.example", "http://id.example", "https://u:canary@id.example"]) {
    const failure = await failureOf("usage", () => chooseIssuer(named, undefined, undefined));
    assertEquals(toldBy(failure).includes("canary"), false);
  }
});
