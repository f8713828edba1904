import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** On which cores the processes run. */
export interface Cores {
  /** What a server's command line begins with; empty where servers have no core of their own. */
  readonly server: readonly string[];
  /** A sentence for the results. */
  readonly description: string;
}

/**
 * Gives the servers a core, and this process and those that it starts otherwise another one, where `taskset` is there.
 * What makes the load is then no part of what is measured.
 */
export function chooseCores(): Cores {
  const [load, server] = allowedCores();
  if (load === undefined || server === undefined) return shared('there is one');
  const { error, status } = spawnSync('taskset', ['--cpu-list', '--pid', String(load), String(process.pid)]);
  if (error || status !== 0) return shared('`taskset` is not there, or may not do it');
  return {
    server: ['taskset', '--cpu-list', String(server)],
    description:
      `The server that is measured has core ${server} with all of its threads, and the load comes from core ${load} ` +
      '(`taskset`).',
  };
}

function shared(why: string): Cores {
  return { server: [], description: `Server and load share all cores: ${why}.` };
}

/** The cores that this process may use, such as those of `0-1,4`. */
function allowedCores(): readonly number[] {
  const list = /Cpus_allowed_list:\s+(\S+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
  return list.split(',').flatMap((range) => {
    const [first = Number.NaN, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
