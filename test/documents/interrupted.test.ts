import { beforeAll, expect, it, vi } from 'vitest';
import type { App } from '../../src/app.ts';
import { readConfig } from '../../src/config/config.ts';
import type { Document } from '../../src/documents/document.ts';
import { ingestDocumentTask } from '../../src/documents/ingest-document-task.ts';
import { atEnd } from '../support/at-end.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { openApp } from '../support/lex/open-app.ts';

let app: App;
beforeAll(async () => {
  app = await openApp(readConfig({ LEX_DATA_DIR: await dataDirectory(atEnd) }));
});

/** Sends a document, which nobody reads before the app works. */
async function send(name: string, text = `${name} has three masts.`): Promise<{ id: string; jobId: string }> {
  const contentBase64 = Buffer.from(text).toString('base64');
  const job = await app.documents.ingest(app.viewer, { name, contentBase64, mimeType: 'text/plain' });
  return { id: ingestDocumentTask.input.parse(job.input).documentId, jobId: job.id };
}
/** What an attempt has left that ended somewhere in the middle. */
const leave = (id: string, parts: readonly number[]) =>
  app.memory.rememberParts(
    app.viewer,
    id,
    parts.map((at) => ({ key: `${id}/${at}`, content: 'masts that nobody reads', metadata: { document: 'left' } })),
  );
const setState = async (id: string, state: Document['state']) => {
  await app.database.prisma.document.update({ where: { id }, data: { state } });
};
const partsOf = (documentId: string) => app.database.prisma.memory.count({ where: { documentId } });

it('what attempts left that ended anywhere is read to its end or cleared away, and recalled by nobody', async () => {
  const begun = await send('Begun');
  await leave(begun.id, [1, 2, 3]);
  const published = await send('Published');
  await leave(published.id, [1]);
  await setState(published.id, 'READY');
  const failed = await send('Failed');
  await leave(failed.id, [1, 2]);
  await setState(failed.id, 'FAILED');
  const leaving = await send('Leaving');
  await leave(leaving.id, [1, 2]);
  await setState(leaving.id, 'LEAVING');
  const seen = await app.memory.recall(app.viewer, { query: 'masts', limit: 10 });
  expect(seen.map(({ memory }) => memory.documentId)).toEqual([published.id]);
  expect(await app.memory.count(app.viewer, { namespace: 'default' })).toEqual({ count: 1, isExact: true });

  await app.work();
  await vi.waitFor(async () => {
    const states = await app.jobs.byIds(app.viewer.id, [begun.jobId, published.jobId, leaving.jobId]);
    expect(states.map((job) => job?.state)).toEqual(['COMPLETED', 'COMPLETED', 'FAILED']);
  });
  expect(await partsOf(begun.id)).toBe(1);
  expect(await partsOf(published.id)).toBe(1);
  const found = await app.memory.recall(app.viewer, { query: 'masts', limit: 10 });
  expect(found.map(({ memory }) => memory.documentId).sort()).toEqual([begun.id, published.id].sort());
  await vi.waitFor(async () => expect([await partsOf(failed.id), await partsOf(leaving.id)]).toEqual([0, 0]), {
    timeout: 100_000,
    interval: 500,
  });
}, 120_000);

it('of two with one name that are read at once the one that was sent last is there', async () => {
  const sent: { id: string; jobId: string }[] = [];
  for (let at = 0; at < 4; at++) sent.push(await send('race.txt', `Edition ${at} of the race.`));
  await vi.waitFor(
    async () => {
      const jobs = await app.jobs.byIds(
        app.viewer.id,
        sent.map(({ jobId }) => jobId),
      );
      expect(jobs.map((job) => job?.state)).toEqual(sent.map(() => 'COMPLETED'));
    },
    { timeout: 60_000 },
  );
  const where = { name: 'race.txt', state: 'READY' } as const;
  expect(await app.database.prisma.document.findMany({ where, select: { id: true } })).toEqual([
    { id: sent.at(-1)?.id },
  ]);
  const found = await app.memory.recall(app.viewer, { query: 'edition race', limit: 10 });
  expect(found.map(({ memory }) => memory.content)).toEqual(['Edition 3 of the race.']);
});
