import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import type { NoParameters } from "../../src/learn/core/parameters.ts";
import type { Table } from "../../src/learn/core/table.ts";
import { Transformer } from "../../src/learn/core/transformer.ts";
import { Ridge } from "../../src/learn/linear-model/ridge.ts";
import { Pipeline } from "../../src/learn/pipeline.ts";
import { StandardScaler } from "../../src/learn/preprocessing/standard-scaler.ts";
import { LIBRARY_STEPS } from "../../src/learn/steps.ts";
import { ModelFilesError } from "../../src/models/mistakes.ts";
import { ANY_FEATURES, Classifier, Clusterer, type Model, Regressor } from "../../src/models/model.ts";
import { checkCreated, type ModelFile, readModelFiles } from "../../src/models/read-model-files.ts";
import { MODEL_FILES } from "../../statistical/index.ts";

/** A valid model. The mistakes below are made in copies of it. */
class Sound extends Regressor {
  readonly name: string = "sound";
  readonly description: string = "A sound model";
  readonly featureNames: Model["featureNames"] = ["x", "z"];
  readonly labelNames: Model["labelNames"] = ["y"];
  readonly parameters = v.object({}) as never;
  createPipeline(): Pipeline {
    return new Pipeline([new Ridge()]);
  }
}

/** Returns a class like `Sound` with these members, and without those that are undefined. */
function withMembers(members: Record<string, unknown>): new () => Sound {
  class Broken extends Sound {
    constructor() {
      super();
      for (const [name, value] of Object.entries(members)) {
        Object.defineProperty(this, name, { value, enumerable: true });
      }
    }
  }
  return Broken;
}

class PassThrough extends Transformer<NoParameters, null> {
  static readonly type: string = "PassThrough";
  override fit(): this {
    this.fitted = null;
    return this;
  }
  override transform(X: Table): Table {
    return X;
  }
}

/** Returns the messages about mistakes in these files. */
function mistakesIn(...files: ModelFile[]): string[] {
  try {
    const mistakes = readModelFiles(files, LIBRARY_STEPS).created.flatMap(checkCreated);
    return mistakes.map(({ owner, message }) => `${owner}: ${message}`);
  } catch (error) {
    expect(error).toBeInstanceOf(ModelFilesError);
    return (error as Error).message.split("\n");
  }
}

const inFile = (exported: unknown): ModelFile => ({ file: "house", exports: { House: exported } });

test("the files of statistical/ contain no mistake", () => {
  expect(mistakesIn(...MODEL_FILES)).toEqual([]);
  expect(mistakesIn(inFile(Sound))).toEqual([]);
});

