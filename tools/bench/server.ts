/**
 * The token endpoint of the benchmark: answers every request with another token of the same length,
 * at once or below `/slow` after 100 ms. `GET /count` tells how many there were. In a process of its
 * own, so that it does not share a thread with the one that measures.
 *
 * @module
 */

const tokenLength = 1200;
/** What a JWT begins with, so that nobody finds the token odd. */
const jwt = [{ alg: "RS256" }, { roles: ["bench"] }]
  .map((part) => btoa(JSON.stringify(part)).replaceAll("=", "") + ".").join("");
const delay = 100;
let count = 0;

Deno.serve(
  {
    hostname: "127.0.0.1",
    port: 0,
    // The first line on stdout says where it is.
    onListen: ({ port }) => Deno.stdout.writeSync(new TextEncoder().encode(`${port}\n`)),
  },
  async ({ url, method }) => {
    if (method === "GET") return new Response(`${count}`);
    count++;
    const token = jwt + `${count}`.padStart(tokenLength, "t");
    if (url.includes("/slow/")) await new Promise((done) => setTimeout(done, delay));
    return Response.json({ access_token: token, token_type: "Bearer", expires_in: 3600 });
  },
);
