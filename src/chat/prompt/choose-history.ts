import type { Turn } from '../../models/model.ts';
import type { Branch } from './branch-store.ts';
import { type Shortened, shorten } from './fit-text.ts';

/** A message of the branch that says something. */
export interface HistoryTurn extends Turn {
  readonly id: string;
  /** Its place in the branch's `before`. */
  readonly at: number;
}

/** The turns before the question that a model is given, and what becomes of the others. */
export interface ChosenTurns {
  /** Oldest first; none, or beginning with the user's. */
  readonly turns: readonly Turn[];
  /** What stands for those that are left out; undefined when none is, or nothing does. */
  readonly summary: string | undefined;
  readonly summarized: number;
  readonly leftOut: number;
  /** Of the turns and the summary that are given. */
  readonly charactersLeftOut: number;
}

/** Less of a turn than this says nothing, in tokens. */
const LEAST_TOKENS = 60;

const ROLES = { USER: 'user', ASSISTANT: 'assistant' } as const;

/** What was said before the question, newest first. A reply without text says nothing and is left out. */
export function turnsOf({ before }: Pick<Branch, 'before'>): HistoryTurn[] {
  return before.flatMap(({ id, role, content }, at) =>
    (role === 'USER' || role === 'ASSISTANT') && content.trim() ? [{ id, role: ROLES[role], content, at }] : [],
  );
}

/** Chooses from the newest back, whole ones while there is room. Of a last exchange that is too long by itself, parts. */
export function chooseTurns(
  history: readonly HistoryTurn[],
  branch: Pick<Branch, 'summary' | 'isWhole' | 'unread'>,
  options: {
    /** In tokens, for the turns and the summary. */
    room: number;
    tokensOf(turn: string): number;
    shortenSummary(text: string): Shortened;
    tokensOfSummary(text: string): number;
  },
): ChosenTurns {
  const { room, tokensOf } = options;
  if (branch.isWhole && newestWithin(history, room, tokensOf) === history.length) {
    const sent = history.slice(0, beginningWithUser(history, history.length));
    const leftOut = history.length - sent.length;
    return { turns: sent.toReversed().map(asTurn), summary: undefined, summarized: 0, leftOut, charactersLeftOut: 0 };
  }
  const summary = branch.summary && options.shortenSummary(branch.summary.text);
  const left = room - (summary?.text ? options.tokensOfSummary(summary.text) : 0);
  const count = beginningWithUser(history, newestWithin(history, left, tokensOf));
  const whole = history.slice(0, count).map(asTurn);
  const last = whole.length > 0 ? [] : lastExchange(history, left, tokensOf);
  const turns = last.length > 0 ? last.map(({ turn }) => turn) : whole;

  const isSummed = ({ at }: HistoryTurn) => branch.summary !== undefined && at >= branch.summary.at;
  const sent = history.slice(0, turns.length);
  const unsent = history.slice(turns.length);
  const summedTurns = branch.summary ? branch.summary.turns - sent.filter(isSummed).length : 0;
  const others = unsent.filter((turn) => !isSummed(turn)).length + branch.unread;
  return {
    turns: turns.toReversed(),
    summary: summary?.text || undefined,
    summarized: summary?.text ? summedTurns : 0,
    leftOut: others + (summary?.text ? 0 : summedTurns),
    charactersLeftOut: last.reduce((sum, { leftOut }) => sum + leftOut, summary?.text ? summary.leftOut : 0),
  };
}

/** How many of them have room. */
function newestWithin(history: readonly HistoryTurn[], room: number, tokensOf: (turn: string) => number): number {
  let left = room;
  const first = history.findIndex(({ content }) => {
    left -= tokensOf(content);
    return left < 0;
  });
  return first < 0 ? history.length : first;
}

/** How many remain when they begin with the user's: a strict template takes no conversation that begins with an answer. */
function beginningWithUser(history: readonly HistoryTurn[], count: number): number {
  let shorter = count;
  while (shorter > 0 && history[shorter - 1]?.role !== 'user') shorter--;
  return shorter;
}

/** Its turns, newest first, each shortened to the same share of the room. */
function lastExchange(history: readonly HistoryTurn[], room: number, tokensOf: (turn: string) => number) {
  const exchange = history.slice(0, history.findIndex(({ role }) => role === 'user') + 1);
  const share = room / exchange.length;
  if (exchange.length === 0 || share < LEAST_TOKENS) return [];
  return exchange.map(({ role, content }) => {
    const { text, leftOut } = shorten(content, (shorter) => tokensOf(shorter) <= share, 'ends');
    return { turn: { role, content: text }, leftOut };
  });
}

function asTurn({ role, content }: HistoryTurn): Turn {
  return { role, content };
}
