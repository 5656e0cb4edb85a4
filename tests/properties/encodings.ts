/**
 * Encodings in which a server may return a secret.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import fc from "fast-check";

type Encode = (secret: string) => string;

/** Escapes, by name. */
const escapes: Readonly<Record<string, Encode>> = {
  "percent-encoded": (secret) => encodeURIComponent(secret),
  "percent-encoded in small letters": (secret) => inSmallLetters(encodeURIComponent(secret)),
  "percent-encoded with all marks": (secret) =>
    encodeURIComponent(secret).replace(/[!'()*._~-]/g, percentEncode),
  "percent-encoded but slashes": (secret) => encodeURIComponent(secret).replaceAll("%2F", "/"),
  "percent-encoded wholly": (secret) => secret.replace(/[^]/gu, percentEncode),
  "percent-encoded with plus": (secret) => encodeURIComponent(secret).replaceAll("%20", "+"),
  "form-encoded": formEncode,
  "form-encoded in small letters": (secret) => inSmallLetters(formEncode(secret)),
  "form-encoded with %20": (secret) => formEncode(secret).replaceAll("+", "%20"),
  "in JSON": inJson,
  "in JSON of ASCII only": (secret) => inJson(secret).replace(/[^ -~]/g, escapeUnit),
  "in JSON with few marks": (secret) => secret.replace(/[^\w .-]/g, escapeUnit),
  "in JSON with all characters escaped": (secret) => secret.replace(/[^]/g, escapeUnit),
  "in JSON with slashes escaped": (secret) => inJson(secret).replaceAll("/", "\\/"),
  "in HTML": (secret) => secret.replace(/[&<>"']/g, (mark) => htmlNames[mark] ?? mark),
  "in HTML by numbers": (secret) =>
    secret.replace(/[&<>"'+]/g, (mark) => `&#${mark.charCodeAt(0)};`),
  "in HTML by hexadecimal numbers": (secret) =>
    secret.replace(/[^\w ]/gu, (mark) => `&#x${mark.codePointAt(0)?.toString(16)};`),
};

/** Encodings of bytes. */
const blocks: Readonly<Record<string, Encode>> = {
  "in Base64": (secret) => base64(secret),
  "in Base64 for URLs": (secret) => Buffer.from(secret).toString("base64url"),
  "in Base64 with an ID": (secret) => base64(`x:${secret}`),
  "in Base64 with another ID": (secret) => base64(`id:${secret}`),
  "in Base64 with an ID, for URLs": (secret) => Buffer.from(`a-b:${secret}`).toString("base64url"),
  "in hexadecimal": (secret) => Buffer.from(secret).toString("hex"),
  "in hexadecimal with capitals": (secret) => Buffer.from(secret).toString("hex").toUpperCase(),
};

/** Encodings that are not nested in another. */
const whole: Readonly<Record<string, Encode>> = {
  "as it is": (secret) => secret,
  "in capitals": (secret) => secret.replace(/[a-z]/g, (letter) => letter.toUpperCase()),
  "in small letters": (secret) => secret.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
  "in quoted-printable": (secret) =>
    secret.replace(/[^!-<>-~]/gu, (mark) => hexDump(mark, "=", "").toUpperCase()),
  "in Base64 on several lines": (secret) => base64(`id:${secret}`).replace(/.{20}/g, "$&\r\n"),
  "in Base64 of JSON": (secret) => base64(JSON.stringify({ client_secret: secret })),
  "as a claim of a JWT": (secret) =>
    `e30.${Buffer.from(JSON.stringify({ sub: secret })).toString("base64url")}.`,
  "as in Basic authentication": (secret) => base64(`my%3Aid:${formEncode(secret)}`),
  "as in Basic authentication by other rules": (secret) =>
    base64(`my%3Aid:${encodeURIComponent(secret)}`),
  "as in Basic authentication, for URLs": (secret) =>
    Buffer.from(`id:${formEncode(secret)}!`).toString("base64url"),
  "as a hex dump with spaces": (secret) => hexDump(secret, "", " "),
  "as a hex dump with colons": (secret) => hexDump(secret, "", ":").toUpperCase(),
  "as a hex dump of a string literal": (secret) => hexDump(secret, "\\x", ""),
  "as a hex dump of numbers": (secret) => hexDump(secret, "0x", ", "),
};

const byName: Readonly<Record<string, Encode>> = { ...escapes, ...blocks, ...whole };

/** Separates the names of nested encodings, the innermost first. */
const separator = " / ";

function nested(...layers: Readonly<Record<string, Encode>>[]): fc.Arbitrary<string> {
  return fc.tuple(...layers.map((names) => fc.constantFrom(...Object.keys(names))))
    .map((names) => names.join(separator));
}

const innermost = {
  "in JSON": inJson,
  "form-encoded": formEncode,
  "percent-encoded": encodeURIComponent,
};

/** The name of an encoding, or of several nested ones. */
export const encoding: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: nested(byName) },
  nested(escapes, escapes),
  nested(blocks, escapes),
  nested(blocks, blocks),
  nested(blocks, escapes, escapes),
  nested(blocks, blocks, escapes),
  nested(innermost, blocks),
  nested(innermost, blocks, blocks),
  nested(innermost, blocks, escapes),
);

/** Applies the encodings of this name to a secret. */
export function encode(secret: string, name: string): string {
  return name.split(separator).reduce((text, layer) => byName[layer]?.(text) ?? text, secret);
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** A JSON string without its quotes. */
export function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

function percentEncode(character: string): string {
  return hexDump(character, "%", "");
}

function hexDump(text: string, prefix: string, separator: string): string {
  return Array.from(Buffer.from(text), (byte) => prefix + byte.toString(16).padStart(2, "0"))
    .join(separator);
}

const htmlNames: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
};

function formEncode(value: string): string {
  return new URLSearchParams([["", value]]).toString().slice(1);
}

function inSmallLetters(text: string): string {
  return text.replace(/%../g, (code) => code.toLowerCase());
}
