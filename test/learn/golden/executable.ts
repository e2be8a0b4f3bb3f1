/**
 * The reference figures inside a compiled executable: its code is minified, and hot by the time it is checked. Every
 * case is computed several times over before the round that counts. Prints one JSON object.
 */
import { goldenCases } from "./cases.ts";
import { checkCase } from "./check.ts";

const WARM_UP_ROUNDS = 4;

const failures: Record<string, string[]> = {};
let checked = 0;
for (const golden of goldenCases()) {
  // A stochastic case fits ten seeds: it is its own warm-up.
  const rounds = golden.tolerance.kind === "band" ? 0 : WARM_UP_ROUNDS;
  for (let round = 0; round < rounds; round++) checkCase(golden);
  const findings = checkCase(golden);
  if (findings.length > 0) failures[golden.id] = findings;
  checked++;
}
console.log(JSON.stringify({ checked, failures }));
