/** The software bill of materials of the executable: what it contains, in the format of CycloneDX. */
import * as Enums from "@cyclonedx/cyclonedx-library/Enums";
import * as Models from "@cyclonedx/cyclonedx-library/Models";
import * as Serialize from "@cyclonedx/cyclonedx-library/Serialize";
import * as Spec from "@cyclonedx/cyclonedx-library/Spec";
import * as Validation from "@cyclonedx/cyclonedx-library/Validation";
import project from "../../package.json" with { type: "json" };
import { BUN_VERSION } from "../targets.ts";
import type { BundledPackage } from "./packages.ts";
import { runtimeLibraries } from "./runtime-license.ts";

/** The commit that a release is built from. */
export interface Commit {
  readonly hash: string;
  readonly date: Date;
}

/**
 * Returns the bill of materials as JSON of CycloneDX 1.6: mlsvc, the packages compiled into it, and Bun's runtime with the
 * libraries that it links. The same packages and commit give the same bytes. Throws an error if the result does not fit
 * CycloneDX's schema.
 */
export async function sbomOf(packages: readonly BundledPackage[], commit: Commit): Promise<string> {
  const components = new Map(packages.map((bundled) => [bundled.name, packageComponent(bundled)]));
  for (const { name, dependencies } of packages)
    for (const dependency of dependencies)
      components.get(name)!.dependencies.add(components.get(dependency)!.bomRef);
  const runtime = runtimeComponent();
  const direct = Object.keys(project.dependencies).map((name) => components.get(name)!.bomRef);
  const program = new Models.Component(Enums.ComponentType.Application, project.name, {
    bomRef: `${project.name}@${project.version}`,
    version: project.version,
    description: project.description,
    licenses: new Models.LicenseRepository([new Models.LicenseExpression(project.license)]),
    dependencies: new Models.BomRefRepository([...direct, runtime.bomRef]),
    properties: new Models.PropertyRepository([new Models.Property("mlsvc:commit", commit.hash)]),
  });
  const bom = new Models.Bom({
    metadata: new Models.Metadata({ component: program, timestamp: commit.date }),
    components: new Models.ComponentRepository([...components.values(), runtime]),
    serialNumber: serialNumber(`${project.version} ${commit.hash}`),
  });
  const text = serialize(bom);
  const findings = await new Validation.JsonStrictValidator(VERSION).validate(text);
  if (findings !== null) throw new Error(`the SBOM does not fit its schema: ${JSON.stringify(findings)}`);
  return text;
}

/** The version of CycloneDX. */
const VERSION = Spec.Version.v1dot6;

function serialize(bom: Models.Bom): string {
  const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return new Serialize.JsonSerializer(factory).serialize(bom, { sortLists: true, space: 2 }) + "\n";
}

function packageComponent({ name, version, description, license, sha512 }: BundledPackage): Models.Component {
  const [group, bare] = name.startsWith("@") ? (name.split("/") as [string, string]) : [undefined, name];
  return new Models.Component(Enums.ComponentType.Library, bare, {
    bomRef: `${name}@${version}`,
    group,
    version,
    description,
    purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
    licenses: new Models.LicenseRepository([new Models.LicenseExpression(license)]),
    hashes: new Models.HashDictionary([[Enums.HashAlgorithm["SHA-512"], sha512]]),
    scope: Enums.ComponentScope.Required,
  });
}

/** Returns Bun's runtime with the libraries that it links, whose versions are not known. */
function runtimeComponent(): Models.Component {
  const libraries = runtimeLibraries().map(
    ({ name, license }) =>
      new Models.Component(Enums.ComponentType.Library, name, {
        bomRef: `bun@${BUN_VERSION}/${name}`,
        licenses: new Models.LicenseRepository([new Models.NamedLicense(license)]),
      }),
  );
  return new Models.Component(Enums.ComponentType.Platform, "bun", {
    bomRef: `bun@${BUN_VERSION}`,
    version: BUN_VERSION,
    purl: `pkg:npm/bun@${BUN_VERSION}`,
    licenses: new Models.LicenseRepository([new Models.LicenseExpression("MIT")]),
    scope: Enums.ComponentScope.Required,
    components: new Models.ComponentRepository(libraries),
    dependencies: new Models.BomRefRepository(libraries.map(({ bomRef }) => bomRef)),
  });
}

/** Returns a UUID of version 8 (RFC 9562) that depends on `seed` alone, as a URN. */
function serialNumber(seed: string): string {
  const hex = new Bun.CryptoHasher("sha256").update(seed).digest("hex");
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, variant + hex.slice(17, 20)];
  return `urn:uuid:${[...parts, hex.slice(20, 32)].join("-")}`;
}
