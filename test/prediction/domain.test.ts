import { expect, test } from "bun:test";
import {
  defineParameters,
  FunctionTransformer,
  fitModel,
  Pipeline,
  Regressor,
  Ridge,
  TransformedTargetRegressor,
} from "mlsvc";

const parameters = defineParameters({});

/** A model of the square root of its column and the logarithm of its label. */
class Roots extends Regressor<typeof parameters> {
  readonly name = "roots";
  readonly description = "A test";
  readonly featureNames = ["km"];
  readonly labelNames = ["price"];
  readonly parameters = parameters;

  createPipeline(): Pipeline {
    return new Pipeline([
      new FunctionTransformer({ func: "sqrt" }),
      new TransformedTargetRegressor({ regressor: new Ridge(), func: "log" }),
    ]);
  }
}

const features = Array.from({ length: 20 }, (_, i) => ({ km: i * i }));
const labels = features.map(({ km }) => ({ price: Math.exp(5 - Math.sqrt(km) / 10) }));

test("a value outside the domain of a function is a mistake of the caller in a prediction, and names column and row", async () => {
  const model = await fitModel(new Roots(), { features, labels });
  const refused = model.predict([{ km: 4 }, { km: -4 }]);
  await expect(refused).rejects.toMatchObject({
    kind: "invalid",
    message: 'sqrt needs numbers of at least 0 (column "km", row 1)',
    issues: [{ path: "features[1]" }],
  });
  expect(await model.predict([{ km: 4 }])).toEqual([expect.closeTo(Math.exp(4.8), -1)]);
});

test("and in a training, before it is fitted", async () => {
  const odd = features.map(({ km }, i) => ({ km: i === 3 ? -1 : km }));
  await expect(fitModel(new Roots(), { features: odd, labels })).rejects.toMatchObject({
    name: "ValueError",
    message: 'sqrt needs numbers of at least 0 (column "km", row 3)',
    issues: [{ path: "features[3]" }],
  });
});
