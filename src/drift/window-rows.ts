/** Maximum number of rows of a window. */
export const WINDOW_ROWS = 5000;
