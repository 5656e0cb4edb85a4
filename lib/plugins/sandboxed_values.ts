/** Proxies for values of a module that cannot leave its sandbox. @module */

import type { Pattern } from "../contract/provider.ts";

/** A value of a module that cannot be used. */
export class Unusable {
  /** @param reason Why it cannot be used, after its name: `is too long`. */
  constructor(readonly reason: string) {}
}

/** A regular expression of a module. It runs in the sandbox, since it may run forever. */
export class SandboxedPattern implements Pattern {
  readonly test: (text: string) => Promise<boolean>;
  readonly exec: (text: string) => Promise<(string | undefined)[] | null>;

  constructor(
    test: (text: string) => Promise<unknown>,
    exec: (text: string) => Promise<unknown>,
  ) {
    this.test = async (text) => await test(text) === true;
    this.exec = async (text) => {
      const groups = await exec(text);
      if (!Array.isArray(groups)) return null;
      return groups.map((group) => typeof group === "string" ? group : undefined);
    };
  }
}
