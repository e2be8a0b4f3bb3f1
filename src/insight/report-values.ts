import * as v from "valibot";

/* The schemas of the values in a report. */

export const number = v.pipe(v.number(), v.finite());
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const numbers = v.array(number);
export const scalar = v.union([v.string(), number, v.boolean()]);

/** `counts[i]` values lie from `edges[i]` to `edges[i + 1]`; the last bin includes its upper edge. Empty without values. */
export const histogram = v.pipe(v.object({ edges: numbers, counts: v.array(count) }), v.title("Histogram"));

/** Where something was measured: on the rows of the training, on rows held back, or on each fold by a fit on the others. */
export const measuredOn = v.picklist(["training", "validation", "cv"]);
