/**
 * Loads `oidc-provider` without its greeting.
 * @module
 */
// @ts-types="npm:@types/oidc-provider@9.12.1"
import type * as oidcProvider from "oidc-provider";

let loading: Promise<typeof oidcProvider> | undefined;

/** The library's module, loaded when it is first wanted. */
export function loadOidcProvider(): Promise<typeof oidcProvider> {
  return loading ??= loadQuietly();
}

/**
 * The library has a setting against every warning but one: anywhere but on Node it complains about
 * the runtime while it loads. So for that long its warnings are dropped.
 */
async function loadQuietly(): Promise<typeof oidcProvider> {
  const { console } = globalThis;
  const { warn } = console;
  console.warn = (...message) => {
    if (!String(message[0]).startsWith("oidc-provider ")) warn(...message);
  };
  try {
    return await import("oidc-provider");
  } finally {
    console.warn = warn;
  }
}
