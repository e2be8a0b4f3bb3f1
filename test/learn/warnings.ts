import type { FitMonitor } from "../../src/learn/core/fit-monitor.ts";

/** Calls `fit` with a monitor and returns its warnings, in order. */
export function warnings(fit: (monitor: FitMonitor) => unknown): string[] {
  const said: string[] = [];
  fit({ iteration() {}, warn: (message) => said.push(message) });
  return said;
}
