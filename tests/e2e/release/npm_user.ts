/**
 * npm with a home folder of its own.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { type Ended, runProgram } from "../../../tools/run_program.ts";
import { node } from "./npm_launcher.ts";

/** A registry, until it is disposed. */
export interface NpmRegistry extends AsyncDisposable {
  readonly origin: string;
}

/** A user of npm with an empty home folder, whose packages are from this registry only. */
export class NpmUser implements AsyncDisposable {
  /** The home folder. */
  readonly home: string;
  readonly #registry: string;

  private constructor(home: string, registry: string) {
    this.home = home;
    this.#registry = registry;
  }

  static async create({ origin }: Pick<NpmRegistry, "origin">): Promise<NpmUser> {
    return new NpmUser(await Deno.realPath(await Deno.makeTempDir()), origin);
  }

  /** Makes an empty project in the home folder. */
  async makeProject(name: string): Promise<string> {
    const folder = join(this.home, name);
    await Deno.mkdir(folder);
    await Deno.writeTextFile(join(folder, "package.json"), "{}");
    return folder;
  }

  /** Runs a command line in a shell. */
  async run(command: string, { cwd = this.home, ...env }: NpmOptions = {}): Promise<Ended> {
    return await runProgram("sh", ["-c", command], {
      cwd,
      env: {
        HOME: this.home,
        PATH: `${dirname(node!)}:${Deno.env.get("PATH")}`,
        npm_config_registry: this.#registry,
        npm_config_update_notifier: "false",
        ...env,
      },
      clearEnv: true,
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Deno.remove(this.home, { recursive: true });
  }
}

/** Environment variables of a run, and its working directory. */
export type NpmOptions = Readonly<Record<string, string>> & { readonly cwd?: string };
