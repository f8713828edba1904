import { LooseJsonScanner, type LooseToken, type Scalar } from './loose-json-scanner.ts';

/** The members of an object that are neither lists nor objects themselves. */
export type Members = ReadonlyMap<string, Scalar>;

/** A list or an object whose end hasn't been read. */
interface Open {
  readonly of: 'list' | 'object';
  readonly members: Map<string, Scalar>;
  isEmpty: boolean;
  key: string | undefined;
  /** What may come next in an object. After a value that may also be a key, since models forget commas. */
  expects: 'key' | 'colon' | 'value' | 'comma';
  /** Whether everything in it could be understood so far. */
  isSound: boolean;
}

/** Nothing that is asked for is nested as deep as this, so reading ends there. */
const DEEPEST = 32;

/**
 * Reads the list of objects that a model was asked for out of whatever it wrote: with prose, code fences or thinking
 * around it, as a list or as single objects, inside another object, cut off in the middle. Objects that can't be
 * understood are left out. Where there are words between lists, only what comes after the last words counts: what
 * comes before them is a draft, or quoted.
 *
 * The time grows in proportion to the text's length, which the caller has to limit.
 *
 * @param read what an object says; undefined for an object that isn't what was asked for
 * @returns an empty list when the model answered with an empty list or object; undefined when there was nothing to
 *   read
 */
export function readListInProse<T>(text: string, read: (members: Members) => T | undefined): T[] | undefined {
  const scanner = new LooseJsonScanner(text);
  let list: T[] | undefined;
  let isPast = false;
  const found = (items: readonly T[]) => {
    if (isPast || !list) list = [];
    list.push(...items);
    isPast = false;
  };
  const ended = (value: Open) => {
    if (!value.isSound) return;
    if (value.isEmpty) return found([]);
    const item = value.of === 'object' ? read(value.members) : undefined;
    if (item !== undefined) found([item]);
  };
  for (let prose = scanner.skipProse(); prose; prose = scanner.skipProse()) {
    isPast ||= prose.words;
    if (!readValue(scanner, ended)) break;
  }
  return list;
}

/**
 * Reads one list or object, with everything in it.
 *
 * @param ended called for each list and object at its end, for inner ones first
 * @returns whether the end was found
 */
function readValue(scanner: LooseJsonScanner, ended: (value: Open) => void): boolean {
  const open: Open[] = [];
  for (let token = scanner.next(); token; token = scanner.next()) {
    if (token.kind === 'close') {
      // A closing bracket also closes inner ones that were forgotten; where nothing was opened, it is ignored.
      if (!open.some(({ of }) => of === token.of)) continue;
      for (let last = open.pop(); last; last = open.pop()) {
        last.isSound &&= last.expects === 'comma' || last.expects === 'key';
        ended(last);
        if (last.of === token.of) break;
      }
      if (open.length === 0) return true;
      continue;
    }
    const around = open.at(-1);
    if (around) take(around, token);
    if (token.kind === 'open') {
      if (open.length === DEEPEST) return false;
      open.push({ of: token.of, members: new Map(), isEmpty: true, key: undefined, expects: 'key', isSound: true });
    }
  }
  return false;
}

function take(into: Open, token: Exclude<LooseToken, { kind: 'close' }>): void {
  if (token.kind !== 'comma') into.isEmpty = false;
  if (into.of === 'list') return;
  const { expects } = into;
  if (token.kind === 'comma' && (expects === 'comma' || expects === 'key')) into.expects = 'key';
  else if (token.kind === 'colon' && expects === 'colon') into.expects = 'value';
  else if (token.kind === 'scalar' && (expects === 'key' || expects === 'comma')) {
    into.key = String(token.value);
    into.expects = 'colon';
  } else if ((token.kind === 'scalar' || token.kind === 'open') && expects === 'value') {
    if (token.kind === 'scalar' && into.key !== undefined) into.members.set(into.key, token.value);
    into.expects = 'comma';
  } else into.isSound = false;
}
