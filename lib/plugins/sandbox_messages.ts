/** The messages between a sandbox and its worker. @module */

/** A task for the worker: to start, to load a module, to learn its settings, to call its functions. */
export type Task =
  | { readonly start: true }
  | { readonly load: string }
  | { readonly declare: readonly string[] }
  | { readonly call: number; readonly args: readonly unknown[] };

/** A task, with a number to identify its outcome. */
export interface Request {
  readonly id: number;
  readonly task: Task;
}

/** The outcome of a task. */
export type TaskOutcome = { readonly value: Described } | { readonly thrown: Thrown };

/** A message from the worker, as JSON: the outcome of a task, or a line that the module wrote. */
export type Reply =
  | { readonly id: number; readonly outcome: TaskOutcome }
  | { readonly said: string };

/** A value of the module. Functions and patterns stay in the worker and have numbers. */
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

/** The limits of what a worker can send. */
export interface Limits {
  /** Characters and members in total. */
  readonly size: number;
  readonly depth: number;
  /** Lines that the module may write in total. */
  readonly lines: number;
  /** Characters of such a line, and of an error message. */
  readonly line: number;
  /** Characters of a pattern. */
  readonly patternLength: number;
  /** Opening parentheses of a pattern. */
  readonly patternGroups: number;
}
