import type { NpmTarball } from "../npm_tarball.ts";

/** A tarball that contains JSR packages as plain modules. */
export interface MirrorSource extends NpmTarball {
  /** The name in deno.json, and the folder below `packagesDir`. */
  packages: Record<string, string>;
}

/** The folder of the packages in the mirror. */
export const packagesDir = "deps/jsr";

/**
 * npm packages built by dnt, which bundles the JSR dependencies of a package. The one of Cliffy is a
 * fork with the same interface as far as we use it.
 */
export const mirrorSources: MirrorSource[] = [
  {
    name: "windmill-cli",
    version: "1.596.0",
    integrity:
      "sha512-5aFVNTOEaGyTKyQlyjFI1FAZ8fTIQ2vGSmnqL3FfZuKpKWdqGXh8p9Azdp8N2MkIwyP1vYtOK9nfQk6jr6tRTw==",
    packages: {
      "@cliffy/command": "@windmill-labs/cliffy-command/1.0.0-rc.5",
      "@cliffy/prompt": "@windmill-labs/cliffy-prompt/1.0.0-rc.6",
    },
  },
  {
    name: "veryfront",
    version: "0.1.1031",
    integrity:
      "sha512-Vhd648NOygFaqiSeT9xDRL/9Tf2KjyfpIlnz2W86fRHi9W47w7ngZisq0Xiw4nzNKN8kh5+MDD01N1E18Oidgw==",
    packages: {
      "@std/assert": "@std/assert/1.0.19",
      "@std/dotenv": "@std/dotenv/0.225.6",
      "@std/testing": "@std/testing/1.0.17",
    },
  },
];
