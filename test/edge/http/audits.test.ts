import { serverAudits } from 'graphql-http';
import { describe, expect, it } from 'vitest';
import { startEdge } from '../../support/edge/start-edge.ts';

let url = '';
/** As clients must that send texts with GET. */
const fetchFn: typeof fetch = (input, init) =>
  fetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), 'x-lex-preflight': '1' } });
/** All of them, also those of what the specification leaves to servers. */
const audits = serverAudits({ url: () => url, fetchFn }).map(({ id, name, fn }) => ({ id, name, fn }));

describe('the audits of GraphQL over HTTP', () => {
  it('are all there', () => {
    expect(audits).toHaveLength(61);
  });

  it.each(audits)('are passed: $id, $name', async ({ fn }) => {
    ({ url } = await startEdge());
    expect(await fn()).toMatchObject({ status: 'ok' });
  });
});
