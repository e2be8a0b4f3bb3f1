/**
 * Checks the reference figures inside a compiled executable, whose code is minified. Every case is computed several
 * times before the round that counts, so that the code is optimised by then. Prints one JSON object.
 */
import { goldenCases } from "./cases.ts";
import { checkCase } from "./check.ts";
import { type Findings, tally } from "./compare.ts";

const WARM_UP_ROUNDS = 4;

const failures: Record<string, string[]> = {};
const results: Findings[] = [];
for (const golden of goldenCases()) {
  // A stochastic case fits ten seeds, which warm it up.
  const rounds = golden.tolerance.kind === "band" ? 0 : WARM_UP_ROUNDS;
  for (let round = 0; round < rounds; round++) checkCase(golden);
  const findings = checkCase(golden);
  if (findings.list.length > 0) failures[golden.id] = findings.list;
  results.push(findings);
}
const compared = tally(results.map(({ compared }) => compared));
console.log(JSON.stringify({ checked: results.length, compared, failures }));
