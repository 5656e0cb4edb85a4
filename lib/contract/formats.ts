/**
 * Validates and normalises the values of settings by format, allowed values and the provider's check.
 *
 * @module
 */

import { mayBeInFile } from "./declared_settings.ts";
import type { Setting, SettingFormat } from "./provider.ts";
import { either, hasUnsafeCharacters, withoutOuterBreaks } from "../core/text.ts";

/**
 * A valid value, or a problem as a clause that follows the setting's name. A problem never quotes the
 * value, which may be a password.
 */
export type Parsed<Value = string> = { readonly value: Value } | { readonly problem: string };

/** Validates and normalises the value of a setting. */
export async function checkSetting(setting: Setting, value: string): Promise<Parsed> {
  if (setting.format === "headers") {
    const { parseHeaderLines } = await import("./request_headers.ts");
    const parsed = parseHeaderLines(value);
    return "problem" in parsed ? parsed : { value };
  }
  const { secret, multiline, format } = setting;
  const parsed = multiline
    ? checkFormat(value.replace(/[\r\n\t]/g, " "), format)
    : (secret ? checkSecret : checkFormat)(value, format);
  if ("problem" in parsed) return parsed;
  if (mayBeInFile(setting)) return { value };
  const checked = setting.values ? checkListed(parsed.value, setting.values) : parsed;
  if ("problem" in checked) return checked;
  const problem = await setting.check?.(checked.value);
  return problem === undefined ? checked : { problem };
}

/** The allowed value that is the same; otherwise one that differs only in upper and lower case. */
function checkListed(value: string, allowed: readonly string[]): Parsed {
  const lower = value.toLowerCase();
  const same = allowed.find((name) => name === value) ??
    allowed.find((name) => name.toLowerCase() === lower);
  return same === undefined ? { problem: `must be ${either(allowed)}` } : { value: same };
}

/**
 * Validates a secret that is one line. A private key in its place would be sent to the server.
 */
export function checkSecret(value: string, format?: SettingFormat): Parsed {
  if (value.includes("PRIVATE KEY-----") || /^\s*\{[^]*"(d|private_key)"\s*:/.test(value)) {
    return { problem: "is a private key, which must not be sent" };
  }
  // Leading and trailing line breaks come from its file; secretWarnings() reports them.
  return checkFormat(withoutOuterBreaks(value), format);
}

/** Validates and normalises a value of a format. */
export function checkFormat(value: string, format: SettingFormat = "text"): Parsed {
  if (value === "") return { problem: "is empty" };
  if (/[\r\n]/.test(value)) return { problem: "contains a line break" };
  if (hasUnsafeCharacters(value)) {
    return { problem: "contains a control or invisible character" };
  }
  return formats[format](value);
}

const formats: Readonly<Record<SettingFormat, (value: string) => Parsed>> = {
  text: (value) => ({ value }),
  origin: checkOrigin,
  url: checkUrl,
  guid: (value) =>
    guid.test(value) ? { value } : {
      problem: "must be a GUID such as 11111111-2222-3333-4444-555555555555",
    },
  scope: (value) =>
    scope.test(value) ? { value } : {
      problem: 'must be scopes of printable ASCII without " and \\, separated by single spaces',
    },
  // checkSetting() parses its lines.
  headers: (value) => ({ value }),
};

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const scope = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/;

function checkOrigin(value: string): Parsed {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `https://${value}`;
  const checked = checkUrl(address.replace(/\/$/, ""));
  if ("problem" in checked) return checked;
  const url = new URL(checked.value);
  if (url.pathname !== "/" || url.search !== "") {
    return { problem: "must be a host name only, without a path" };
  }
  return { value: url.origin };
}

function checkUrl(value: string): Parsed {
  const parts = /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?<authority>[^/?#\\]*)(?<rest>.*)$/i
    .exec(value);
  const { scheme = "", authority = "", rest = "" } = parts?.groups ?? {};
  if (authority.includes("@")) {
    return { problem: "must not have a user part (before @)" };
  }
  if (rest.includes("#")) {
    return { problem: "must not have a fragment (after #)" };
  }
  const url = URL.parse(value);
  if (url === null || authority === "" || url.port === "0" || /[\s\\]/.test(value)) {
    return { problem: "must be a URL such as https://id.example.com" };
  }
  // URL.parse() normalises hosts (other alphabets, odd IP addresses). Accept only a host that is
  // written as it will be used.
  const plainHost = /^([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:\d+)?$/;
  const given = authority.toLowerCase().replace(/:(443|80)$/, "");
  if (!plainHost.test(given) || given !== url.host.replace(/:(443|80)$/, "")) {
    return { problem: "must have a plain host name of letters, digits, dots and hyphens" };
  }
  if (!mayBeContacted(url)) {
    return {
      problem: /^http$/i.test(scheme)
        ? "must begin with https:// (http:// is for loopback addresses only)"
        : "must begin with https://",
    };
  }
  return { value };
}

/** Whether a secret may be sent to a URL: by https, or to a loopback address. */
export function mayBeContacted(url: URL): boolean {
  return url.protocol === "https:" ||
    (url.protocol === "http:" && isLoopback(url.hostname));
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" ||
    /^127(\.\d+){3}$/.test(hostname);
}
