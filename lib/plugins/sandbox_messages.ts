/**
 * What a sandbox and its worker say to each other.
 *
 * @module
 */

/** What the other side asks for: first to load a module, then to call functions of it. */
export type Task =
  | { readonly load: string }
  | { readonly call: number; readonly args: readonly unknown[] };

/** A task, with a number to tell its outcome from others. */
export interface Request {
  readonly id: number;
  readonly task: Task;
}

/** What comes of a task. */
export type Outcome = { readonly value: Described } | { readonly thrown: Thrown };

/**
 * What comes back: the outcome of a request, or a line that the module wrote. It comes as JSON:
 * text is read by us, when we are ready for it, and holds nothing but data.
 */
export type Reply =
  | { readonly id: number; readonly outcome: Outcome }
  | { readonly said: string };

/** A value of the module, as data. Functions and patterns stay there and are known by number. */
export type Described =
  | readonly ["plain", (string | number | boolean | null)?]
  | readonly ["list", readonly Described[]]
  | readonly ["object", readonly (readonly [name: string, value: Described])[]]
  | readonly ["function", number]
  | readonly ["pattern", test: number, exec: number]
  | readonly ["unusable", reason: string];

/** What a module threw. */
export interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** The bounds of what a module can say at once. */
export interface Limits {
  /** Characters and members in all. */
  readonly size: number;
  readonly depth: number;
  /** Lines that it may write in all. */
  readonly lines: number;
  /** Characters of a line that it writes, and of an error's message. */
  readonly line: number;
  /** Characters of a pattern. */
  readonly patternLength: number;
  /** Opening parentheses of a pattern. */
  readonly patternGroups: number;
}
