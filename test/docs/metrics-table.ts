import { readPage } from "./pages.ts";

/** A metric as docs/operations.md describes it. */
export interface DocumentedMetric {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
}

/** Returns the rows of the table of metrics, in its order. */
export function readMetricsTable(): DocumentedMetric[] {
  const rows = readPage("docs/operations.md").matchAll(
    /^\| `((?:mlsvc|process)_\w+)` +\| (\w+) +\| ([^|]*)\|/gm,
  );
  return [...rows].map(([, name, type, labels]) => ({
    name: name!,
    type: type!,
    labels: [...labels!.matchAll(/`(\w+)`/g)].map(([, label]) => label!),
  }));
}
