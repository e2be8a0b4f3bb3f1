/* The kernels on doubles: what `../workspace.ts` declares. */
export { binaryLogLoss } from "./binary-log-loss";
export { addColumnSums } from "./column-sums";
export { addGram, centreRows } from "./gram";
export { medianOfNumbers } from "./median";
export { multinomialLogLoss } from "./multinomial-log-loss";
export { partBetween } from "./part";
export { affineScores } from "./products";
export { sortNumbers } from "./sort";
