import { describe, expect, test } from "bun:test";
import { StateError, ValueError } from "../../../src/learn/core/errors.ts";
import { LinearRegression } from "../../../src/learn/linear-model/linear-regression.ts";
import { Ridge } from "../../../src/learn/linear-model/ridge.ts";
import { changed, columns, distance, labels, tableOf } from "./reference-data.ts";

const X = columns(30, 4);
const Y = labels(30);
const WIDE = columns(5, 8);

describe("LinearRegression has scikit-learn's coefficients", () => {
  test("for two labels", () => {
    const { state } = new LinearRegression().fit(X, Y);
    expect(
      distance(
        state.coef,
        [
          3.1458365507993045, -1.9739032773525411, -0.024182822656114905, 0.4803315630029728,
          -0.2503280290922661, -0.0821756906844403, 1.0651228388804845, 0.05591040211171233,
        ],
      ),
    ).toBeLessThan(1e-12);
    expect(distance(state.intercept, [1.0484823288594167, 0.00411044986100495])).toBeLessThan(1e-12);
  });
  test("without intercept", () => {
    const { state } = new LinearRegression({ fit_intercept: false }).fit(X, Y);
    expect(
      distance(
        state.coef,
        [
          3.121296707585121, -1.8330057131592832, 0.151087930893466, 0.6247168395843218, -0.2504242346193909,
          -0.08162331859650651, 1.0658099669557375, 0.056476447359895585,
        ],
      ),
    ).toBeLessThan(1e-12);
  });
  test("of least norm if one column is the sum of two others", () => {
    const { state } = new LinearRegression().fit(
      changed(X, (row) => [...row, row[0]! + row[1]!]),
      Y,
    );
    expect(
      distance(
        state.coef,
        [
          2.7551921263170485, -2.3645477018347947, -0.02418282265611487, 0.48033156300297253,
          0.3906444244822551, -0.13949345583336417, 0.02865888257446321, 1.0651228388804845,
          0.05591040211171257, -0.11083457325890099,
        ],
      ),
    ).toBeLessThan(1e-12);
    expect(distance(state.intercept, [1.0484823288594165, 0.004110449861003174])).toBeLessThan(1e-12);
  });
  test("with 0 for a column that is too small beside the others", () => {
    const { state } = new LinearRegression().fit(
      changed(X, ([a, ...rest]) => [a! * 1e-8, ...rest]),
      Y,
    );
    expect(
      distance(
        state.coef,
        [
          2.1519184293329088e-10, -2.004118846367545, 0.0129042054712214, 0.4938215899301529,
          1.3523549866852976e-10, -0.0797713051681267, 1.0621716611870202, 0.054836941428504045,
        ],
      ),
    ).toBeLessThan(1e-12);
    expect(distance(state.intercept, [0.9831644694489299, 0.009308078773605066])).toBeLessThan(1e-12);
  });
  test("with a nonzero one for a small column if tol permits", () => {
    const { state } = new LinearRegression({ tol: 1e-12 }).fit(
      changed(X, ([a, ...rest]) => [a! * 1e-8, ...rest]),
      Y,
    );
    expect(
      distance(
        state.coef,
        [
          314583655.07993066, -1.9739032773525427, -0.02418282265611639, 0.480331563002973,
          -25032802.909226615, -0.08217569068443908, 1.0651228388804854, 0.055910402111712394,
        ],
      ),
    ).toBeLessThan(1e-12);
    expect(distance(state.intercept, [1.0484823288594185, 0.004110449861003396])).toBeLessThan(1e-12);
  });
  test("of least norm with more columns than rows", () => {
    const { state } = new LinearRegression().fit(WIDE, labels(5));
    expect(
      distance(
        state.coef,
        [
          1.622770651174329, -2.243737034516239, 0.7901818587594793, 0.901094969917763, -0.496383327790902,
          -0.7795526433929382, -0.07056275257218131, 1.3425777417709104, -0.40662600063403326,
          0.19389700130267998, 0.5212104808541292, -0.7112771422129207, -0.07277902264993487,
          0.6907794593279554, -0.025601262504926812, -0.6160440584109681,
        ],
      ),
    ).toBeLessThan(1e-12);
    expect(distance(state.intercept, [-9.123886446655867, 7.266407176316501])).toBeLessThan(1e-12);
  });
  test("of least norm with more columns than rows and no intercept", () => {
    const { state } = new LinearRegression({ fit_intercept: false }).fit(WIDE, labels(5));
    expect(
      distance(
        state.coef,
        [
          1.864595274085048, -2.447668357721545, 0.5273465785035616, 0.7753393280689367, -0.672275079678049,
          -1.2166400148969267, -0.6813634055982447, 0.597644461729319, -0.5992189472475392,
          0.3563111259280352, 0.7305366466067456, -0.611123364134333, 0.06730394480480784, 1.038882740922173,
          0.46085001836060435, -0.022767436258880475,
        ],
      ),
    ).toBeLessThan(1e-12);
  });
  test("that are not negative with positive", () => {
    const { state } = new LinearRegression({ positive: true }).fit(X, Y);
    expect(
      distance(
        state.coef,
        [3.220798644169199, 0.0, 0.0, 0.45527486710035797, 0.0, 0.0, 1.0623533774545322, 0.05368372239780121],
      ),
    ).toBeLessThan(1e-12);
    expect(distance(state.intercept, [0.06598349616991617, -0.029418772939723725])).toBeLessThan(1e-12);
  });
});

