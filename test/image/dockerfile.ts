import { z } from 'zod';

/** A line of a Dockerfile, its continuations joined. */
export interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** A stage: what is done from one FROM to the next. */
export interface Stage {
  readonly base: string;
  readonly as: string | undefined;
  readonly instructions: readonly Instruction[];
}

export function readStages(text: string): Stage[] {
  const lines = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.trim());
  const stages: { base: string; as: string | undefined; instructions: Instruction[] }[] = [];
  for (const line of lines) {
    const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line.trim()) ?? [];
    const [base = '', , as] = rest.split(/\s+/);
    if (name === 'FROM') stages.push({ base, as, instructions: [] });
    else stages.at(-1)?.instructions.push({ name, rest });
  }
  return stages;
}

/** The last instruction of a name, as `["a", "b"]` after options: what is run without a shell. */
export function execForm({ instructions }: Stage, name: string): string[] {
  const rest = instructions.findLast((each) => each.name === name)?.rest ?? '';
  return z.array(z.string()).parse(JSON.parse(rest.slice(rest.indexOf('['))));
}

export function environmentOf({ instructions }: Stage): Record<string, string> {
  const pairs = instructions.filter(({ name }) => name === 'ENV').flatMap(({ rest }) => rest.split(/\s+/));
  return Object.fromEntries(pairs.map((pair) => pair.split('=', 2)));
}
