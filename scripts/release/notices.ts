/** The file that passes on the licences of everything in the executable that is not mlsvc's own. */
import { BUN_VERSION } from "../targets.ts";
import type { BundledPackage } from "./packages.ts";
import { runtimeLicense } from "./runtime-license.ts";

const RULE = "=".repeat(100);

/** Returns the text of THIRD-PARTY-NOTICES.txt. */
export function noticesOf(packages: readonly BundledPackage[]): string {
  return [
    "mlsvc is under the MIT licence; see LICENSE. Its executable also contains what follows.\n",
    `${heading(`Bun ${BUN_VERSION}`, "MIT, and those of the libraries it links")}\n${runtimeLicense().trim()}\n`,
    ...packages.map(
      (bundled) => `${heading(`${bundled.name} ${bundled.version}`, bundled.license)}\n${textOf(bundled)}`,
    ),
  ].join("\n");
}

function heading(title: string, license: string): string {
  return `${RULE}\n${title} (${license})\n${RULE}\n`;
}

function textOf({ texts }: BundledPackage): string {
  if (texts.length === 0) return "In the public domain; see https://unlicense.org\n";
  return texts.map(({ file, text }) => `--- ${file} ---\n\n${text.trim()}\n`).join("\n");
}
