import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The folder of what the project offers for its deployment. */
export const DEPLOY = join(import.meta.dir, "..", "..", "deploy");

/** A panel or a variable of the dashboard, as far as tests look at it. */
interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string }[];
}
interface Variable {
  readonly name: string;
  readonly query: string | { readonly query: string };
}

/** The dashboard of Grafana. */
export const DASHBOARD = JSON.parse(readFileSync(join(DEPLOY, "grafana", "mlsvc.json"), "utf8")) as {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
};

/** The text of the alert rules. */
export const ALERTS = readFileSync(join(DEPLOY, "prometheus", "alerts.yaml"), "utf8");

/** The names of the alerts, in their order. */
export const ALERT_NAMES = [...ALERTS.matchAll(/^ +- alert: (\w+)$/gm)].map(([, name]) => name!);

/** The expressions of all panels. */
export const EXPRESSIONS = DASHBOARD.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

/** Returns the names of the metrics in some text; names of recording rules, which have a colon, are none. */
export function metricNames(text: string): string[] {
  const names = text.matchAll(/(?<![\w:])(?:mlsvc|process)_[a-z_]+(?![\w:])/g);
  return [...new Set([...names].map(([name]) => name))].sort();
}
