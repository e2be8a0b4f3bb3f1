import { describeValue } from "../learn/core/describe-value.ts";
import { Step, type StepClass } from "../learn/core/step.ts";
import { checkModel } from "./check-model.ts";
import { type Mistake, ModelFilesError, ownerOf } from "./mistakes.ts";
import { Model } from "./model.ts";
import { describeThrown, originIn } from "./origin.ts";

/** A model file, as its path below `statistical/` without `.ts`, and its exports. */
export interface ModelFile {
  readonly file: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** A model of the program, the name of its class, and the path of its file below `statistical/` without `.ts`. */
export interface RegisteredModel {
  readonly model: Model;
  readonly className: string;
  readonly file: string;
}

/** A model that was constructed but not checked. */
export interface CreatedModel {
  readonly model: Model;
  /** Its class in messages; see `ownerOf`. */
  readonly owner: string;
}

/** The models and steps of all model files. */
export interface ModelFiles {
  /** Every model, to be checked by `checkCreated`. */
  readonly created: readonly CreatedModel[];
  /** name → model, in order of name. */
  readonly models: ReadonlyMap<string, RegisteredModel>;
  /** type → class of every step: those of the library, and those that model files export. */
  readonly steps: ReadonlyMap<string, StepClass>;
}

type Class = abstract new (...parameters: never[]) => unknown;

/** A class that a model file exports. */
interface ExportedClass {
  readonly exported: Class;
  readonly className: string;
  readonly file: string;
  readonly owner: string;
}

/**
 * Finds the models and the steps among the exports of `files`; `library` are the steps of the library. Throws
 * `ModelFilesError` for files that cannot be registered, such as two models of one name, together with everything that
 * `checkCreated` finds: all mistakes of all files at once.
 */
export function readModelFiles(files: readonly ModelFile[], library: readonly StepClass[]): ModelFiles {
  const mistakes: Mistake[] = [];
  const report = (owner: string, messages: readonly string[]) => {
    for (const message of messages) mistakes.push({ owner, message });
  };
  for (const { file, exports } of files) report(ownerOf(file), checkExports(exports));
  const classes = exportedClasses(files, library);
  const created: CreatedModel[] = [];
  const models = new Map<string, RegisteredModel>();
  const steps = new Map(library.map((step) => [step.type, step]));
  const owners = new Map(library.map(({ type }) => [type, "the library"]));
  for (const exported of classes) {
    const { className, file, owner } = exported;
    if (isSubclass(exported.exported, Model)) {
      const model = createModel(exported.exported);
      if (typeof model === "string") {
        report(owner, [model]);
        continue;
      }
      created.push({ model, owner });
      const { name }: { name: unknown } = model;
      const other = models.get(model.name);
      if (other !== undefined) {
        const taken = `its name ${JSON.stringify(other.model.name)} is taken by ${ownerOf(other.file, other.className)}`;
        report(owner, [`${taken}; names must be unique`]);
      } else if (typeof name === "string" && name.trim() !== "") models.set(name, { model, className, file });
    } else if (isSubclass(exported.exported, Step)) {
      const step = exported.exported as unknown as StepClass;
      const message = checkType(step, owners);
      if (message !== undefined) report(owner, [message]);
      else {
        steps.set(step.type, step);
        owners.set(step.type, owner);
      }
    } else
      report(owner, [
        "it has createPipeline but is not a model; extend Classifier, Regressor, Clusterer or OutlierDetector",
      ]);
  }
  if (mistakes.length > 0) {
    for (const model of created) mistakes.push(...checkCreated(model));
    throw new ModelFilesError(mistakes);
  }
  return { created, models: new Map([...models].sort(([a], [b]) => (a < b ? -1 : 1))), steps };
}

function checkExports(exports: Readonly<Record<string, unknown>>): string[] {
  const entries = Object.entries(exports);
  if (entries.length === 0) return ["it exports nothing; write `export` before its classes"];
  return entries
    .filter(([, value]) => value instanceof Model)
    .map(([name, value]) => `it exports ${name}, ${describeValue(value)}; export the class instead`);
}

/** Returns the classes that are or look like models or steps, each once, without those that are only base classes of others. */
function exportedClasses(files: readonly ModelFile[], library: readonly StepClass[]): ExportedClass[] {
  const known = new Set<unknown>(library);
  const found: ExportedClass[] = [];
  for (const { file, exports } of files) {
    // A named export is preferred to `default`.
    const entries = Object.entries(exports).sort(
      ([a], [b]) => Number(a === "default") - Number(b === "default"),
    );
    for (const [name, value] of entries) {
      if (known.has(value) || !isClassOfInterest(value)) continue;
      known.add(value);
      const className = name === "default" ? value.name || file : name;
      found.push({ exported: value, className, file, owner: ownerOf(file, className) });
    }
  }
  return found.filter(({ exported }) => !isSharedBase(exported, found));
}

function isClassOfInterest(value: unknown): value is Class {
  if (typeof value !== "function" || typeof value.prototype !== "object" || value.prototype === null)
    return false;
  const { prototype } = value;
  return prototype instanceof Model || prototype instanceof Step || "createPipeline" in prototype;
}

/** Whether a class is only a base class of others: it defines no `type` if it is a step, no `createPipeline` if it is a model. */
function isSharedBase(exported: Class, all: readonly ExportedClass[]): boolean {
  if (!all.some((other) => isSubclass(other.exported, exported))) return false;
  if (isSubclass(exported, Step)) return !Object.hasOwn(exported, "type");
  return !Object.hasOwn(exported.prototype as object, "createPipeline");
}

function isSubclass(value: Class, base: Class): boolean {
  return (value.prototype as unknown) instanceof base;
}

/** Returns the mistakes of a model. */
export function checkCreated({ model, owner }: CreatedModel): Mistake[] {
  return checkModel(model).map((message) => ({ owner, message }));
}

/** Returns the model, or what is wrong with its constructor. */
function createModel(Class: Class): Model | string {
  try {
    return new (Class as new () => Model)();
  } catch (error) {
    const { name, message, stack } = describeThrown(error);
    const origin = originIn(stack);
    return `its constructor throws ${name}: ${message}${origin === undefined ? "" : ` (${origin})`}`;
  }
}

/** Returns what is wrong with the type of a step; undefined if it can be registered. */
function checkType(step: StepClass, owners: ReadonlyMap<string, string>): string | undefined {
  const { type }: { type: unknown } = step;
  const example = `write static readonly type = ${JSON.stringify(step.name)}`;
  if (typeof type !== "string" || type.trim() === "") {
    return `its type is ${type === "" ? "empty" : describeValue(type)}, but a step is stored under a text; ${example}`;
  }
  const owner = owners.get(type);
  if (owner === undefined) return undefined;
  const text = JSON.stringify(type);
  const subject = Object.hasOwn(step, "type")
    ? `its type ${text}`
    : `it has no type of its own, and the one it inherits, ${text},`;
  return `${subject} is that of ${owner === "the library" ? "a step of the library" : owner}; give it another`;
}
