import type { Made, MadeField, MadeQuery, MadeSize } from './made-query.ts';

/** A query as it is sent. */
export interface WrittenQuery {
  readonly text: string;
  readonly variables: Readonly<Record<string, number>>;
}

/** Writes a query, with the fragments that it uses. */
export function writeQuery({ below, fragments }: MadeQuery): WrittenQuery {
  const used = usedBy(below, fragments);
  const parts = used.map(({ name, on, below: within }) => `fragment ${name} on ${on} ${writeAll(within)}`);
  const sizes = [below, ...used.map((each) => each.below)].flatMap(sizesIn).filter(isVariable);
  const declared = sizes.map(({ variable }) => `$${variable}: Int`).join(' ');
  return {
    text: [`query ${declared && `(${declared})`} ${writeAll(below)}`, ...parts].join('\n'),
    variables: Object.fromEntries(sizes.map(({ variable, value }) => [variable, value])),
  };
}

/** The same query, with each selection as the function makes it, from the innermost on. */
export function mapped(query: MadeQuery, map: (each: Made) => Made | readonly Made[]): MadeQuery {
  const all = (below: readonly Made[]): Made[] =>
    below.flatMap((each) => map(each.kind === 'spread' ? each : { ...each, below: all(each.below) }));
  return {
    below: all(query.below),
    fragments: query.fragments.map((each) => ({ ...each, below: all(each.below) })),
  };
}

function usedBy(below: readonly Made[], fragments: MadeQuery['fragments']): MadeQuery['fragments'] {
  const used = new Set<string>();
  const look = (selections: readonly Made[]): void => {
    for (const each of selections) {
      if (each.kind !== 'spread') look(each.below);
      else if (!used.has(each.name)) {
        used.add(each.name);
        look(fragments.find(({ name }) => name === each.name)?.below ?? []);
      }
    }
  };
  look(below);
  return fragments.filter(({ name }) => used.has(name));
}

function sizesIn(below: readonly Made[]): MadeSize[] {
  return below.flatMap((each) => {
    if (each.kind === 'spread') return [];
    const own = each.kind === 'field' && each.size ? [each.size] : [];
    return [...own, ...sizesIn(each.below)];
  });
}

function isVariable(size: MadeSize): size is MadeSize & { readonly variable: string } {
  return size.variable !== undefined;
}

function writeAll(below: readonly Made[]): string {
  return `{ ${below.map(write).join(' ')} }`;
}

function write(made: Made): string {
  if (made.kind === 'spread') return `...${made.name}`;
  if (made.kind === 'inline') return `... ${made.on ? `on ${made.on} ` : ''}${writeAll(made.below)}`;
  const name = made.alias ? `${made.alias}: ${made.name}` : made.name;
  return `${name}${writeArguments(made)}${made.below.length > 0 ? ` ${writeAll(made.below)}` : ''}`;
}

function writeArguments({ size, given }: MadeField): string {
  const all = size ? [...given, `${size.argument}: ${size.variable ? `$${size.variable}` : size.value}`] : given;
  return all.length > 0 ? `(${all.join(', ')})` : '';
}
