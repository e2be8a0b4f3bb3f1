/* The kernels of linear models: what `../workspace.ts` declares. */
export { binaryLogLoss } from "./binary-log-loss";
export { addGram, centreRows } from "./gram";
export { multinomialLogLoss } from "./multinomial-log-loss";
export { affineScores } from "./products";