describe("a mistake is reported with file, class and remedy:", () => {
  const parameters = (entries: v.ObjectEntries) => ({ parameters: v.object(entries) });
  const cases: [what: string, members: Record<string, unknown>, message: string][] = [
    ["no name", { name: undefined }, 'it has no name; write readonly name = "house_price"'],
    ["an empty name", { name: " " }, "its name is empty; it must be text"],
    ["a name that is not text", { name: 3 }, "its name is 3; it must be text"],
    [
      "a name too long for its column",
      { name: "n".repeat(256) },
      "its name has 256 characters; the table models takes 255",
    ],
    [
      "no description",
      { description: undefined },
      'it has no description; write readonly description = "Price of a house"',
    ],
    ["an empty description", { description: "" }, "its description is empty; it must be text"],
    [
      "a description too long for its column",
      { description: "d".repeat(1024) },
      "its description has 1024 characters; the table models takes 1023",
    ],
    [
      "a misspelt featureNames",
      { featureNames: undefined, featureName: ["x"] },
      "it has no featureNames; rename its featureName to featureNames",
    ],
    [
      "labels for labelNames",
      { labelNames: undefined, labels: ["y"] },
      "it has no labelNames; rename its labels to labelNames",
    ],
    [
      "a misspelt createPipeline",
      { createPipeline: undefined, createPipelin() {} },
      "it has no createPipeline; rename its createPipelin to createPipeline",
    ],
    [
      "a misspelt extractMetrics, which would never be called",
      { extractMetric() {} },
      "its extractMetric is never called; rename it to extractMetrics",
    ],
    [
      "a column named twice",
      { featureNames: ["x", "z", "x"] },
      'its featureNames holds "x" more than once; name each column once',
    ],
    [
      "a column without a name",
      { featureNames: ["x", ""] },
      'its featureNames holds the text ""; every entry must be the name of a column',
    ],
    [
      "columns that are not a list",
      { featureNames: "x" },
      'its featureNames is the text "x"; it must be a list of column names, or ANY_FEATURES',
    ],
    [
      "an empty list of columns",
      { featureNames: [] },
      "its featureNames is empty; name the columns, or write ANY_FEATURES",
    ],
    [
      "a regressor without a label",
      { labelNames: [] },
      "its labelNames is empty; a regressor learns at least one label",
    ],
    [
      "an own type",
      { type: "magic" },
      'its type is the text "magic"; extend Classifier, Regressor, Clusterer or OutlierDetector',
    ],
    [
      "parameters that are not a valibot object",
      { parameters: { C: 1 } },
      "its parameters is an object; it must be defineParameters({ name: kind, … })",
    ],
    [
      "parameters in a pipe, whose checks would never run",
      {
        parameters: v.pipe(
          v.object({}),
          v.check(() => false),
        ),
      },
      "its parameters is v.pipe(v.object(…), …); write defineParameters({…}), and check combinations in createPipeline",
    ],
    [
      "a parameter without a default",
      parameters({ C: v.number() }),
      "its parameter C has no default; give it one, such as count(10) or v.optional(schema, 10)",
    ],
    [
      "an optional parameter without a default",
      parameters({ C: v.optional(v.number()) }),
      "its parameter C has no default; give it one, such as count(10) or v.optional(schema, 10)",
    ],
    [
      "a default that is not valid",
      parameters({ C: v.optional(v.pipe(v.number(), v.minValue(1)), 0) }),
      "the default 0 of its parameter C is not valid: Invalid value: Expected >=1 but received 0",
    ],
    [
      "a default that is not JSON",
      parameters({ since: v.optional(v.date(), new Date(0)) }),
      "the default of its parameter since is not JSON: it holds a Date, which cannot be stored: keep a number (getTime) or text (toISOString)",
    ],
    [
      "defaults for names that are not parameters",
      { ...parameters({ C: v.optional(v.number(), 1) }), getDefaultParameters: () => ({ C: 1, c: 1 }) },
      "its getDefaultParameters returns c, which is none of its parameters",
    ],
    [
      "defaults that are a Promise",
      { getDefaultParameters: async () => ({}) },
      "its getDefaultParameters returns a Promise (is the method async?); it must return an object of name: value",
    ],
    [
      "a createPipeline that is not a method",
      { createPipeline: 3 },
      "its createPipeline is 3; write a method",
    ],
  ];
  test.each(cases)("%s", (_, members, message) => {
    expect(mistakesIn(inFile(withMembers(members)))).toEqual([
      `statistical/house.ts: class House: ${message}`,
    ]);
  });

  test("a constructor that throws is reported with its exception", () => {
    class Throws extends Sound {
      constructor() {
        super();
        throw new RangeError("not today");
      }
    }
    expect(mistakesIn(inFile(Throws))).toEqual([
      "statistical/house.ts: class House: its constructor throws RangeError: not today",
    ]);
  });

  test("a classifier of several labels is reported", () => {
    class Two extends Classifier {
      readonly name = "two";
      readonly description = "Two";
      readonly featureNames = ANY_FEATURES;
      readonly labelNames = ["a", "b"];
      readonly parameters = v.object({}) as never;
      createPipeline(): Pipeline {
        throw new Error("never called");
      }
    }
    expect(mistakesIn(inFile(Two))).toEqual([
      "statistical/house.ts: class House: its labelNames names 2 columns; a classifier learns one label",
    ]);
  });

  test("a class that looks like a model but does not extend one is reported", () => {
    class Loose {
      createPipeline() {}
    }
    expect(mistakesIn(inFile(Loose))).toEqual([
      "statistical/house.ts: class House: it has createPipeline but is not a model; extend Classifier, Regressor, Clusterer or OutlierDetector",
    ]);
  });

  test("an object in place of its class is reported", () => {
    expect(mistakesIn(inFile(new Sound()))).toEqual([
      "statistical/house.ts: it exports House, an instance of Sound; export the class instead",
    ]);
  });
});

