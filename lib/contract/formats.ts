/**
 * The forms that a setting's value can have.
 *
 * @module
 */

import type { SettingFormat } from "./provider.ts";
import { hasUnsafeCharacters } from "../core/text.ts";

/** A value as the provider will see it, or what is wrong with it as a clause after its name. */
export type Checked = { readonly value: string } | { readonly problem: string };

/** Checks and normalises a value. A problem never repeats the value: it may hold a password. */
export function checkFormat(value: string, format: SettingFormat = "text"): Checked {
  if (value === "") return { problem: "is empty" };
  if (/[\r\n]/.test(value)) return { problem: "contains a line break" };
  if (hasUnsafeCharacters(value)) {
    return { problem: "contains a control or invisible character" };
  }
  return formats[format](value);
}

const formats: Readonly<Record<SettingFormat, (value: string) => Checked>> = {
  text: (value) => ({ value }),
  origin: checkOrigin,
  url: checkUrl,
  guid: (value) =>
    guid.test(value) ? { value } : {
      problem: "must be a GUID such as 11111111-2222-3333-4444-555555555555",
    },
  scope: (value) =>
    scope.test(value) ? { value } : {
      problem: 'must be scope names of printable ASCII without " and \\, with one space between',
    },
};

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const scope = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/;

function checkOrigin(value: string): Checked {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `https://${value}`;
  const checked = checkUrl(address.replace(/\/$/, ""));
  if ("problem" in checked) return checked;
  const url = new URL(checked.value);
  if (url.pathname !== "/" || url.search !== "") {
    return { problem: "must be a host name only, without a path" };
  }
  return { value: url.origin };
}

function checkUrl(value: string): Checked {
  const parts = /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?<authority>[^/?#\\]*)(?<rest>.*)$/i
    .exec(value);
  const { scheme = "", authority = "", rest = "" } = parts?.groups ?? {};
  if (authority.includes("@")) {
    return { problem: "must not have a user part (the text before @)" };
  }
  if (rest.includes("#")) {
    return { problem: "must not have a fragment (the text after #)" };
  }
  const url = URL.parse(value);
  if (url === null || authority === "" || url.port === "0" || /[\s\\]/.test(value)) {
    return { problem: "must be an address such as https://id.example.com" };
  }
  // The parser repairs a lot (other alphabets, odd numbers for IP addresses). A host is used
  // only if it is the one that stands there to be read.
  const plainHost = /^([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:\d+)?$/;
  const given = authority.toLowerCase().replace(/:(443|80)$/, "");
  if (!plainHost.test(given) || given !== url.host.replace(/:(443|80)$/, "")) {
    return { problem: "must have a plain host name of letters, digits, dots and hyphens" };
  }
  if (!mayBeContacted(url)) {
    return {
      problem: /^http$/i.test(scheme)
        ? "must begin with https:// (http:// is for this machine's own addresses only)"
        : "must begin with https://",
    };
  }
  return { value };
}

/** Whether a secret may travel to an address: never in clear text, but on this machine itself. */
export function mayBeContacted(url: URL): boolean {
  return url.protocol === "https:" ||
    (url.protocol === "http:" && isLoopback(url.hostname));
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" ||
    /^127(\.\d+){3}$/.test(hostname);
}
