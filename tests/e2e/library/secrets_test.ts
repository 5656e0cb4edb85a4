/**
 * Functions of the caller and servers that try to make a secret visible: in a failure, a token, a flow,
 * or the log, however that is printed.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { testInRuntimes } from "./runtimes.ts";

const secret = "canary-Secret~42+/x";
const token = "canary-token.value_7";
const federated = ["eyJhbGciOiJub25lIn0", "eyJzdWIiOiJqb2IifQ", "Y2FuYXJ5LXNpZ25hdHVyZQ"].join(".");

/** Prints what a call gets, in every way in which a program may print it. */
const start = `
  import { inspect } from "node:util";
  import { ClientCredentialsFlow, GettokenError } from "gettoken";
  const [secret, token, federated] = ${JSON.stringify([secret, token, federated])};

  // Each line once: the output is searched for the secrets in all encodings.
  const lines = new Set();
  function print(...texts) {
    for (const text of texts) for (const line of String(text).split("\\n")) lines.add(line);
  }

  function show(value) {
    const all = { depth: Infinity, showHidden: true };
    print(inspect(value, { ...all, getters: true }), inspect(value, { ...all, customInspect: false }));
    print(value, value?.stack, JSON.stringify(value));
    print(inspect(structuredClone({ ...value }), all));
    print(inspect(Object.getOwnPropertyDescriptors(value), { depth: 9 }));
  }

  async function call(name, options) {
    const flow = new ClientCredentialsFlow({
      ...{ provider: "oidc", tokenUrl: "https://id.example/token", clientId: "svc" },
      ...{ clientSecret: secret, retries: 0, timeout: 1, log: ({ message }) => print(message) },
      ...options,
    });
    show(flow);
    try {
      show(await flow.getToken());
      console.log(name, "token");
    } catch (error) {
      show(error);
      console.log(name, error instanceof GettokenError && error.code);
    }
  }

  const reply = (members, status = 200) => () => Promise.resolve(Response.json(members, { status }));
  const endless = () => new ReadableStream({ pull: () => new Promise(() => {}) });
  const huge = () => new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(100_000)),
  });
`;

/** The calls, and what they end with. */
const calls: readonly (readonly [name: string, options: string, end: string])[] = [
  ["throws its request", "fetch: (_, init) => { throw init; }", "connection_failed"],
  [
    "throws an error with it",
    "fetch: (_, init) => Promise.reject(Object.assign(new Error(JSON.stringify(init)), { init }))",
    "connection_failed",
  ],
  [
    "throws a GettokenError with it",
    `fetch: (_, init) => {
      const said = { serverMessage: secret, traceId: secret, details: [secret], hint: secret };
      throw Object.assign(new GettokenError("refused", secret, { ...said, cause: init }), { init });
    }`,
    "refused",
  ],
  ["never answers", "fetch: () => new Promise(() => {})", "timed_out"],
  ["never ends", "fetch: () => Promise.resolve(new Response(endless()))", "timed_out"],
  [
    "is longer than it says",
    'fetch: async () => new Response(huge(), { headers: { "content-length": "9" } })',
    "reply_too_large",
  ],
  ["returns nothing", "fetch: () => Promise.resolve()", "usage"],
  [
    "refuses with an echo",
    `fetch: (_, { body, headers }) => Promise.resolve(Response.json({
      ...{ error: secret, error_description: new Headers(headers).get("authorization") },
      ...{ trace_id: btoa(secret), [secret]: secret },
    }, { status: 401, headers: { "x-request-id": secret } }))`,
    "refused",
  ],
  [
    "redirects to the secret",
    `fetch: async () => new Response(null, {
      ...{ status: 302, headers: { location: "https://id.example/" + secret } },
    })`,
    "redirected",
  ],
  [
    "echoes in a token",
    'fetch: reply({ access_token: token, token_type: "Bearer", expires_in: 9, scope: token + secret })',
    "token",
  ],
  [
    "echoes in a public member",
    `provider: "salesforce", myDomain: "https://acme.my.salesforce.com", tokenUrl: undefined,
     fetch: reply({ access_token: token, token_type: "Bearer", instance_url: "https://" + token })`,
    "token",
  ],
  [
    "throws the federated token",
    `clientSecret: undefined, federatedToken() {
      throw Object.assign(new Error(federated), { name: federated, cause: federated });
    }`,
    "setting_invalid",
  ],
  [
    "echoes the federated token",
    `clientSecret: undefined, federatedToken: () => federated,
     fetch: (_, { body }) => reply({ error: "invalid_client", error_description: body }, 401)()`,
    "refused",
  ],
  [
    "logs to a promise that fails",
    "log: () => Promise.reject(new Error()), fetch: reply({ access_token: token })",
    "token",
  ],
];

testInRuntimes("hostile functions and servers: no secret is shown", async (runtime) => {
  const lines = calls.map(([name, options]) =>
    `await call(${JSON.stringify(name)}, { ${options} });`
  );
  const { status, stdout } = await runtime.run(
    [start, ...lines, 'console.error([...lines].join("\\n"));'].join("\n"),
    {
      secrets: [secret, token, federated, federated.split(".")[2]!],
    },
  );
  assertEquals([status, stdout.trim().split("\n")], [
    0,
    calls.map(([name, , end]) => `${name} ${end}`),
  ]);
});