describe("Ridge has scikit-learn's coefficients", () => {
  test("with a penalty for each label", () => {
    const { state } = new Ridge({ alpha: [0.5, 20] }).fit(X, Y);
    expect(
      distance(
        state.coef,
        [
          3.0435834010879934, -1.9585321399451598, -0.023196471455452256, 0.4794664607366027,
          -0.0997616723728802, -0.06099957595912102, 0.9180994964096265, 0.025998013161762708,
        ],
      ),
    ).toBeLessThan(1e-12);
    expect(distance(state.intercept, [1.040312017236214, 0.18558545869852294])).toBeLessThan(1e-12);
  });
  test("with more columns than rows", () => {
    const { state } = new Ridge({ alpha: 0.3 }).fit(WIDE, labels(5));
    expect(
      distance(
        state.coef,
        [
          1.5402635936324511, -2.140713228702971, 0.7619724064575093, 0.8653836895143314, -0.5027338071723053,
          -0.718524228773001, -0.05684497304669897, 1.2580154492835478, -0.3834533865917271,
          0.1705003081605088, 0.5177864019398978, -0.6919990911971957, -0.07153586283593333,
          0.6698902298176079, -0.030842647958928434, -0.5879021141760878,
        ],
      ),
    ).toBeLessThan(1e-12);
    expect(distance(state.intercept, [-8.457233847758529, 7.041797139881179])).toBeLessThan(1e-12);
  });
  test("that are not negative with positive", () => {
    const { state } = new Ridge({ alpha: 2, positive: true }).fit(X, Y);
    expect(
      distance(
        state.coef,
        [2.837594025882943, 0.0, 0.0, 0.45218342680177276, 0.0, 0.0, 1.0457443147556562, 0.05019649041842606],
      ),
    ).toBeLessThan(1e-9);
    expect(distance(state.intercept, [0.06789691900184791, -0.007668488816974461])).toBeLessThan(1e-9);
  });

  test("for every name of a solver", () => {
    const auto = new Ridge().fit(X, Y).state;
    for (const solver of ["svd", "cholesky", "lsqr", "sparse_cg", "sag", "saga"] as const) {
      expect(new Ridge({ solver }).fit(X, Y).state).toEqual(auto);
    }
  });
});

