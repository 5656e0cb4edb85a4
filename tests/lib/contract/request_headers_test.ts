import { assertEquals } from "@std/assert";
import {
  isAllowedHeader,
  isHeaderValue,
  mayBeSecretHeader,
  parseHeaderLines,
} from "../../../lib/contract/request_headers.ts";
import { forEachCase } from "../helpers.ts";

Deno.test("isAllowedHeader(): harmless headers and those of gateways, in any case", () => {
  const allowed = [
    ...["Accept", "accept-language", "CACHE-CONTROL", "User-Agent", "X-Tenant", "x-api-key"],
    ...["Ocp-Apim-Subscription-Key", "apikey", "Api-Key", "ApiKey", "Private-Token"],
    ...["CF-Access-Client-Id", "CF-Access-Client-Secret", "Idempotency-Key", "OData-Version"],
    ...["WM_SVC.NAME", "WM_QOS.CORRELATION_ID", "Tenant", "client_id"],
  ];
  for (const name of allowed) assertEquals([name, isAllowedHeader(name)], [name, true]);
});

Deno.test("isAllowedHeader(): headers that authenticate, frame or route: refused", () => {
  const refused = [
    ...["Authorization", "Cookie", "Cookie2", "Set-Cookie", "Host", "DPoP", "Forwarded", "Via"],
    ...["Content-Type", "content-length", "Content-Id", "Transfer-Encoding", "TE", "Trailer"],
    ...["Proxy-Authorization", "Proxy-Token", "Sec-WebSocket-Key", "Connection", "Upgrade"],
    ...["Keep-Alive", "Expect", "Origin", "Referer", "", "X-", "X-a b", "X-a:b", "X-é", "X-a\r\n"],
    ...["a b-Key", `X-${"a".repeat(100)}`],
  ];
  for (const name of refused) assertEquals([name, isAllowedHeader(name)], [name, false]);
});

Deno.test("isHeaderValue(): printable ASCII only", () => {
  for (const value of ["", "a b", "~!"]) assertEquals(isHeaderValue(value), true);
  for (const value of ["é", "a\nb", "a\r\nX-Evil: 1", "\0", "\x7f", "\t"]) {
    assertEquals(isHeaderValue(value), false);
  }
});

Deno.test("mayBeSecretHeader(): all but the harmless ones", () => {
  assertEquals(["accept", "Accept-Language", "X-Tenant"].map(mayBeSecretHeader), [
    false,
    false,
    true,
  ]);
});

Deno.test("parseHeaderLines(): each line a header, its name in lower case", () => {
  assertEquals(parseHeaderLines("X-Api-Key:  a:b \r\n\n  apikey :c\n"), {
    value: [["x-api-key", "a:b"], ["apikey", "c"]],
  });
});

Deno.test("parseHeaderLines(), no headers: a problem without the value", async () => {
  await forEachCase({
    "": "is empty",
    " \n ": "is empty",
    "canary": 'must be "Name: value"',
    ": canary": 'must be "Name: value"',
    "X-Key:": "has a header without a value",
    "X-Key: canary é": "has a header whose value is not printable ASCII",
    "Authorization: canary":
      "names a header that cannot be added; names must be Accept, Accept-Language, Cache-Control, User-Agent, or begin with X-, or end with Key, Id, Secret, Token, Version, Name or Tenant",
  }, (problem, text) => assertEquals(parseHeaderLines(text), { problem }));
});
