import { describe, expect, test } from "bun:test";
import type { NumericColumn } from "../../src/learn/core/column.ts";
import { ValueError } from "../../src/learn/core/errors.ts";
import { satisfying } from "../../src/learn/core/parameter-kinds.ts";
import { defineParameters } from "../../src/learn/core/parameters.ts";
import type { Table } from "../../src/learn/core/table.ts";
import { Transformer } from "../../src/learn/core/transformer.ts";
import { numeric } from "./odd-tables.ts";
import type { Treatment } from "./step-list.ts";
import { expectTreatment } from "./treatment.ts";

const SOUND = numeric(6, 2, (i, j) => i - j);
const ODD = numeric(6, 2, (i, j) => (i === 2 && j === 1 ? Number.NaN : i - j));
const isOdd = (X: Table) => (X.column(1) as NumericColumn).values.some(Number.isNaN);
const REFUSAL = "no NaN, please";

/** How a step treats a missing value. */
interface Behaviour {
  readonly fit: "takes" | "refuses" | "throws another error";
  readonly transform: (X: Table) => Table;
}

const parameters = defineParameters({
  fit: satisfying<Behaviour["fit"]>("a behaviour", () => true),
  transform: satisfying<Behaviour["transform"]>("a function", () => true),
});

class Fake extends Transformer<typeof parameters, object> {
  static readonly type = "Fake";
  static readonly parameters = parameters;

  override fit(X: Table): this {
    if (this.parameters.fit === "refuses" && isOdd(X)) throw new ValueError(REFUSAL);
    if (this.parameters.fit === "throws another error" && isOdd(X)) throw new TypeError(REFUSAL);
    this.fitted = {};
    return this;
  }

  override transform(X: Table): Table {
    return this.parameters.transform(X);
  }
}

const passOn = (X: Table) => X;
const fill = (X: Table) => (isOdd(X) ? SOUND : X);
const refuse = (X: Table) => {
  if (isOdd(X)) throw new ValueError(REFUSAL);
  return X;
};

function check(treatment: Treatment, behaviour: Behaviour): void {
  const create = () => new Fake(behaviour);
  expectTreatment(treatment, create, { odd: ODD, sound: SOUND, holes: 1, refusal: /no NaN/ });
}

describe("the check of how a step treats odd values", () => {
  test("accepts a step that behaves as stated", () => {
    check("refused", { fit: "refuses", transform: refuse });
    check("handled", { fit: "takes", transform: fill });
    check("passed on", { fit: "takes", transform: passOn });
  });

  test.each<[string, Treatment, Behaviour]>([
    ["refuses at fit although handling was stated", "handled", { fit: "refuses", transform: fill }],
    ["refuses afterwards although handling was stated", "handled", { fit: "takes", transform: refuse }],
    ["leaves a hole although handling was stated", "handled", { fit: "takes", transform: passOn }],
    ["refuses values that should be passed on", "passed on", { fit: "takes", transform: refuse }],
    ["fills values that should be passed on", "passed on", { fit: "takes", transform: fill }],
    ["accepts at fit values that should be refused", "refused", { fit: "takes", transform: refuse }],
    ["accepts afterwards values that should be refused", "refused", { fit: "refuses", transform: fill }],
    ["throws another error", "refused", { fit: "throws another error", transform: refuse }],
    ["loses a row", "handled", { fit: "takes", transform: (X) => fill(X).takeRows([0, 1]) }],
    ["loses every column", "handled", { fit: "takes", transform: (X) => X.select([]) }],
  ])("fails a step that %s", (_, treatment, behaviour) => {
    expect(() => check(treatment, behaviour)).toThrow();
  });
});
