import type { Check } from '../findings/check.ts';
import { SHORT_MS } from '../findings/check.ts';
import { type Finding, named, ok, problem, warning } from '../findings/finding.ts';

/**
 * When the supported lines of Node end, by the schedule of its release working group: after that nobody mends their
 * security.
 */
const ENDS: Readonly<Record<number, string>> = {
  20: '2026-04-30',
  22: '2027-04-30',
  24: '2028-04-30',
  26: '2029-04-30',
};

/** The first version of each line that Lex runs on, as `engines` of package.json says it. */
const LEAST_MINOR: Readonly<Record<number, number>> = { 20: 19, 22: 15 };
const ALWAYS_FROM = 24;

export const nodeVersion: Check = {
  name: 'machine.node',
  timeoutMs: () => SHORT_MS,
  run: async () => named('machine.node', [judgeNode(process.versions.node, new Date())]),
};

/** @param version such as `20.19.1` */
export function judgeNode(version: string, now: Date): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const facts = { version };
  const least = LEAST_MINOR[major];
  const fix = 'Run Lex with Node 24.';
  if (major < ALWAYS_FROM && (least === undefined || minor < least)) {
    return problem(`This is Node ${version}; Lex runs on 20.19, 22.15, or 24 and newer.`, fix, facts);
  }
  const end = ENDS[major];
  if (end === undefined) {
    return warning(`This is Node ${version}, whose security is mended for half a year at most.`, fix, facts);
  }
  if (now > new Date(`${end}T23:59:59Z`)) {
    return warning(`This is Node ${version}, whose security nobody has mended since ${end}.`, fix, facts);
  }
  return ok(`This is Node ${version}, which is supported until ${end}.`, facts);
}
