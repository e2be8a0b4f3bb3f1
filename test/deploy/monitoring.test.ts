import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { ALERT_NAMES, DASHBOARD, DEPLOY, EXPRESSIONS } from "../monitoring/deployed.ts";
import { PROMTOOL, promtool } from "../monitoring/promtool.ts";

const file = (name: string) => join(DEPLOY, "prometheus", name);
const RULE_TESTS = [file("alerts.test.yaml"), file("data-alerts.test.yaml")];
/** promtool evaluates each rule at every minute of some hours. */
const TIMEOUT_MS = 60_000;

// Continuous integration installs Prometheus (.ci/run); without it, these tests are skipped.
describe.skipIf(PROMTOOL === null)("promtool", () => {
  test("accepts the alert rules and the example of a configuration", async () => {
    for (const words of [
      ["check", "rules", file("alerts.yaml")],
      ["check", "config", file("prometheus.yaml")],
    ]) {
      const { code, stdout, stderr } = await promtool(words);
      expect([words, code, stderr]).toEqual([words, 0, ""]);
      expect(stdout).toContain("SUCCESS");
    }
  });

  test(
    "finds that each alert is raised when it should, and only then",
    async () => {
      const { code, stdout, stderr } = await promtool(["test", "rules", ...RULE_TESTS]);
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout.match(/SUCCESS/g)).toHaveLength(RULE_TESTS.length);
    },
    TIMEOUT_MS,
  );

  test("parses every expression of the dashboard", async () => {
    const rules = EXPRESSIONS.map((expr, index) => ({ record: `panel:${index}`, expr: substituted(expr) }));
    const { code, stdout, stderr } = await promtool(
      ["check", "rules", "/dev/stdin"],
      JSON.stringify({ groups: [{ name: "dashboard", rules }] }),
    );
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`SUCCESS: ${rules.length} rules found`);
  });
});

/** Returns an expression with the variables of Grafana replaced. */
function substituted(expr: string): string {
  return expr.replaceAll(/\$__(rate_interval|range)/g, "5m").replaceAll(/\$(instance|model)/g, ".*");
}

test("each alert has a test that raises it and one that does not", async () => {
  const cases = (await Promise.all(RULE_TESTS.map((path) => Bun.file(path).text()))).join("\n");
  expect(ALERT_NAMES.length).toBeGreaterThan(10);
  for (const name of ALERT_NAMES) {
    const raised = new RegExp(`alertname: ${name}\n +exp_alerts:`).test(cases);
    const silent = new RegExp(`alertname: ${name} \\}`).test(cases);
    expect([name, raised, silent]).toEqual([name, true, true]);
  }
});

test("the dashboard uses only its own variables, and its panels neither overlap nor share an id", () => {
  const { panels, templating } = DASHBOARD;
  const variables = templating.list.map(({ name }) => name);
  expect(variables).toEqual(["datasource", "instance", "model"]);
  const used = [...JSON.stringify(DASHBOARD).matchAll(/\$\{?([a-z]\w*)/g)].map(([, name]) => name!);
  expect([...new Set(used)].sort()).toEqual([...variables].sort());
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const taken = new Set<string>();
  for (const { title, gridPos } of panels) {
    const { x, y, w, h } = gridPos;
    expect([title, x + w <= 24]).toEqual([title, true]);
    for (let column = x; column < x + w; column++) {
      for (let line = y; line < y + h; line++) {
        expect([title, taken.has(`${column} ${line}`)]).toEqual([title, false]);
        taken.add(`${column} ${line}`);
      }
    }
  }
  const rows = panels.filter(({ type }) => type === "row").map(({ title }) => title);
  expect(rows).toEqual(["Requests", "Predictions", "Trainings", "Data quality", "Process"]);
});
