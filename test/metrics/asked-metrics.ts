import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { packageRoot } from '../support/lex/cluster-template.ts';

/** An expression that Prometheus is asked, and who asks it. */
export interface Asked {
  readonly by: string;
  readonly expression: string;
}

const dashboard = z.object({
  uid: z.string(),
  panels: z.array(
    z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).default([]), type: z.string() }),
  ),
});
const rules = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          annotations: z.object({ summary: z.string().min(1), action: z.string().min(1) }),
        }),
      ),
    }),
  ),
});

const read = (path: string) => readFile(join(packageRoot, 'deploy', path), 'utf8');

/** What the panels of the dashboard ask. */
export async function askedByDashboard(): Promise<Asked[]> {
  const { panels } = dashboard.parse(JSON.parse(await read('grafana/dashboards/lex.json')));
  return panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ by: title, expression: expr })));
}

/** What the alert rules ask, each of which says what to do. */
export async function askedByAlerts(): Promise<Asked[]> {
  const { groups } = rules.parse(parse(await read('alerts.yml')));
  return groups.flatMap((group) => group.rules.map(({ alert, expr }) => ({ by: alert, expression: expr })));
}

/** The names of series that an expression reads, with the labels by which it chooses among them. */
export function seriesIn(expression: string): { readonly name: string; readonly labels: readonly string[] }[] {
  return [...expression.matchAll(/\b((?:lex|nodejs|process)_\w+)(?:\{([^}]*)\})?/g)].map(
    ([, name = '', chosen = '']) => ({
      name,
      labels: [...chosen.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
    }),
  );
}