describe("least squares", () => {
  test("is accurate if means are a million times the spread", () => {
    const shifted = changed(X, (row) => row.map((value) => value + 1e6));
    const reference = new LinearRegression().fit(X, Y).state.coef;
    expect(distance(new LinearRegression().fit(shifted, Y).state.coef, [...reference])).toBeLessThan(1e-8);
  });

  test("is as accurate as an orthogonal method for nearly dependent columns", () => {
    // Normal equations alone would keep 6 digits for the first case, and none for the last, which is solved by QR.
    for (const [small, tolerance] of [
      [1e-4, 1e-11],
      [1e-5, 1e-10],
      [1e-7, 1e-8],
    ] as const) {
      const near = changed(X, (row) => [...row, row[0]! + small * row[1]! ** 2]);
      const exact = { rows: 30, columns: 1, data: new Float64Array(30) };
      near.toMatrix().data.forEach((value, at) => {
        exact.data[Math.floor(at / 5)]! += value * [1, -2, 3, -4, 5][at % 5]!;
      });
      for (const step of [new LinearRegression({ tol: 1e-12 }), new Ridge({ alpha: 0 })]) {
        expect(distance(step.fit(near, exact).state.coef, [1, -2, 3, -4, 5])).toBeLessThan(tolerance);
      }
    }
  });

  test("has coefficients 0 and the mean as intercept for constant columns", () => {
    const constant = tableOf({
      rows: 4,
      columns: 2,
      data: new Float64Array([0.1, 7, 0.1, 7, 0.1, 7, 0.1, 7]),
    });
    const y = { rows: 4, columns: 1, data: new Float64Array([1, 2, 3, 6]) };
    for (const step of [new LinearRegression(), new Ridge(), new Ridge({ alpha: 0 })]) {
      expect(distance(step.fit(constant, y).predict(constant).data, [3, 3, 3, 3])).toBeLessThan(1e-12);
    }
    expect([...new LinearRegression().fit(constant, y).state.coef]).toEqual([0, 0]);
  });

  test("predicts the label of a single training row", () => {
    const one = tableOf({ rows: 1, columns: 2, data: new Float64Array([3, -1]) });
    const y = { rows: 1, columns: 1, data: new Float64Array([7]) };
    for (const step of [new LinearRegression(), new LinearRegression({ positive: true }), new Ridge()]) {
      expect([...step.fit(one, y).predict(one).data]).toEqual([7]);
    }
  });

  test("refuses numbers whose squares overflow", () => {
    const huge = changed(X, (row) => row.map((value) => value * 1e200));
    expect(() => new LinearRegression().fit(huge, Y)).toThrow(ValueError);
    expect(() => new Ridge().fit(huge, Y)).toThrow(/too large; scale them/);
  });

  test("uses all rows when it processes them in blocks", () => {
    for (const n of [127, 128, 129, 1001]) {
      const many = columns(n, 3);
      const y = {
        rows: n,
        columns: 1,
        data: Float64Array.from({ length: n }, (_, i) => {
          const [a, b, c] = many.toMatrix().data.subarray(3 * i, 3 * i + 3);
          return 2 * a! - b! + 4 * c! - 1;
        }),
      };
      const { coef, intercept } = new LinearRegression().fit(many, y).state;
      expect(distance([...coef, ...intercept], [2, -1, 4, -1])).toBeLessThan(1e-13);
    }
  });
});

describe("parameters", () => {
  test("out of range are refused by name", () => {
    const refused: [() => unknown, string][] = [
      [() => new LinearRegression({ tol: -1 }).fit(X, Y), "tol=-1"],
      [() => new Ridge({ alpha: [1, 2, 3] }).fit(X, Y), "alpha has 3 numbers, but there are 2 labels"],
      [() => new Ridge({ alpha: Number.NaN }).fit(X, Y), "alpha=NaN"],
      [() => new Ridge({ solver: "qr" as never }).fit(X, Y), 'solver="qr" must be "auto", "svd",'],
      [() => new Ridge({ solver: "lbfgs" }).fit(X, Y), "only with positive=true"],
      [() => new Ridge({ solver: "svd", positive: true }).fit(X, Y), "does not support positive=true"],
    ];
    for (const [fit, message] of refused) expect(fit).toThrow(message);
  });

  test("a malformed state is refused", () => {
    for (const fitted of [
      { coef: new Float64Array(3), intercept: new Float64Array(2) },
      { coef: new Float64Array(0), intercept: new Float64Array(1) },
      { coef: [1], intercept: [1] },
      null,
    ]) {
      const state = { type: "Ridge", parameters: {}, fitted } as never;
      expect(() => new Ridge().restore(state, undefined as never)).toThrow(StateError);
    }
  });
});
