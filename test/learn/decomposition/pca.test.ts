import { describe, expect, test } from "bun:test";
import { Table } from "../../../src/learn/core/table.ts";
import { PCA } from "../../../src/learn/decomposition/pca.ts";
import { excess } from "../golden/compare.ts";

const table = (rows: number, columns: number, value: (i: number, j: number) => number) =>
  Table.fromMatrix(
    {
      rows,
      columns,
      data: Float64Array.from({ length: rows * columns }, (_, at) =>
        value(Math.floor(at / columns), at % columns),
      ),
    },
    Array.from({ length: columns }, (_, j) => `x${j}`),
  );
const near = (actual: unknown, expected: unknown, tolerance: number) =>
  expect(excess(actual, expected, { rtol: tolerance, atol: tolerance })).toBeLessThanOrEqual(1);

/** Returns the products of all pairs of components: the identity matrix if they are orthonormal. */
function products({ components, n_components: k }: PCA["state"]): number[] {
  const p = components.length / k;
  return Array.from({ length: k * k }, (_, at) => {
    let sum = 0;
    for (let j = 0; j < p; j++)
      sum += components[Math.floor(at / k) * p + j]! * components[(at % k) * p + j]!;
    return sum;
  });
}
const unit = (k: number) => Array.from({ length: k * k }, (_, at) => (Math.floor(at / k) === at % k ? 1 : 0));

describe("PCA of more columns than rows", () => {
  const wide = table(5, 9, (i, j) => Math.sin(i * 7.3 + j * j * 1.7) * (j + 1) + (i === j ? 3 : 0));

  test("finds scikit-learn's components from the products of the rows", () => {
    const pca = new PCA({ n_components: 3 }).fit(wide);
    const { state } = pca;
    near(state.explained_variance, [160.25650023966924, 23.841471232230347, 2.1991394902331254], 1e-12);
    near(
      state.components.slice(0, 18),
      [
        0.08693309348387934, 0.16652761733822485, 0.07577171442352225, 0.020415021564278244,
        0.2520150337037793, -0.38638250767325577, -0.45688335687022624, 0.5182256870920744,
        0.5181213951509601, 0.08092674176643462, 0.12181406385969205, 0.5943078030011704, -0.5172552820777527,
        -0.42891460793952546, -0.0714815302100282, -0.23078864488260586, 0.14152578420198503,
        -0.30900988414907044,
      ],
      1e-12,
    );
    near(state.noise_variance, 0.8126214686008626, 1e-12);
    const scores = pca.transform(wide).toMatrix().data.slice(0, 3);
    near(scores, [17.51921690143643, -1.8969582001749226, -1.5443353741347698], 1e-12);
  });

  test("keeps as many components as exceed a fraction of the variance, and whitens", () => {
    const pca = new PCA({ n_components: 0.7, whiten: true }).fit(wide);
    expect(pca.state.n_components).toBe(1);
    near(pca.transform(wide).toMatrix().data[0], 1.3839068611231442, 1e-12);
  });

  test("has orthonormal components even if no variance is left", () => {
    for (const X of [wide, table(4, 7, (i) => i % 2), table(3, 5, () => 2)]) {
      const { state } = new PCA().fit(X);
      expect(state.n_components).toBe(X.rows);
      near(products(state), unit(X.rows), 1e-12);
    }
  });

  test("does not compute the covariance matrix of the columns", () => {
    // 50,000 columns: their covariance alone would be 20 GB.
    const { state } = new PCA({ n_components: 2 }).fit(
      table(6, 50_000, (i, j) => Math.sin(i * j * 0.37 + i)),
    );
    near(products(state), unit(2), 1e-12);
  });
});

describe("PCA", () => {
  const tall = table(60, 6, (i, j) => Math.sin(i * (j + 1)) * (j + 1) + 100);

  test("has orthonormal components that explain all of the variance", () => {
    const { state } = new PCA().fit(tall);
    near(products(state), unit(6), 1e-13);
    near(
      state.explained_variance_ratio.reduce((a, b) => a + b, 0),
      1,
      1e-14,
    );
    expect(state.noise_variance).toBe(0);
  });

  test("has the same result for every name of an exact solver", () => {
    const fit = (svd_solver: "auto" | "full" | "covariance_eigh") =>
      new PCA({ n_components: 3, svd_solver }).fit(tall).state;
    expect(fit("full")).toEqual(fit("auto"));
    expect(fit("covariance_eigh")).toEqual(fit("auto"));
    expect(() => new PCA({ svd_solver: "randomized" as never }).fit(tall)).toThrow(
      'svd_solver="randomized" must be "auto", "full" or "covariance_eigh"',
    );
  });

  test("makes the entry of largest absolute value positive", () => {
    const { components } = new PCA().fit(tall).state;
    for (let c = 0; c < 6; c++) {
      const component = components.slice(c * 6, c * 6 + 6);
      expect(Math.max(...component)).toBeGreaterThanOrEqual(Math.max(...component.map((v) => -v)));
    }
  });
});
