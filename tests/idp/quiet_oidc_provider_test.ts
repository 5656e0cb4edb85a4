import { assertEquals } from "@std/assert";
import { askByPost } from "./ask_for_token.ts";
import { startIdp } from "./idp.ts";

// In a file of its own: the library speaks when it is loaded, and that happens once.
Deno.test("startIdp() prints nothing, and nothing is printed when a token is asked for", async () => {
  const printed: unknown[] = [];
  const { console } = globalThis;
  const { log, info, warn, error } = console;
  const print = (...message: unknown[]) => void printed.push(message);
  Object.assign(console, { log: print, info: print, warn: print, error: print });
  try {
    await using idp = await startIdp();
    await askByPost(idp.oidc.tokenEndpoint, idp.oidc.clients.post);
    await askByPost(idp.auth0.tokenEndpoint, idp.auth0.clients.machine);
    const page = await fetch(idp.oidc.tokenEndpoint, {
      method: "POST",
      headers: { accept: "text/html", origin: "https://elsewhere.example" },
    });
    await page.body?.cancel();
  } finally {
    Object.assign(console, { log, info, warn, error });
  }
  assertEquals(printed, []);
});
