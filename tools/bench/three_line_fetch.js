const form = {
  grant_type: "client_credentials",
  client_id: "bench",
  client_secret: "bench-secret",
};
const reply = await fetch(Deno.args[0], { method: "POST", body: new URLSearchParams(form) });
await Deno.stdout.write(new TextEncoder().encode((await reply.json()).access_token + "\n"));
