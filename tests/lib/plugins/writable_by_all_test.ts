import { assertEquals } from "@std/assert";
import { Log } from "../../../lib/core/log.ts";
import { warnIfWritableByAll } from "../../../lib/plugins/writable_by_all.ts";
import { fakeHost, type FakeWorld } from "../../fake_host.ts";

async function warnings(world: FakeWorld): Promise<string> {
  const host = fakeHost(world);
  const urls = ["file:///here/a%20b/it's.ts", "file:///here/a%20b/lib/util.ts"];
  await warnIfWritableByAll(host, new Log(host), urls.map((url) => ({ url: new URL(url) })));
  return host.stderr;
}

const warningFor = (path: string, quoted = `'${path}'`) =>
  `gettoken: warning: any user of this machine can change the provider module: ${path}` +
  ` is writable for all → chmod o-w ${quoted}\n`;

Deno.test("warnIfWritableByAll() names each file and folder that all may write to, once", async () => {
  assertEquals(await warnings({ writable: ["/elsewhere", "/here/other"] }), "");
  assertEquals(
    await warnings({ writable: ["/here", "/"] }),
    warningFor("/here", "/here") + warningFor("/", "/"),
  );
  const quoted = String.raw`'/here/a b/it'\''s.ts'`;
  const writable = ["/here/a b/it's.ts", "/here/a b/lib", "/here/a b/lib/util.ts"];
  assertEquals(
    await warnings({ writable }),
    warningFor("/here/a b/it's.ts", quoted) + warningFor("/here/a b/lib/util.ts") +
      warningFor("/here/a b/lib"),
  );
});

Deno.test("warnIfWritableByAll() names the file and the folder that a link leads to", async () => {
  const links = { "/here/a b/it's.ts": "/there/x.ts" };
  assertEquals(
    await warnings({ links, writable: ["/there/x.ts", "/there"] }),
    warningFor("/there/x.ts", "/there/x.ts") + warningFor("/there", "/there"),
  );
});

Deno.test("warnIfWritableByAll() shows control characters of a path as spaces", async () => {
  const host = fakeHost({ writable: ["/x\u001b[31m\n.ts"] });
  await warnIfWritableByAll(host, new Log(host), [{ url: new URL("file:///x%1B[31m%0A.ts") }]);
  assertEquals(host.stderr, warningFor("/x [31m .ts"));
});
