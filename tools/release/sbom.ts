/**
 * The software bill of materials: what is in the programs, in the CycloneDX 1.6 format.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { BaseInfo } from "../compile/bases.ts";
import type { BundledPackage } from "./bundled_packages.ts";
import type { Checkout } from "./checkout.ts";
import { sha256 } from "../checksums.ts";
import { homepage, project } from "./project.ts";
import type { Target } from "./targets.ts";

/** What the SBOM is made from. */
export interface SbomData {
  readonly packages: readonly BundledPackage[];
  readonly programs: readonly ReleaseProgram[];
  readonly checkout: Pick<Checkout, "commit" | "time">;
}

/** The program for one platform. */
export interface ReleaseProgram {
  readonly target: Target;
  readonly sha256: string;
  readonly base: BaseInfo;
}

// https://cyclonedx.org/docs/1.6/json
type Component = Readonly<Record<string, unknown>> & { readonly "bom-ref": string };

/** The SBOM as JSON. The same data gives the same bytes. */
export function sbom({ packages, programs, checkout }: SbomData): string {
  const libraries = packages.map(libraryOf);
  const bases = programs.map(baseOf);
  const files = programs.map(programOf);
  const main = applicationOf(checkout.commit);
  const refs = (components: readonly Component[]) => components.map((one) => one["bom-ref"]);
  const content = {
    metadata: { timestamp: checkout.time.toISOString(), component: main },
    components: [...files, ...bases, ...libraries],
    dependencies: [
      { ref: main["bom-ref"], dependsOn: refs(files) },
      ...programs.map(({ target }, index) => ({
        ref: files[index]!["bom-ref"],
        dependsOn: [baseRef(target), ...refs(libraries)],
      })),
    ],
  };
  const document = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    ...{ bomFormat: "CycloneDX", specVersion: "1.6" },
    ...{ serialNumber: uuidOf(JSON.stringify(content)), version: 1 },
    ...content,
  };
  return JSON.stringify(document, null, 2) + "\n";
}

function applicationOf(commit: string): Component {
  return {
    ...{ type: "application", "bom-ref": "gettoken" },
    ...{ name: "gettoken", version: project.version, description: project.description },
    licenses: licensesOf(project.license),
    purl: `pkg:github/${project.repository.toLowerCase()}@v${project.version}`,
    externalReferences: [{ type: "vcs", url: `git+${homepage}.git`, comment: `commit ${commit}` }],
  };
}

function programOf({ target, sha256 }: ReleaseProgram): Component {
  return {
    ...{ type: "file", "bom-ref": `program:${target.name}` },
    ...{ name: target.program, description: `The program in ${target.archive}` },
    hashes: [{ alg: "SHA-256", content: sha256 }],
  };
}

function baseOf({ target, base }: ReleaseProgram): Component {
  const origin = base.isOfficial ? "from Deno's own release" : "not from Deno's own release";
  return {
    ...{ type: "platform", "bom-ref": baseRef(target) },
    ...{ name: "denort", version: base.version },
    description: `Deno's runtime for compiled programs, for ${target.name}, ${origin}`,
    licenses: licensesOf("MIT"),
    purl: `pkg:github/denoland/deno@v${base.version}`,
    hashes: [{ alg: "SHA-256", content: base.sha256 }],
  };
}

function baseRef({ name }: Target): string {
  return `denort:${name}`;
}

function libraryOf({ registry, name, version, license, integrity }: BundledPackage): Component {
  const [last = "", scope] = name.split("/").reverse();
  return {
    ...{ type: "library", "bom-ref": `${registry}:${name}@${version}` },
    ...(scope && { group: scope }),
    ...{ name: last, version },
    licenses: licensesOf(license),
    // There is no package URL type for JSR.
    purl: `pkg:${registry === "npm" ? "npm" : "generic"}/${name.replace("@", "%40")}@${version}`,
    ...(integrity && { hashes: [{ alg: "SHA-512", content: hexOf(integrity) }] }),
  };
}

function licensesOf(spdx: string): unknown[] {
  return / (OR|AND|WITH) /.test(spdx) ? [{ expression: spdx }] : [{ license: { id: spdx } }];
}

function hexOf(integrity: string): string {
  return Buffer.from(integrity.replace(/^sha512-/, ""), "base64").toString("hex");
}

/** A UUID of version 8 from a hash (RFC 9562, section 5.8). */
function uuidOf(content: string): string {
  const hex = sha256(content);
  const [a, b, c, d, e] = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(13, 16), hex.slice(17, 20)]
    .concat(hex.slice(20, 32));
  return `urn:uuid:${a}-${b}-8${c}-8${d}-${e}`;
}
