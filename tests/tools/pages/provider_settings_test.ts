import { assertMatch } from "@std/assert";
import { providerSettingsModule } from "../../../tools/pages/provider_settings.ts";

Deno.test("providerSettingsModule(): names, and each setting with its providers", async () => {
  const source = await providerSettingsModule();
  assertMatch(source, /export type BuiltInProvider =\n(?: {2}\| "[a-z0-9-]+"\n)* {2}\| "oidc";\n/);
  assertMatch(
    source,
    / \* The url of the service key\. For SAP XSUAA\.\n.*\n {2}readonly url\?: string/,
  );
  assertMatch(
    source,
    / {3}\* - Domain of the organization, [^.]*\. For Okta\.\n {3}\* - Domain of/,
  );
  assertMatch(source, / not needed with tokenUrl\. For/);
  assertMatch(source, /readonly audience\?: SettingValue;/);
  assertMatch(source, /readonly clientKey\?: KeyValue;/);
});
