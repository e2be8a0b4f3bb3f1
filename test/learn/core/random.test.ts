import { describe, expect, test } from "bun:test";
import { Random } from "../../../src/learn/core/random.ts";

const draw = <T>(count: number, next: () => T): T[] => Array.from({ length: count }, next);

/** Expected values come from an independent implementation in Python, after the papers that `Random` cites. */
describe("a stream of random numbers", () => {
  test("is xoshiro128** with a state from splitmix32, for every seed", () => {
    const bits = (seed: number) => {
      const random = new Random(seed);
      return draw(4, () => random.uint32());
    };
    expect(bits(0)).toEqual([1789933344, 44971166, 2521387044, 3848737593]);
    expect(bits(1)).toEqual([393288148, 2174103013, 3814759091, 2092745082]);
    expect(bits(42)).toEqual([660444221, 3652823732, 77672526, 910233633]);
    expect(bits(2 ** 32 - 1)).toEqual([4104197751, 1825856343, 1152209388, 2427537429]);
  });

  test("has doubles with 53 random bits, from two draws each", () => {
    const random = new Random(7);
    expect(draw(3, () => random.next())).toEqual([
      0.049009592574554284, 0.9298532154569821, 0.3972365680289133,
    ]);
  });

  test("has integers below a bound, and discards draws from the incomplete end of the range", () => {
    const ten = new Random(7);
    expect(draw(8, () => ten.below(10))).toEqual([3, 2, 0, 0, 5, 6, 0, 8]);
    // One draw in four is beyond the last whole multiple of the bound.
    const big = new Random(7);
    expect(draw(6, () => big.below(3 * 2 ** 30))).toEqual([
      210494603, 711084892, 1706118055, 2746022466, 1316796690, 458993998,
    ]);
    const picked = new Random(7);
    expect(draw(8, () => picked.pick(10))).toEqual([0, 1, 9, 9, 3, 6, 3, 1]);
  });

  test("has normal numbers in pairs, by Marsaglia's polar method", () => {
    const random = new Random(7);
    const expected = [-0.8525998390036966, -1.604664278128921, 1.0359084785952293, -1.2941578338125628];
    for (const value of expected) expect(random.normal()).toBeCloseTo(value, 14);
  });

  test("shuffles and samples", () => {
    expect([...new Random(7).permutation(8)]).toEqual([1, 5, 4, 7, 6, 2, 0, 3]);
    expect([...new Random(7).sample(8, 3)]).toEqual([1, 5, 4]);
    expect([...new Random(7).shuffle(Uint32Array.of(8, 9))].sort()).toEqual([8, 9]);
    expect([...new Random(7).permutation(0), ...new Random(7).permutation(1)]).toEqual([0]);
  });

  test("forks into an independent stream with one draw", () => {
    const random = new Random(7);
    expect([random.fork().uint32(), random.uint32()]).toEqual([1180974650, 711084892]);
  });
});
