import type { Settings } from "../config/config.ts";
import { withDeadline } from "../deadline.ts";
import type { BodyIntake } from "./body-intake.ts";
import { cores } from "./cores.ts";
import type { FitOutcome, Prepared } from "./fit-worker.ts";
import type { Job } from "./job.ts";
import { awaitMemory, memoryLimit, PATIENCE, watchMemory } from "./memory-watch.ts";
import { TrainingFailure } from "./training-failure.ts";

/**
 * Checks the rows of a body that has arrived, within the limits of time and memory. Returns their job, which is not
 * accepted yet. Throws why they cannot be taken.
 */
export async function prepareWithinLimits(
  intake: BodyIntake,
  settings: Settings,
): Promise<{ readonly job: Job } & Prepared> {
  const limit = memoryLimit(settings.maxMemoryBytes);
  const watch = watchMemory(limit, PATIENCE.preparing, (reason) => intake.abandon(reason));
  const prepare = async () => {
    const job = await intake.finish();
    return { job, ...(await job.worker.prepare()) };
  };
  try {
    return await withDeadline(prepare(), settings.trainTimeoutSeconds * 1000, "reading the rows");
  } finally {
    watch.end();
  }
}

/**
 * Fits a job whose turn it is, within the limits of time, memory and size; `stop` ends its thread with a reason.
 * Throws whatever the fit fails with.
 */
export async function fitWithinLimits(
  job: Job,
  { trainTimeoutSeconds, maxMemoryBytes, maxResultBytes, trainThreads }: Settings,
  stop: (reason: TrainingFailure) => void,
): Promise<FitOutcome> {
  await job.row;
  const limit = memoryLimit(maxMemoryBytes);
  await awaitMemory(limit);
  if (job.ended !== undefined) throw job.ended;
  const timer = setTimeout(() => {
    const message = `the training took longer than ${trainTimeoutSeconds} s (TRAIN_TIMEOUT_SECONDS)`;
    stop(new TrainingFailure("timeout", message));
  }, trainTimeoutSeconds * 1000);
  const watch = watchMemory(limit, PATIENCE.fitting, stop);
  try {
    const fitted = await job.worker.fit(new Date().toISOString(), trainThreads || cores());
    if (fitted.bytes.length <= maxResultBytes) return fitted;
    throw new TrainingFailure(
      "result_too_large",
      `the fitted pipeline has ${fitted.bytes.length} bytes, more than ${maxResultBytes} (MAX_RESULT_BYTES)`,
    );
  } finally {
    clearTimeout(timer);
    watch.end();
  }
}
