/**
 * gettoken prints no control, invisible or bidirectional characters from modules, servers, files,
 * variables or arguments.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { scriptedServer } from "../idp/scripted_server.ts";
import type { TestFile } from "./folder.ts";
import { type RunOptions, testProgram } from "./program.ts";

/** Examples of each kind: CSI, OSC 8, OSC 52, C1, line breaks, bidirectional, invisible. */
const evil =
  "e\x1b[2J\x1b]8;;https://evil.example\x07v\x1b]52;c;eA==\x07i\u009b31m\r\n\u2028\u202e" +
  "\u2066\u200b\u{e0041}\tl";

/** The same as a string literal. */
const literal = JSON.stringify(evil);

/** What is printed of its beginning. */
const cleaned = /e \[2J \]8;;https:\/\/evil\.example v/;

interface Case {
  readonly args: readonly string[];
  readonly files?: Readonly<Record<string, TestFile>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The response of the token endpoint. */
  readonly reply?: () => Response;
  readonly status: number;
  /** The output, which shows that the string was printed or refused. */
  readonly prints: RegExp;
  /** Whether the failed run prints on stdout. */
  readonly reports?: true;
}

/** A module with these members in addition to the usual ones. */
function moduleWith(members = "", before = ""): Readonly<Record<string, string>> {
  return {
    "evil.js": `${before}
export default {
  apiVersion: 1, name: "evil", title: "Evil", docs: "https://evil.example/docs",
  settings: {},
  endpoint: () => ({ tokenEndpoint: "ORIGIN/token" }),
  ${members}
};`,
  };
}

function module(members: string, more: Partial<Case> & Pick<Case, "prints">): Case {
  return { args: ["./evil.js"], files: moduleWith(members), status: 8, ...more };
}

/** A module that is refused because of this member. */
function refused(members: string, path: string): Case {
  return module(members, {
    prints: new RegExp(`^  ${path.replace(/[[\]]/g, "\\$&")} must be `, "m"),
  });
}

