/**
 * What the benchmark computes from its measurements, and prints: tables, and the bounds of the
 * project with `pass` or `fail`.
 *
 * @module
 */

/** Measurements of one program. */
export interface Figures {
  readonly name: string;
  /** Median wall time in milliseconds. */
  readonly wall: number;
  /** Median peak memory in MiB; `undefined` where it is not measured. */
  readonly memory: number | undefined;
}

/** What a program may need at most, compared with another one. */
export interface Bound {
  readonly program: string;
  readonly than: string;
  /** `times`: ratio of wall times. `ms more`: their difference. `MiB more`: that of the memory. */
  readonly unit: "times" | "ms more" | "MiB more";
  readonly most: number;
}

/** A bound that was measured. */
export interface Verdict {
  /** One line for a reader. */
  readonly line: string;
  readonly holds: boolean;
}

/** The bounds, for the compiled program and for the bundle that a Deno runs. */
export const bounds: readonly Bound[] = [
  { program: "environment", than: "three-line fetch", unit: "times", most: 1.15 },
  { program: "environment", than: "three-line fetch", unit: "MiB more", most: 4 },
  { program: "options", than: "environment", unit: "ms more", most: 3 },
  { program: "--version", than: "empty program", unit: "times", most: 1.1 },
  { program: "-h", than: "empty program", unit: "times", most: 1.1 },
  { program: "completions bash", than: "empty program", unit: "times", most: 1.1 },
  { program: "completion of TAB", than: "empty program", unit: "times", most: 1.1 },
  { program: "a token from the cache", than: "empty program", unit: "times", most: 1.25 },
];

/** The bounds for modules of providers, which only the compiled program runs here. */
export const moduleBounds: readonly Bound[] = [
  { program: "a module", than: "environment", unit: "ms more", most: 80 },
  { program: "an added module", than: "environment", unit: "ms more", most: 40 },
];

/**
 * Compares measurements with bounds. One without a measurement does not hold.
 *
 * @returns a verdict for each bound, in the same order
 */
export function judge(bounds: readonly Bound[], figures: readonly Figures[]): Verdict[] {
  const named = new Map(figures.map((one) => [one.name, one]));
  return bounds.map((bound) => {
    const { program, than, unit, most } = bound;
    const value = measured(bound, named.get(program), named.get(than));
    const digits = unit === "times" ? 2 : 1;
    // As printed: a bound of 1.15 holds for what is printed as 1.15.
    const holds = Number(value?.toFixed(digits) ?? NaN) <= most;
    const shown = value === undefined ? "not measured" : value.toFixed(digits);
    const compared = unit === "times" ? "times" : `${unit} than`;
    const line = `${holds ? "pass" : "fail"}  ${program.padEnd(22)} ${shown.padStart(6)}` +
      ` ${compared} ${than} (at most ${most})`;
    return { line, holds };
  });
}

function measured({ unit }: Bound, program?: Figures, than?: Figures): number | undefined {
  if (!program || !than) return undefined;
  if (unit === "times") return program.wall / than.wall;
  if (unit === "ms more") return program.wall - than.wall;
  return program.memory === undefined || than.memory === undefined
    ? undefined
    : program.memory - than.memory;
}

/**
 * A table of measurements, a line each. The ratio is that to the first program.
 *
 * @param title the line above
 */
export function table(title: string, figures: readonly Figures[]): string {
  const first = figures[0]?.wall ?? NaN;
  const rows = figures.map(({ name, wall, memory }) =>
    [
      `  ${name}`.padEnd(28),
      `${wall.toFixed(1)} ms`.padStart(10),
      `${(wall / first).toFixed(2)} x`.padStart(9),
      memory === undefined ? "" : `${memory.toFixed(1)} MiB`.padStart(12),
    ].join("")
  );
  const heads = `${"wall".padStart(38)}${"ratio".padStart(9)}${"peak memory".padStart(12)}`;
  return [title, heads, ...rows].join("\n");
}

/** The median, or the mean of the two middle values; of nothing, it is `undefined`. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : mean(sorted[middle - 1], sorted[middle]);
}

function mean(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : (a + b) / 2;
}
