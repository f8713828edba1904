import type { SpanStart } from '../../tracing/span.ts';

/** The first table that a statement names as one that it reads or writes. */
const FIRST_TABLE = /\b(INSERT INTO|UPDATE|DELETE FROM|FROM)\s{1,20}"(\w{1,63})"/;

/**
 * How a statement is told of in a trace: by what it does to which table. Its text stays here, and so does what it is
 * given.
 *
 * @param statement as Prisma's client is given it, or the database
 * @param called what was called of Prisma's client, and for which model
 */
export function statementSpan(
  statement: unknown,
  called: { readonly model?: string | undefined; readonly operation?: string } = {},
): SpanStart {
  const { model, operation = 'statement' } = called;
  const [, words, table] = model === undefined ? (FIRST_TABLE.exec(textOf(statement)) ?? []) : [];
  const verb = words === 'FROM' ? 'SELECT' : words?.split(' ')[0];
  const [does, to] = [verb ?? operation, table ?? model];
  const summary = to === undefined ? does : `${does} ${to}`;
  return {
    name: summary,
    kind: 'client',
    attributes: {
      'db.system.name': 'postgresql',
      'db.operation.name': does,
      'db.collection.name': to,
      'db.query.summary': summary,
    },
  };
}

function textOf(statement: unknown): string {
  if (typeof statement !== 'object' || statement === null || !('text' in statement)) return '';
  return typeof statement.text === 'string' ? statement.text : '';
}