const modules: Readonly<Record<string, Case>> = {
  "a title with control sequences": refused(`title: ${literal},`, "title"),
  "a title of 100,000 characters": refused(`title: "x".repeat(1e5),`, "title"),
  "a title with a lone surrogate": refused('title: "a\\ud800b",', "title"),
  "a title that is a number": refused("title: 1,", "title"),
  "a title with toString()": refused('title: { toString: () => "x" },', "title"),
  "a title that is a String object": refused('title: new String("x"),', "title"),
  "a title that is a list": refused('title: ["x"],', "title"),
  "a title that changes with each read": module(
    `get title() { return times++ ? ${literal} : "Evil"; },`,
    {
      files: moduleWith(`get title() { return times++ ? ${literal} : "Evil"; },`, "let times = 0;"),
      args: ["./evil.js", "--help"],
      status: 0,
      prints: /Get an access token from Evil\./,
    },
  ),
  "documentation with a link sequence": refused(
    'docs: "https://evil.example/\\x1b]8;;https://x.example\\x07",',
    "docs",
  ),
  "documentation with a right-to-left override": refused(
    'docs: "https://evil.example/\\u202e",',
    "docs",
  ),
  "documentation at a host of another vendor": refused(
    'docs: "https://vendor.example@evil.example/",',
    "docs",
  ),
  "documentation of 100,000 characters": refused(
    'docs: "https://evil.example/" + "x".repeat(1e5),',
    "docs",
  ),
  "a step of setup": refused(`setup: [${literal}],`, "setup"),
  "a thousand steps of setup": refused('setup: Array(1000).fill("x"),', "setup"),
  "an example with a command": refused('example: "--x $(id)",', "example"),
  "a description": refused(
    `settings: { word: { description: ${literal} } },`,
    "settings.word.description",
  ),
  "a default": refused(`settings: { word: { default: ${literal} } },`, "settings.word.default"),
  "allowed values": refused(
    `settings: { word: { values: [${literal}] } },`,
    "settings.word.values",
  ),
  "a variable": refused(`settings: { word: { env: [${literal}] } },`, "settings.word.env"),
  "a condition": refused(
    `settings: { word: { required: { unless: ${literal} } } },`,
    "settings.word.required",
  ),
  "a warning": refused(
    `settings: { word: { warn: [{ pattern: /x/, text: ${literal} }] } },`,
    "settings.word.warn",
  ),
  "the name of a setting": refused(`settings: { [${literal}]: {} },`, "settings"),
  "the long name of a setting": refused('settings: { ["x".repeat(61)]: {} },', "settings"),
  "the name of a public member": refused(
    `response: { publicMembers: [${literal}] },`,
    "response.publicMembers",
  ),
  "a warning about tokens": refused(
    `response: { warn: [{ opaque: true, text: ${literal} }] },`,
    "response.warn",
  ),
  "a hint": refused(`explain: [{ error: "x", hint: ${literal} }],`, "explain[0].hint"),
  "the name of a member": module(`[${literal}]: 1,`, { prints: /l is not part of the contract/ }),
  "the name __proto__": module('["__proto__"]: { title: "x" },', {
    prints: /__proto__ is not part of the contract/,
  }),
  "the message of check()": module(
    `settings: { word: { check: () => ${literal} } },`,
    { args: ["./evil.js", "--word", "x"], status: 3, prints: cleaned },
  ),
  "a long message of check()": module(`check: () => "is odd ".repeat(1e4),`, {
    status: 3,
    prints: /is odd is odd.*…/,
  }),
  "a message of check() that looks like an error": module(
    'check: () => "x\\ngettoken: the host is https://bank.example",',
    { status: 3, prints: /x gettoken: the host/ },
  ),
  "what check() returns": module("check: () => ({ toString: () => 'x' }),", {
    prints: /check\(\) returned a value that is neither/,
  }),
  "what it throws": module(`endpoint: () => { throw new Error(${literal}); },`, {
    prints: /endpoint\(\) threw Error: e \[2J \]8;;/,
  }),
  "the name of what it throws": module(
    `endpoint: () => { throw Object.assign(new Error("x"), { name: ${literal} }); },`,
    { prints: /threw e \[2J \]8;;/ },
  ),
  "an endpoint that is a String object": module(
    `endpoint: () => ({ tokenEndpoint: ${literal} }),`,
    { prints: /tokenEndpoint \} whose value/ },
  ),
  "the path of an endpoint": module(
    `endpoint: () => ({ tokenEndpoint: "ORIGIN/" + ${literal} }),`,
    { args: ["explain", "./evil.js"], prints: /tokenEndpoint \} whose value/, reports: true },
  ),
  "form fields, explained": module(`parameters: () => ({ [${literal}]: ${literal} }),`, {
    args: ["explain", "./evil.js"],
    status: 0,
    prints: cleaned,
  }),
  "form fields, explained in JSON": module(`parameters: () => ({ [${literal}]: ${literal} }),`, {
    args: ["explain", "./evil.js", "--json"],
    status: 0,
    prints: /evil\.example/,
  }),
  "form fields of a dry run": module(`parameters: () => ({ [${literal}]: ${literal} }),`, {
    args: ["./evil.js", "--dry-run"],
    status: 0,
    prints: /evil\.example/,
  }),
  "what it writes": module("", {
    files: moduleWith("", `console.log(${literal}); console.error({ [${literal}]: 1 });`),
    args: ["./evil.js", "-v"],
    status: 0,
    prints: cleaned,
  }),
  "the name of a file that it imports": module("", {
    files: moduleWith("", `import "./\\x1b[2J\\u202e.js";`),
    prints: /evil\.js/,
  }),
  "what it throws, in a check": module(`endpoint: () => { throw new Error(${literal}); },`, {
    args: ["provider", "check", "evil.js"],
    prints: /threw Error: e \[2J/,
    reports: true,
  }),
};

const path = `./${evil.replace(/[/]/g, "")}.js`;
const pathCleaned = /\.\/e \[2J \]8;;https:evil\.example v/;

