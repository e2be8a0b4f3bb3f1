import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** A measure of the memory of a process: the resident memory now, or its peak. */
export type MemoryField = "VmRSS" | "VmHWM";

/**
 * Returns the memory of a process and its descendants, in MiB. Pages shared by two of them count twice, as in `ps`
 * and `top`. Linux only.
 */
export function treeMemory(pid: number, field: MemoryField): number {
  const kibibytes = processTree(pid).map((process) => {
    const line = new RegExp(`^${field}:\\s*(\\d+) kB`, "m").exec(readStatus(process));
    return Number(line?.[1] ?? 0);
  });
  return kibibytes.reduce((sum, one) => sum + one, 0) / 1024;
}

/** Resets the peak of the resident memory of a process and its descendants. */
export function resetPeak(pid: number): void {
  for (const process of processTree(pid)) writeFileSync(`/proc/${process}/clear_refs`, "5");
}

/** Returns the ids of a process and its descendants. */
function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(/^PPid:\s*(\d+)/m.exec(readStatus(Number(name)))?.[1] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found: number[] = [];
  const visit = (pid: number): void => {
    found.push(pid);
    for (const child of children.get(pid) ?? []) visit(child);
  };
  visit(root);
  return found;
}

/** Returns the status file of a process; empty if the process has ended. */
function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}
