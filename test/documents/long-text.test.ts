import { beforeAll, expect, it } from 'vitest';
import { RecallDocument } from '../../src/generated/graphql.ts';
import { DocumentClient } from '../support/documents/ask-documents.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

const MIB = 2 ** 20;

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer({ LEX_DOCUMENT_SECONDS: '3000' });
});

it('a text of 50 MB is read, answered from, and forgotten, while the server goes on answering', async () => {
  const documents = new DocumentClient(lex.client, lex);
  const words = 'the log of the harbour tells of wind and water and of ships that came and went'.split(' ');
  const paragraph = (at: number) =>
    `Day ${at}. ${Array.from({ length: 90 }, (_, word) => words[(at * 7 + word * word) % words.length]).join(' ')}.`;
  const days: string[] = [];
  for (let length = 0, at = 0; length < 50 * MIB; at += 1) {
    days.push(at === 77_777 ? 'On this day the lighthouse keeper Torvald found a green bottle.' : paragraph(at));
    length += (days.at(-1)?.length ?? 0) + 2;
  }
  const { answer } = await documents.upload('log.txt', Buffer.from(days.join('\n\n')));
  expect(answer.status).toBe(201);
  const { jobId = '' } = answer.body as { jobId?: string };
  let longest = 0;
  let isReading = true;
  const asking = (async () => {
    while (isReading) {
      const began = performance.now();
      await lex.client.answer('{ viewer { name } }');
      longest = Math.max(longest, performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  const job = await documents.ended(jobId);
  isReading = false;
  await asking;
  expect(job).toMatchObject({ state: 'COMPLETED', result: { type: 'TEXT' } });
  expect(longest).toBeLessThan(30_000);
  const reply = await documents.ask('What did the lighthouse keeper Torvald find?');
  expect(reply.citations[0]?.words).toContain('green bottle');
  const [document] = await documents.all();
  await lex.client.answer('mutation ($id: ID!) { deleteDocument(id: $id) { deletedDocumentId } }', {
    id: document?.id,
  });
  expect((await lex.client.run(RecallDocument, { query: 'lighthouse keeper' })).recall).toEqual([]);
}, 900_000);
