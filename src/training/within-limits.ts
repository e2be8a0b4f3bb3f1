import type { Settings } from "../config/config.ts";
import { withDeadline } from "../deadline.ts";
import type { BodyIntake } from "./body-intake.ts";
import { cores } from "./cores.ts";
import type { FitOutcome, Prepared, TrainingThread } from "./fit-worker.ts";
import { awaitMemory, LIMIT_CHECKS, memoryLimit, watchMemory } from "./memory-watch.ts";
import { TrainingFailure } from "./training-failure.ts";

/**
 * Checks the rows of a body that has arrived, within the limits of time and memory. Returns the thread that holds them, and
 * what it read. Throws the reason why they cannot be accepted.
 */
export async function prepareWithinLimits(
  intake: BodyIntake,
  { maxMemoryBytes, storeReport, trainTimeoutSeconds }: Settings,
): Promise<{ readonly thread: TrainingThread } & Prepared> {
  const limit = memoryLimit(maxMemoryBytes);
  await awaitMemory(limit);
  const watch = watchMemory(limit, LIMIT_CHECKS.preparing, (reason) => intake.abandon(reason));
  const prepare = async () => {
    const thread = await intake.finish();
    return { thread, ...(await thread.prepare(storeReport)) };
  };
  try {
    return await withDeadline(prepare(), trainTimeoutSeconds * 1000, "reading the rows");
  } finally {
    watch.end();
  }
}

/**
 * Fits what a thread has prepared, within the limits of time, memory and size. Calls `stop` with the reason when a limit is
 * exceeded during the fit. Throws the error of a fit that fails.
 */
export async function fitWithinLimits(
  thread: Pick<TrainingThread, "fit">,
  settings: Settings,
  stop: (reason: TrainingFailure) => void,
): Promise<FitOutcome> {
  const { maxResultBytes, trainThreads } = settings;
  const fitted = await withinLimits(settings, stop, () =>
    thread.fit(new Date().toISOString(), trainThreads || cores()),
  );
  if (fitted.bytes.length <= maxResultBytes) return fitted;
  throw new TrainingFailure(
    "result_too_large",
    `the fitted pipeline has ${fitted.bytes.length} bytes, more than ${maxResultBytes} (MAX_RESULT_BYTES)`,
  );
}

/** Does the `work` of a thread within the limits of time and memory. Calls `stop` with the reason when one is exceeded. */
export async function withinLimits<T>(
  { trainTimeoutSeconds, maxMemoryBytes }: Settings,
  stop: (reason: TrainingFailure) => void,
  work: () => Promise<T>,
): Promise<T> {
  const limit = memoryLimit(maxMemoryBytes);
  await awaitMemory(limit);
  const timer = setTimeout(() => {
    const message = `the training took longer than ${trainTimeoutSeconds} s (TRAIN_TIMEOUT_SECONDS)`;
    stop(new TrainingFailure("timeout", message));
  }, trainTimeoutSeconds * 1000);
  const watch = watchMemory(limit, LIMIT_CHECKS.fitting, stop);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    watch.end();
  }
}
