import { builder } from './builder.ts';
import { badInput, readJson, readJsonLiteral, writeJson } from './json-value.ts';

builder.scalarType('DateTime', {
  description: 'An instant, ISO 8601 in UTC.',
  serialize: (value) => value.toISOString(),
  parseValue: readDateTime,
});

builder.scalarType('JSON', {
  description:
    'Any JSON value that is kept as it is sent: ' +
    'numbers that a double doesn’t hold, such as integers beyond 2^53, go as strings.',
  serialize: writeJson,
  parseValue: readJson,
  parseLiteral: readJsonLiteral,
});

const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads an instant: ISO 8601 with a date, a time and a zone, such as `2026-11-23T12:00:00Z` or `…+01:00`.
 *
 * @throws {GraphQLError} BAD_USER_INPUT for anything else, days that don't exist included
 */
export function readDateTime(value: unknown): Date {
  const day = typeof value === 'string' ? INSTANT.exec(value)?.[1] : undefined;
  // Date takes 30 February for a day in March: a day exists when it comes back as it went in.
  const exists = day !== undefined && new Date(`${day}T00:00Z`).getTime() === dayStart(day);
  const instant = exists ? new Date(String(value)) : undefined;
  // The zone may carry an instant into a year that the format has no form for.
  const year = instant?.getUTCFullYear() ?? Number.NaN;
  if (!instant || !(year >= 0 && year <= 9_999)) {
    throw badInput('DateTime takes an instant with its zone, such as "2026-11-23T12:00:00Z".');
  }
  return instant;
}

/** Midnight in UTC of a day such as `2026-11-23`, as Date counts time; NaN when the calendar has no such day. */
function dayStart(day: string): number {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const start = new Date(Date.UTC(2000, 0, 1));
  start.setUTCFullYear(year, month - 1, date);
  return start.getUTCMonth() === month - 1 && start.getUTCDate() === date ? start.getTime() : Number.NaN;
}
