/**
 * What people do with a token: scopes, forms of output for other programs, the cache, `inspect`.
 *
 * @module
 */

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { Case, Run } from "../case.ts";
import { clientSecret } from "./clients.ts";
import { claimsIn } from "./tokens.ts";
import { useWithCurl, useWithKubectl } from "./users.ts";
import { casesOf, type Row, ways, type World } from "./world.ts";

const env = { GETTOKEN_CLIENT_SECRET: clientSecret };

/** The cases of a right client with a secret. */
export function useCases(world: World): readonly Case[] {
  const { http, https, authority } = world;
  return [
    ...casesOf("scopes", http, scopes),
    ...casesOf("output", http, outputs(world)),
    ...casesOf("output", https, [{
      name: "-o kubectl: kubectl, where it is there, calls userinfo with the token",
      client: "secret",
      args: ["--scope", "openid", "-o", "kubectl", "--ca-file", "ca.pem"],
      options: { files: { "ca.pem": authority } },
      use: (stdout) => useWithKubectl(stdout, world),
    }]),
    ...cacheCases(http),
    ...inspectCases(http),
  ];
}

const scopes: readonly Row[] = [
  { name: "none: the client's usual ones", client: "secret", use: hasScopes("email", "profile") },
  {
    name: "an optional one: in the token",
    client: "secret",
    args: ["--scope", "phone"],
    use: hasScopes("email", "phone", "profile"),
  },
  {
    name: "two: in the token",
    client: "secret",
    args: ["--scope", "phone", "--scope", "address"],
    use: hasScopes("address", "email", "phone", "profile"),
  },
  {
    name: "unknown: refused, the scope named",
    client: "secret",
    args: ["--scope", "nothing"],
    status: 4,
    says: ["Invalid scopes: nothing", "--scope"],
  },
];

function hasScopes(...scopes: readonly string[]): (stdout: string) => void {
  return (stdout) => assertEquals(String(claimsIn(stdout).scope).split(" ").sort(), scopes);
}

function outputs({ http }: World): readonly Row[] {
  return [
    {
      name: "-o json: lifetime and scopes of the token",
      client: "secret",
      args: ["-o", "json"],
      use: (stdout) => {
        const { access_token: token, expires_in: lifetime, scope } = JSON.parse(stdout);
        const { exp = 0, iat = 0, scope: claimed } = claimsIn(token);
        assertEquals(scope, claimed);
        // Keycloak counts from its reply, which a busy machine delays.
        assert(lifetime > 0 && lifetime <= exp - iat, `lifetime ${lifetime}`);
      },
    },
    {
      name: "-o curl: curl -K calls userinfo with the token",
      client: "secret",
      args: ["--scope", "openid", "-o", "curl"],
      use: (stdout) => useWithCurl(stdout, http),
    },
    {
      name: "-o header: userinfo takes the header",
      client: "secret",
      args: ["--scope", "openid", "-o", "header"],
      use: async (stdout) => {
        const [, authorization = ""] = /^Authorization: (.*)\n?$/.exec(stdout) ?? [];
        const url = `${http}/realms/shop/protocol/openid-connect/userinfo`;
        const response = await fetch(url, { headers: { authorization } });
        await response.body?.cancel();
        assertEquals(response.status, 200);
      },
    },
  ];
}

function cacheCases(origin: string): readonly Case[] {
  return ways(origin).map(({ by, args }): Case => ({
    topic: "cache",
    by,
    name: "second run: the same token; --refresh: another one; other scopes: another one",
    args: [...args, "--client-id", "secret"],
    options: { env },
    use: (_, run) => isReused([...args, "--client-id", "secret", "--cache"], run),
  }));
}

async function isReused(args: readonly string[], run: Run): Promise<void> {
  const home = await Deno.makeTempDir();
  const token = async (...more: readonly string[]) => {
    const { status, stdout, stderr } = await run([...args, ...more], {
      env: { ...env, HOME: home, XDG_CACHE_HOME: home, LOCALAPPDATA: home },
    });
    assertEquals([status, stderr], [0, ""]);
    return stdout;
  };
  try {
    const first = await token();
    assertEquals(await token(), first);
    const second = await token("--refresh");
    assertNotEquals(second, first);
    assertEquals(await token(), second);
    assertNotEquals(await token("--scope", "phone"), second);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

function inspectCases(origin: string): readonly Case[] {
  return ways(origin).flatMap(({ by, args }) =>
    inspections(origin).map(({ name, verify, status = 0, says }): Case => ({
      topic: "inspect --verify",
      by,
      name,
      args: [...args, "--client-id", "secret", "--scope", "openid"],
      options: { env },
      use: async (token, run) => {
        const result = await run(["inspect", "--verify", ...verify, token.trim()]);
        assertEquals(result.status, status, result.stderr);
        const said = result.stdout + result.stderr;
        for (const words of says) assert(said.includes(words), `not said: ${words}\n${said}`);
      },
    }))
  );
}

interface Inspection {
  readonly name: string;
  readonly verify: readonly string[];
  readonly status?: number;
  readonly says: readonly string[];
}

function inspections(origin: string): readonly Inspection[] {
  return [
    {
      name: "issuer named: verified",
      verify: ["--issuer", `${origin}/realms/shop`],
      says: ["A JWT, verified: ", "Keycloak"],
    },
    {
      name: "another realm named: refused",
      verify: ["--issuer", `${origin}/realms/issuer`],
      status: 4,
      says: ["issuer"],
    },
    {
      name: "no issuer named: not trusted",
      verify: [],
      status: 3,
      says: ["--issuer"],
    },
    {
      name: "audience that the token does not have: refused",
      verify: ["--issuer", `${origin}/realms/shop`, "--audience", "https://api.example"],
      status: 4,
      says: ["audience"],
    },
  ];
}
