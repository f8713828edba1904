import { dirname } from 'node:path';
import { isFeature, isOurs, isSchema, topOf } from './layers.ts';
import type { Import } from './read-sources.ts';
import type { Rule } from './rule.ts';

/** Schemas and refs take each other's refs across features: all of them are one layer, and no part of their folders. */
const SCHEMAS = '(schemas)';

const inSchemas = (file: string) => isFeature(file) && isSchema(file);
const isRoot = (file: string) => !file.includes('/');

const NODES = {
  file: (file: string) => file,
  folder: (file: string) => (inSchemas(file) ? SCHEMAS : isRoot(file) ? file : dirname(file)),
  top: (file: string) => (inSchemas(file) ? SCHEMAS : topOf(file)),
};

export const cycleRules: readonly Rule[] = [
  {
    name: 'no file imports itself, by whatever way',
    wayOut: 'Move what both need into a third file',
    breaches: cyclesOf(NODES.file, ({ typeOnly }) => !typeOnly),
  },
  {
    name: 'no folder imports itself by way of another, by value',
    wayOut: 'Move what both need into the lower folder, or take it as a parameter',
    breaches: cyclesOf(NODES.folder, ({ typeOnly }) => !typeOnly),
  },
  {
    name: 'no folder at the top of src imports itself by way of another, not even types',
    wayOut: 'Let the lower one declare what it needs in a type of its own',
    breaches: cyclesOf(NODES.top, () => true),
  },
];

/** Every import that lies on a cycle, with the shortest cycle that it lies on. */
function cyclesOf(nodeOf: (file: string) => string, counts: (each: Import) => boolean): Rule['breaches'] {
  return (sources) => {
    const edges = sources
      .flatMap(({ imports }) => imports)
      .filter((each) => isOurs(each.target) && counts(each))
      .map((each) => ({ ...each, from: nodeOf(each.file), to: nodeOf(each.target) }));
    const next = new Map<string, Set<string>>();
    for (const { from, to } of edges) if (from !== to) next.set(from, (next.get(from) ?? new Set()).add(to));
    return edges.flatMap(({ file, target, from, to }) => {
      const back = from === to && file !== target ? undefined : shortestPath(next, to, from);
      return back ? [`${file} → ${target} (${[from, ...back].join(' → ')})`] : [];
    });
  };
}

/** From one node to another, both named; undefined where no way leads. */
function shortestPath(next: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  // A map is walked in the order of its entries, and those that are added meanwhile come at its end.
  for (const node of cameFrom.keys()) {
    if (node === to) break;
    for (const each of next.get(node) ?? []) if (!cameFrom.has(each)) cameFrom.set(each, node);
  }
  if (!cameFrom.has(to)) return undefined;
  const path: string[] = [];
  for (let node: string | undefined = to; node !== undefined; node = cameFrom.get(node)) path.unshift(node);
  return path;
}
