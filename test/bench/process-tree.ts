import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** What of a process's memory is asked for: what is resident now, or the most that ever was. */
export type MemoryField = "VmRSS" | "VmHWM";

/**
 * Returns a field of the memory of a process and all that came from it, added up, in MiB. A page that two of them share
 * counts twice, as `ps` and `top` show it. Linux only.
 */
export function treeMemory(pid: number, field: MemoryField): number {
  const kibibytes = processTree(pid).map((process) => {
    const line = new RegExp(`^${field}:\\s*(\\d+) kB`, "m").exec(readStatus(process));
    return Number(line?.[1] ?? 0);
  });
  return kibibytes.reduce((sum, one) => sum + one, 0) / 1024;
}

/** Lets the highest resident memory of a process and all that came from it begin anew. */
export function resetPeak(pid: number): void {
  for (const process of processTree(pid)) writeFileSync(`/proc/${process}/clear_refs`, "5");
}

/** The process and all that came from it. */
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

/** The text of a process's status; empty once it has ended. */
function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}
