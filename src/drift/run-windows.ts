import { LRUCache } from "lru-cache";
import { StateError } from "../learn/core/errors.ts";
import type { Table } from "../learn/core/table.ts";
import type { StoredPipeline } from "../models/stored-pipeline.ts";
import { type OnOutOfRange, RunWindow } from "./run-window.ts";
import { type TrainingColumn, trainingColumns } from "./training-column.ts";

/** Maximum memory of all windows, and maximum number of them; those of the least recently predicted runs leave first. */
const MAX_BYTES = 67_108_864;
const MAX_RUNS = 1000;

/** The window of a run, and the training that it belongs to. */
export interface KeptWindow {
  readonly model: string;
  /** When the run was trained. A run that is trained again begins with an empty window. */
  readonly trainedAt: string;
  /** Null if the report of the run cannot be read. */
  readonly window: RunWindow | null;
  /** About how much memory it took when it was kept. */
  readonly bytes: number;
}

/** The windows of the runs that predictions were asked of. */
export class RunWindows {
  readonly #kept = new LRUCache<number, KeptWindow>({
    max: MAX_RUNS,
    maxSize: MAX_BYTES,
    sizeCalculation: ({ bytes }) => bytes,
  });

  /** Returns the window of this training of a run; undefined if it has none. */
  find(runId: number, { provenance }: StoredPipeline): RunWindow | undefined {
    const kept = this.#kept.peek(runId);
    return kept?.trainedAt === provenance.time ? (kept.window ?? undefined) : undefined;
  }

  /** Enters predicted rows; see `RunWindow.enter`. Has no effect if the report of the run cannot be read. */
  enter(
    runId: number,
    stored: StoredPipeline,
    rows: Table,
    following: number,
    onOutOfRange: OnOutOfRange,
  ): void {
    const kept = this.#kept.get(runId);
    const isCurrent = kept?.trainedAt === stored.provenance.time;
    const window = isCurrent ? kept.window : createWindow(stored);
    window?.enter(rows, following, onOutOfRange);
    const bytes = window?.bytes ?? 1;
    if (!isCurrent || kept.bytes !== bytes)
      this.#kept.set(runId, { model: stored.model, trainedAt: stored.provenance.time, window, bytes });
  }

  /** Returns, for each model, the window of the run that was trained last. */
  latest(): Iterable<KeptWindow> {
    const byModel = new Map<string, KeptWindow>();
    for (const kept of this.#kept.values()) {
      const other = byModel.get(kept.model);
      if (other === undefined || kept.trainedAt > other.trainedAt) byModel.set(kept.model, kept);
    }
    return byModel.values();
  }
}

function createWindow(stored: StoredPipeline): RunWindow | null {
  let columns: TrainingColumn[];
  try {
    columns = trainingColumns(stored);
  } catch (error) {
    if (error instanceof StateError) return null;
    throw error;
  }
  return new RunWindow(columns);
}
