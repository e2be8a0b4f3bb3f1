import { afterEach, describe, expect, test } from "bun:test";
import { LOCK_KEY_BASE } from "../../src/database/lock-key.ts";
import { DeadlineError } from "../../src/deadline.ts";
import { Failure } from "../../src/errors.ts";
import { asFailure, asRefusal } from "../../src/training/refusals.ts";
import { TrainingFailure } from "../../src/training/training-failure.ts";
import { closeBeds, createBed, MODEL } from "./queue-bed.ts";

afterEach(closeBeds);

describe("a run is refused, and its row unchanged,", () => {
  test("when the model does not accept its rows: the thread is ended and the place is free", async () => {
    const bed = await createBed({ TRAIN_QUEUE_LIMIT: "0" });
    bed.onPrepare = (thread) => thread.rows.reject(new Failure("invalid", "features is missing"));
    const id = await bed.database.createRun(MODEL);
    expect(await bed.refused(id)).toMatchObject({ kind: "invalid", message: "features is missing" });
    expect(await bed.database.status(id)).toBe("CREATED");
    expect([bed.state(id), bed.locked, bed.threads.length]).toEqual([undefined, [], 1]);
    expect(bed.thread(id).ended).toBeDefined();
    bed.onPrepare = (thread) => thread.rows.resolve({ rows: 1, columns: 1, warnings: [] });
    await bed.untilFitting(await bed.accept(id));
  });

  test("when reading its rows takes longer than TRAIN_TIMEOUT_SECONDS", async () => {
    const bed = await createBed({ TRAIN_TIMEOUT_SECONDS: "1" });
    bed.onPrepare = () => {};
    const id = await bed.database.createRun(MODEL);
    expect(await bed.refused(id)).toMatchObject({
      kind: "invalid",
      message: "reading the rows took longer than 1000 ms",
    });
    expect(bed.thread(id).ended).toBeDefined();
    expect(await bed.database.status(id)).toBe("CREATED");
  });

  test("when it is a run of another model; a mistake in the body is reported first", async () => {
    const bed = await createBed();
    const id = await bed.database.createRun("lasso");
    expect(await bed.refused(id)).toMatchObject({
      kind: "invalid",
      message: `model_run_id ${id} is a run of another model than "ridge"`,
    });
    bed.onPrepare = (thread) => thread.rows.reject(new Failure("invalid", "features is missing"));
    expect((await bed.refused(id)).message).toBe("features is missing");
    expect(await bed.database.status(id)).toBe("CREATED");
  });

  test("when its model is unknown, unregistered or unavailable, each with its own message", async () => {
    const bed = await createBed();
    await bed.database.sql`insert into models (name, type, class_name, features_ok, pipeline_ok)
      values ('gone', 'test', 'Test', true, false)`;
    await bed.database.sql`update models set pipeline_ok = false where name = 'lasso'`;
    const id = await bed.database.createRun(MODEL);
    const message = async (modelName: string) => {
      const refusal = await bed.refused(id, { modelName });
      expect(refusal.kind).toBe("invalid");
      return refusal.message;
    };
    expect(await message("nothing")).toMatch(/^model "nothing" is unknown; known models: churn, /);
    expect(await message("gone")).toMatch(/^model "gone" is unavailable: .*not in this program/);
    expect(await message("svc")).toMatch(/^model "svc" is in this program but not registered/);
    expect(await message("lasso")).toMatch(/^model "lasso" is registered but its pipeline_ok is false/);
    expect(bed.locked).toEqual([]);
  });

  test("when another process trains it", async () => {
    const bed = await createBed();
    const id = await bed.database.createRun(MODEL);
    const other = await bed.database.sql.reserve();
    await other`select pg_advisory_lock(${LOCK_KEY_BASE}::bigint + ${id}::bigint)`;
    expect(await bed.refused(id)).toMatchObject({
      kind: "conflict",
      message: `run ${id} is being trained by another process`,
    });
    expect([await bed.database.status(id), bed.locked]).toEqual(["CREATED", []]);
    await other`select pg_advisory_unlock_all()`;
    other.release();
    await bed.untilFitting(await bed.accept(id));
  });

  test("when its id is larger than the column can hold", async () => {
    const bed = await createBed();
    expect(await bed.refused(2 ** 31)).toMatchObject({
      kind: "invalid",
      issues: [{ path: "model_run_id", message: "must be at most 2147483647" }],
    });
    expect(bed.threads).toEqual([]);
  });
});

describe("an error before a run is accepted", () => {
  test("is a 400 by default, a 503 for a lack of memory, and unchanged if it is a refusal already", () => {
    const model = new TrainingFailure("RangeError", "too many");
    expect(asRefusal(model)).toMatchObject({
      kind: "invalid",
      message: "the model cannot take these rows: RangeError: too many",
      cause: model,
    });
    const memory = asRefusal(new TrainingFailure("out_of_memory", "the service holds 9 bytes"));
    expect(memory).toMatchObject({ kind: "unavailable", message: expect.stringContaining("9 bytes") });
    expect(asRefusal(new DeadlineError("it took long"))).toMatchObject({
      kind: "invalid",
      message: "it took long",
    });
    const refusal = new Failure("conflict", "it is trained");
    expect(asRefusal(refusal)).toBe(refusal);
  });

  test("is unchanged when it is neither the caller's nor the model's", () => {
    const error = new TypeError("a bug");
    expect(asRefusal(error)).toBe(error);
    expect(asRefusal("words")).toEqual(new Error("words"));
  });
});

describe("an error after a run was accepted", () => {
  test("is a failure named after the kind of refusal or the error, or the failure itself", () => {
    const failure = new TrainingFailure("timeout", "too long");
    expect(asFailure(failure)).toBe(failure);
    const fields = (error: unknown) => {
      const { errorType, message } = asFailure(error);
      return [errorType, message];
    };
    expect(fields(new Failure("not_found", "no row"))).toEqual(["not_found", "no row"]);
    expect(fields(new RangeError("too far"))).toEqual(["RangeError", "too far"]);
    expect(fields("words")).toEqual(["Error", "words"]);
  });
});
