/**
 * The token endpoint of the benchmark: answers every request with the same token. In a process of
 * its own, so that it does not share a thread with the one that measures.
 *
 * @module
 */

const part = (claims: Record<string, unknown>) =>
  new TextEncoder().encode(JSON.stringify(claims)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
const token = [
  part({ alg: "RS256" }),
  part({ roles: ["bench"], padding: "p".repeat(600) }),
  "s".repeat(342),
].join(".");
Deno.serve(
  {
    hostname: "127.0.0.1",
    port: 0,
    // The first line on stdout says where it is.
    onListen: ({ port }) => Deno.stdout.writeSync(new TextEncoder().encode(`${port}\n`)),
  },
  () => Response.json({ access_token: token, token_type: "Bearer", expires_in: 3600 }),
);
