import { expect, test } from "bun:test";
import { HighestGainFirst, LastFirst, type OpenNodes } from "../../../src/learn/tree/open-nodes.ts";

interface NumberedNode {
  readonly number: number;
  readonly gain: number;
}

const node = (number: number, gain: number): NumberedNode => ({ number, gain });

function popAll(nodes: OpenNodes<NumberedNode>): number[] {
  const order: number[] = [];
  while (nodes.size > 0) order.push(nodes.pop().number);
  return order;
}

test("the node with the highest gain comes first", () => {
  const nodes = new HighestGainFirst<NumberedNode>();
  const gains = Array.from({ length: 50 }, (_, i) => (i * 37) % 53);
  gains.forEach((gain, i) => {
    nodes.push(node(i, gain));
  });
  const expected = [...gains.keys()].sort((a, b) => gains[b]! - gains[a]!);
  expect(popAll(nodes)).toEqual(expected);
});

test("equal gains come in the order of Python's heapq", () => {
  const nodes = new HighestGainFirst<NumberedNode>();
  [1, 1, 1, 1, 2, 1, 1].forEach((gain, i) => {
    nodes.push(node(i, gain));
  });
  expect(popAll(nodes)).toEqual([4, 2, 5, 6, 1, 0, 3]);
});

test("without a limit, the last node comes first", () => {
  const nodes = new LastFirst<NumberedNode>();
  for (const number of [0, 1, 2]) nodes.push(node(number, 0));
  expect(popAll(nodes)).toEqual([2, 1, 0]);
});
