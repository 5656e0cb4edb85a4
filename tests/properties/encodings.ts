/**
 * The forms in which a server may send a secret back.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import fc from "fast-check";

/** How a server may write what it was sent, by name. */
const encodings: Readonly<Record<string, (secret: string) => string>> = {
  "as it is": (secret) => secret,
  "percent-encoded": encodeURIComponent,
  "percent-encoded in small letters": (secret) => inSmallLetters(encodeURIComponent(secret)),
  "percent-encoded with all marks": (secret) =>
    encodeURIComponent(secret).replace(/[!'()*._~-]/g, percentEncode),
  "percent-encoded but slashes": (secret) => encodeURIComponent(secret).replaceAll("%2F", "/"),
  "percent-encoded wholly": (secret) => secret.replace(/[^]/gu, percentEncode),
  "percent-encoded twice": (secret) => encodeURIComponent(encodeURIComponent(secret)),
  "percent-encoded with plus": (secret) => encodeURIComponent(secret).replaceAll("%20", "+"),
  "form-encoded": formEncode,
  "form-encoded in small letters": (secret) => inSmallLetters(formEncode(secret)),
  "form-encoded with %20": (secret) => formEncode(secret).replaceAll("+", "%20"),
  "in JSON": inJson,
  "in JSON of ASCII only": (secret) => inJson(secret).replace(/[^ -~]/g, escapeUnit),
  "in JSON with few marks": (secret) => secret.replace(/[^\w .-]/g, escapeUnit),
  "in JSON with slashes escaped": (secret) => inJson(secret).replaceAll("/", "\\/"),
  "in JSON in JSON": (secret) => inJson(inJson(secret)),
  "in JSON with few marks, in JSON": (secret) => inJson(secret.replace(/[^\w .-]/g, escapeUnit)),
  "in HTML": (secret) => secret.replace(/[&<>"']/g, (mark) => htmlNames[mark] ?? mark),
  "in HTML by numbers": (secret) =>
    secret.replace(/[&<>"'+]/g, (mark) => `&#${mark.charCodeAt(0)};`),
  "in Base64": (secret) => base64(secret),
  "in Base64 for URLs": (secret) => Buffer.from(secret).toString("base64url"),
  "in Base64, percent-encoded": (secret) => encodeURIComponent(base64(secret)),
  "in Base64 on several lines": (secret) => base64(`id:${secret}`).replace(/.{20}/g, "$&\r\n"),
  "in Base64 with an ID": (secret) => base64(`x:${secret}`),
  "in Base64 with another ID": (secret) => base64(`id:${secret}`),
  "in Base64 with an ID, for URLs": (secret) => Buffer.from(`a-b:${secret}`).toString("base64url"),
  "in Base64 of JSON": (secret) => base64(JSON.stringify({ client_secret: secret })),
  "as in Basic authentication": (secret) => base64(`my%3Aid:${formEncode(secret)}`),
  "as in Basic authentication by other rules": (secret) =>
    base64(`my%3Aid:${encodeURIComponent(secret)}`),
  "as in Basic authentication, for URLs": (secret) =>
    Buffer.from(`id:${formEncode(secret)}!`).toString("base64url"),
};

/** The name of an encoding. */
export const encoding: fc.Arbitrary<string> = fc.constantFrom(...Object.keys(encodings));

/** A secret in the encoding of that name. */
export function encode(secret: string, name: string): string {
  return encodings[name]?.(secret) ?? secret;
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** A text as it stands in JSON, without the quotes. */
export function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

function percentEncode(character: string): string {
  return Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).padStart(2, "0")}`)
    .join("");
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
