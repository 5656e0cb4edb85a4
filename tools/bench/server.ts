/**
 * The token endpoint of the benchmark: each response has a new token of the same length. Paths below
 * `/slow` respond after 100 ms. `GET /count` returns the number of requests, any other GET the
 * discovery document. It runs in a separate process, so that it does not share a thread with the
 * measurement.
 *
 * @module
 */

const tokenLength = 1200;
/** Header and payload of a JWT, so that gettoken does not warn about the token. */
const aud = ["https://api.example/", "https://bench.example/"];
const jwt = [{ alg: "RS256" }, { aud, roles: ["bench"] }]
  .map((part) => btoa(JSON.stringify(part)).replaceAll("=", "") + ".").join("");
const delay = 100;
let count = 0;

function discovery(issuer: string): Record<string, string> {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/oauth/token`,
    jwks_uri: `${issuer}/jwks`,
  };
}

Deno.serve(
  {
    hostname: "127.0.0.1",
    port: 0,
    // The first line on stdout is the port.
    onListen: ({ port }) => Deno.stdout.writeSync(new TextEncoder().encode(`${port}\n`)),
  },
  async ({ url, method }) => {
    if (url.endsWith("/count")) return new Response(`${count}`);
    if (method === "GET") return Response.json(discovery(new URL(url).origin));
    count++;
    const token = jwt + `${count}`.padStart(tokenLength, "t");
    if (url.includes("/slow/")) await new Promise((done) => setTimeout(done, delay));
    return Response.json({ access_token: token, token_type: "Bearer", expires_in: 3600 });
  },
);
