/** Whether a path is that of a health check or a scrape: nothing is traced for them, and their log lines are debug. */
export function isProbe(path: string): boolean {
  return path === "/metrics" || path === "/api/health" || path.startsWith("/api/health/");
}
