/* The loops of histogram gradient boosting: what `../boosting-kernels.ts` declares. */
export { addAllRows, addRows, subtract } from "./histograms";
export { copyBack, part } from "./row-partition";
export { subtractAndScan } from "./sibling-splits";
export { scanFeatures } from "./split-scan";
