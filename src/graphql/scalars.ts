import { GraphQLError } from 'graphql';
import { isStorableText } from '../text.ts';
import { builder } from './builder.ts';

builder.scalarType('DateTime', {
  description: 'An instant, ISO 8601 in UTC.',
  serialize: (value) => value.toISOString(),
  parseValue: readDateTime,
});

builder.scalarType('JSON', {
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: readJson,
});

function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads an instant: ISO 8601 with a date, a time and a zone, such as `2026-11-23T12:00:00Z` or `…+01:00`.
 *
 * @throws {GraphQLError} BAD_USER_INPUT for anything else, days that don't exist included
 */
export function readDateTime(value: unknown): Date {
  const day = typeof value === 'string' ? INSTANT.exec(value)?.[1] : undefined;
  // Date rolls 30 February over into March; only a day that comes back as it went in exists.
  const exists = day !== undefined && new Date(`${day}T00:00Z`).getTime() === dayStart(day);
  const instant = exists ? new Date(String(value)) : undefined;
  if (!instant || Number.isNaN(instant.getTime())) {
    throw badInput('DateTime takes an instant with its zone, such as "2026-11-23T12:00:00Z".');
  }
  return instant;
}

/** Midnight of a day by its numbers; NaN when the calendar has no such day. */
function dayStart(day: string): number {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const start = new Date(Date.UTC(2000, 0, 1));
  start.setUTCFullYear(year, month - 1, date);
  return start.getUTCMonth() === month - 1 && start.getUTCDate() === date ? start.getTime() : Number.NaN;
}

/** How deep a JSON value may be nested: deeper ones overflow the stack of whoever walks them. */
export const MAX_JSON_DEPTH = 64;

/**
 * Takes any JSON value that can be stored.
 *
 * @throws {GraphQLError} BAD_USER_INPUT when it is nested too deeply, or a text in it holds NUL or a lone surrogate
 */
export function readJson(value: unknown): unknown {
  checkJson(value, MAX_JSON_DEPTH);
  return value;
}

function checkJson(value: unknown, depth: number): void {
  if (typeof value === 'string' && !isStorableText(value)) {
    throw badInput('JSON takes text without NUL and without lone surrogates.');
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth === 0) throw badInput(`JSON takes values nested up to ${MAX_JSON_DEPTH} levels.`);
  for (const [key, each] of Object.entries(value)) {
    checkJson(key, depth);
    checkJson(each, depth - 1);
  }
}
