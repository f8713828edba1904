import { expect, it, onTestFinished, vi } from 'vitest';
import { JobsDocument, UpdateViewerDocument } from '../../src/generated/graphql.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { startLex } from '../support/lex/lex-process.ts';
import { startFakeProvider } from '../support/models/fake-provider.ts';
import { asksForSummary, strictModel } from '../support/models/strict-model.ts';
import { lastPrompt, MODEL, prompts, systemOf, talkOf } from '../support/models/talks.ts';

const CONTEXT = 2_000;
const long = (name: string) => `${name} ${'and so on and so forth, '.repeat(25)}`;

it('a process that is killed while it sums up leaves the work to the next one, and replies wait for none of it', {
  timeout: 600_000,
}, async () => {
  const provider = await startFakeProvider();
  onTestFinished(() => provider.close());
  const strict = strictModel({ contextTokens: CONTEXT });
  if (strict.kind !== 'by') throw new Error('It looks at nothing.');
  const { answer } = strict;
  let isSummarizing = false;
  const isSummary = (body: unknown) => JSON.stringify(body).includes('"Summarize');
  provider.answerWith({
    kind: 'by',
    answer: (body) => (isSummary(body) && !isSummarizing ? { kind: 'hang' } : answer(body)),
  });
  const LEX_DATA_DIR = await dataDirectory();
  const environment = {
    LEX_DATA_DIR,
    LEX_MODEL: MODEL,
    LEX_CONTEXT_TOKENS: `${CONTEXT}`,
    COMPATIBLE_BASE_URL: provider.url,
  };
  const lex = await startLex(environment);
  const client = new GraphqlClient(lex.url);
  await client.run(UpdateViewerDocument, { drawsMemories: false });
  const talk = talkOf(client);
  await talk.say('FACT: the train leaves at nine.');
  for (let n = 0; n < 6; n++) expect((await talk.say(long(`${n}`))).state).toBe('COMPLETED');
  await provider.until(() => prompts(provider).some(asksForSummary));
  lex.kill('SIGKILL');
  await lex.exited;

  isSummarizing = true;
  const next = new GraphqlClient((await startLex(environment)).url);
  await vi.waitFor(
    async () => {
      const { jobs } = await next.run(JobsDocument, { first: 10, kind: 'SUMMARIZE_BRANCH' });
      expect(jobs.edges.map(({ node }) => node.state)).toEqual(['COMPLETED']);
      expect(jobs.edges[0]?.node.attempts).toBe(2);
    },
    { timeout: 240_000, interval: 200 },
  );
  expect(await talkOf(next, talk.id).say('When does it leave?')).toMatchObject({ context: { turnsLeftOut: 0 } });
  expect(systemOf(lastPrompt(provider))).toContain('FACT: the train leaves at nine.');
});