const files: Readonly<Record<string, Case>> = {
  "the path of a module, in its help": {
    args: [path, "--help"],
    files: { [path]: moduleWith('example: "--x",')["evil.js"] ?? "" },
    status: 0,
    prints: /gettoken '\.\/e \[2J/,
  },
  "the path of a module, in its description": {
    args: ["providers", path],
    files: { [path]: moduleWith('example: "--x",')["evil.js"] ?? "" },
    status: 0,
    prints: /gettoken '\.\/e \[2J/,
  },
  "the path of a module that is checked": {
    args: ["provider", "check", path],
    files: { [path]: moduleWith()["evil.js"] ?? "" },
    status: 0,
    prints: pathCleaned,
  },
  "the path of a module that is not there": { args: [path], status: 8, prints: pathCleaned },
  "the path of a module that is added": {
    args: ["provider", "add", "--force", path],
    files: { [path]: moduleWith()["evil.js"] ?? "" },
    status: 8,
    prints: /the file name e \[2J/,
  },
  "records of added providers, in a list": {
    args: ["provider", "list"],
    files: recordsOf({ one: { title: evil }, two: { title: "Two", source: evil, added: evil } }),
    status: 0,
    prints: cleaned,
  },
  "records of added providers, in JSON": {
    args: ["provider", "list", "--json"],
    files: recordsOf({ one: { title: evil }, two: { title: "Two", source: evil, added: evil } }),
    status: 0,
    prints: cleaned,
  },
  "records of added providers, beside those built in": {
    args: ["providers"],
    files: recordsOf({ two: { title: "Two", source: evil } }),
    status: 0,
    prints: /two +Two, added from e \[2J/,
  },
  "a record of an added provider, as a hint": {
    args: ["two"],
    files: recordsOf({ two: { title: "Two", source: `$(id)${evil}'` } }),
    status: 8,
    prints: /provider add '\$\(id\)e \[2J/,
  },
  "the provider that a profile names": {
    args: ["profile", "list"],
    files: { "config/gettoken/profiles/x.env": "GETTOKEN_PROVIDER='e\x1b\u202e\u009b31m'\n" },
    status: 0,
    prints: /^x +e/,
  },
  "a value in a profile": {
    args: ["profile", "show", "x"],
    files: {
      "config/gettoken/profiles/x.env":
        "GETTOKEN_PROVIDER=oidc\nGETTOKEN_SCOPE='a\u202e\u009b31mb'\nGETTOKEN_ISSUER='x\u202e'\n",
    },
    status: 0,
    prints: /oidc/,
  },
  "a variable in .env": {
    args: [],
    files: { ".env": "GETTOKEN_PROVIDER='a\u202e\u009b31mb'\n" },
    status: 2,
    prints: /does not name a provider/,
  },
  "a line in .env": {
    args: ["oidc"],
    files: { ".env": "a\u202e\u009b31mb\x1b[2J\n" },
    status: 3,
    prints: /\.env/,
  },
  "the name of a file with settings": {
    args: ["oidc", "--env-file", evil],
    status: 3,
    prints: cleaned,
  },
  "the name of a file with a secret": {
    args: ["oidc", "--client-secret-file", evil, "--client-id", "x", "--token-url", "ORIGIN/token"],
    status: 3,
    prints: /there is no such file/,
  },
  "a document with a key": {
    args: ["explain", "google", "--service-account-key-file", "key.json", "--scope", "x"],
    files: {
      "key.json": JSON.stringify({
        type: "service_account",
        client_email: evil,
        private_key_id: evil,
        private_key: evil,
        token_uri: `https://x.example/${evil}`,
      }),
    },
    status: 3,
    prints: /service-account-key/,
    reports: true,
  },
};

function recordsOf(
  records: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(records).map(([name, more]) => [
      `config/gettoken/providers/${name}/added.json`,
      JSON.stringify({
        version: 1,
        ...{ source: "/x.js", added: "x", entry: "x.js", files: { "x.js": "x" }, ...more },
      }),
    ]),
  );
}

const words: Readonly<Record<string, Case>> = {
  "the name of a provider": { args: [evil.replace(/[/]/g, "")], status: 2, prints: /provider/ },
  "the name of an option": { args: ["oidc", `--${evil}`], status: 2, prints: /Unknown option/ },
  "the name of a profile": { args: ["-p", evil], status: 2, prints: /profile/ },
  "the name of a shell": { args: ["completions", evil], status: 2, prints: /Unknown command/ },
  "words to complete": {
    args: ["completions", "complete", evil, ""],
    status: 0,
    prints: /^--output Output format/m,
  },
  "the name of a provider, for `providers`": { args: ["providers", evil], status: 8, prints: /e/ },
  "the name of a file for the token": {
    args: ["./evil.js", "--out", `no/${evil}`],
    files: moduleWith(),
    status: 9,
    prints: /Cannot write no\/e \[2J/,
  },
  "the home folder, as the path of profiles": {
    args: ["profile", "path"],
    env: { XDG_CONFIG_HOME: `/${evil}` },
    status: 0,
    prints: /^\/e \[2J/,
  },
  "the home folder, as that of the cache": {
    args: ["cache", "status"],
    env: { XDG_CACHE_HOME: `/${evil}` },
    status: 0,
    prints: /^\/e \[2J/,
  },
  "the home folder, as that of the cache, in JSON": {
    args: ["cache", "status", "--json"],
    env: { XDG_CACHE_HOME: `/${evil}` },
    status: 0,
    prints: /\{"folder":"\/e\\u001b\[2J.*\\u202e/,
  },
  "a variable that names a provider": {
    args: [],
    env: { GETTOKEN_PROVIDER: evil.replace(/[/]/g, "") },
    status: 2,
    prints: /does not name a provider/,
  },
};

const json = (members: Readonly<Record<string, unknown>>, status = 200) => () =>
  Response.json(members, { status });
const token = { access_token: "token-of-the-server", token_type: "Bearer" };
const asked: Pick<Case, "args" | "files"> = {
  args: ["./evil.js", "-o", "json"],
  files: moduleWith('response: { publicMembers: ["url"] },'),
};

const servers: Readonly<Record<string, Case>> = {
  "a refusal": {
    ...asked,
    reply: json({ error: evil, error_description: evil, trace_id: evil }, 400),
    status: 4,
    prints: /e \[2J/,
  },
  "a type of token": {
    ...asked,
    reply: json({ ...token, token_type: evil }),
    status: 7,
    prints: /e \[2J/,
  },
  "a scope and a public member": {
    ...asked,
    reply: json({ ...token, scope: `a ${evil}`, url: evil }),
    status: 0,
    prints: /evil\.example/,
  },
  "the content type of a reply": {
    ...asked,
    reply: () => new Response("x", { headers: { "content-type": "text/\u009b31m" } }),
    status: 7,
    prints: /not JSON|text/,
  },
  "the target of a redirect": {
    ...asked,
    reply: () =>
      new Response("", { status: 302, headers: { location: "https://x.example/\u009b" } }),
    status: 7,
    prints: /redirect/,
  },
};

/** Control, invisible and bidirectional characters, except line breaks. */
const unprintable = /[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?!\n)\p{Cc}/u;

for (const [source, cases] of Object.entries({ modules, files, words, servers })) {
  testProgram(`unprintable characters in ${source}: not printed`, async (gettoken) => {
    const wrong: string[] = [];
    for (
      const [what, { args, files = {}, env = {}, reply, status, prints, reports }] of Object
        .entries(cases)
    ) {
      await using server = scriptedServer(reply ?? json(token));
      const at = (text: string) => text.replaceAll("ORIGIN", server.origin);
      const folder = await Deno.makeTempDir();
      const options: RunOptions = {
        folder,
        files: Object.fromEntries(
          Object.entries(files).map((
            [path, text],
          ) => [path, typeof text === "string" ? at(text) : text]),
        ),
        env: {
          HOME: folder,
          XDG_CONFIG_HOME: `${folder}/config`,
          GETTOKEN_CLIENT_ID: "client",
          GETTOKEN_CLIENT_SECRET: "secret-of-the-client",
          ...env,
        },
        reports: reports ?? false,
      };
      const result = await gettoken.run(args.map(at), options);
      await Deno.remove(folder, { recursive: true });
      const printed = result.stdout + result.stderr;
      const isRight = result.status === status && prints.test(printed) &&
        !unprintable.test(printed);
      if (!isRight) wrong.push(`${what} (${result.status}): ${JSON.stringify(printed)}`);
    }
    assertEquals(wrong, []);
  }, { fronts: ["compiled"] });
}