test("a file that exports nothing is reported", () => {
  expect(mistakesIn({ file: "house", exports: {} })).toEqual([
    "statistical/house.ts: it exports nothing; write `export` before its classes",
  ]);
});

test("all mistakes of all files are reported at once", () => {
  const files = [
    { file: "a", exports: { A: withMembers({ name: "", description: undefined }) } },
    { file: "b", exports: {} },
  ];
  expect(mistakesIn(...files)).toEqual([
    expect.stringMatching(/^statistical\/b\.ts: it exports nothing/),
    expect.stringMatching(/^statistical\/a\.ts: class A: it has no description/),
    expect.stringMatching(/^statistical\/a\.ts: class A: its name is empty/),
  ]);
});

test("two models of one name are reported with both owners, and one class exported under two names is one model", () => {
  class Other extends Sound {}
  expect(mistakesIn({ file: "a", exports: { Sound } }, { file: "b", exports: { Other } })).toEqual([
    'statistical/b.ts: class Other: its name "sound" is taken by statistical/a.ts: class Sound; names must be unique',
  ]);
  const { models } = readModelFiles(
    [
      { file: "a", exports: { default: Sound, Sound } },
      { file: "b", exports: { Again: Sound } },
    ],
    LIBRARY_STEPS,
  );
  expect([...models.values()].map(({ className, file }) => [file, className])).toEqual([["a", "Sound"]]);
});

describe("the type of a step must be unique:", () => {
  class Scaler extends PassThrough {
    static override readonly type: string = "StandardScaler";
  }
  class Same extends PassThrough {
    static override readonly type: string = "PassThrough";
  }
  class Heir extends StandardScaler {}
  class Nameless extends PassThrough {
    static override readonly type = undefined as never;
  }

  test("the type of a step of the library is reported", () => {
    expect(mistakesIn({ file: "a", exports: { Scaler } })).toEqual([
      'statistical/a.ts: class Scaler: its type "StandardScaler" is that of a step of the library; give it another',
    ]);
    expect(mistakesIn({ file: "a", exports: { Heir } })).toEqual([
      'statistical/a.ts: class Heir: it has no type of its own, and the one it inherits, "StandardScaler", is that of a step of the library; give it another',
    ]);
  });

  test("the same type in two files is reported with both owners", () => {
    expect(mistakesIn({ file: "a", exports: { PassThrough } }, { file: "b", exports: { Same } })).toEqual([
      'statistical/b.ts: class Same: its type "PassThrough" is that of statistical/a.ts: class PassThrough; give it another',
    ]);
  });

  test("a type that is not a string is reported", () => {
    expect(mistakesIn({ file: "a", exports: { Nameless } })).toEqual([
      'statistical/a.ts: class Nameless: its type is nothing (undefined), but a step is stored under a text; write static readonly type = "Nameless"',
    ]);
  });

  test("a step of the library, or of another file, may be exported again", () => {
    expect(
      mistakesIn(
        { file: "a", exports: { PassThrough, StandardScaler } },
        { file: "b", exports: { PassThrough } },
      ),
    ).toEqual([]);
  });
});

test("a base class that others extend needs neither name nor type, and helpers may be exported", () => {
  abstract class House extends Clusterer {
    readonly description = "A house";
    readonly featureNames = ["x"];
    readonly labelNames = [];
    readonly parameters = v.object({}) as never;
  }
  class Small extends House {
    readonly name = "small";
    createPipeline(): Pipeline {
      throw new Error("never called");
    }
  }
  abstract class Encoder extends Transformer<NoParameters, null> {}
  class Plain extends Encoder {
    static readonly type = "Plain";
    override fit(): this {
      return this;
    }
    override transform(X: Table): Table {
      return X;
    }
  }
  expect(
    mistakesIn({ file: "a", exports: { Encoder, House, Plain, Small, rooms: 3, size: () => 1 } }),
  ).toEqual([]);
});
