import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { JobDocument, SummarizeConversationDocument } from '../../src/generated/graphql.ts';
import { encodeGlobalId } from '../../src/global-id.ts';
import { checkAccessibility } from '../support/console/check-accessibility.ts';
import { consoleBrowser } from '../support/console/console-browser.ts';
import { type ConsoleOptions, openConsole } from '../support/console/open-console.ts';
import { startServerWithProvider, type TestServer } from '../support/lex/start-server.ts';
import type { FakeProvider } from '../support/models/fake-provider.ts';

let lex: TestServer;
let provider: FakeProvider;
beforeAll(async () => {
  ({ lex, provider } = await startServerWithProvider({ LEX_MODEL: 'compatible/fake' }));
});
beforeEach(async () => {
  provider.answerWith({ kind: 'text', pieces: ['They spoke ', 'of tea.'] });
  provider.releaseAll();
  await lex.database.prisma.job.deleteMany();
});

type Skip = (reason: string) => never;

async function openJobs(skip: Skip, options: Partial<ConsoleOptions> = {}): Promise<Page> {
  const { page } = await openConsole({ browser: await consoleBrowser(skip), url: lex.url, path: '#/jobs', ...options });
  page.setDefaultTimeout(120_000);
  await page.locator('h1').waitFor();
  return page;
}

/** A job that sums up a conversation. @returns its global id */
async function summarize(): Promise<string> {
  const { prisma } = lex.database;
  const ownerId = lex.server.app.viewer.id;
  const conversationId = randomUUID();
  await prisma.conversation.create({ data: { id: conversationId, ownerId, title: 'Talk', titled: true } });
  const message = { id: randomUUID(), ownerId, conversationId, content: 'I like tea.' };
  await prisma.message.create({ data: { ...message, role: 'USER', state: 'COMPLETED' } });
  const variables = { conversationId: encodeGlobalId('Conversation', conversationId) };
  return (await lex.client.run(SummarizeConversationDocument, variables)).summarizeConversation.id;
}

const stateOf = async (id: string) => (await lex.client.run(JobDocument, { id })).job?.state;
/** The job on the page that sums up a conversation. */
const summaryOn = (page: Page) => page.getByRole('article', { name: 'Sum up a conversation' });

describe('the page of jobs', () => {
  it('shows a job come, go on and end, and what came of it', async ({ skip }) => {
    const page = await openJobs(skip);
    await page.getByText('There are no jobs yet.').waitFor();
    provider.hold();
    await summarize();
    const job = summaryOn(page);
    await job.getByText('Running').waitFor();
    await job.getByRole('progressbar', { name: 'Progress' }).waitFor();
    provider.releaseAll();
    await job.getByText('Done').waitFor();
    expect(await job.getByRole('progressbar').count()).toBe(0);
    expect(await job.textContent()).toMatch(/Took [\d.]+ sec/u);
    await job.getByText('Result').click();
    await job.getByText('They spoke of tea.').waitFor();
  });

  it('lists those of a kind and a state alone, as they change', async ({ skip }) => {
    const page = await openJobs(skip);
    await page.getByLabel('State').selectOption('Running');
    await page.getByText('No job is of this kind and state.').waitFor();
    provider.hold();
    const id = await summarize();
    await summaryOn(page).getByText('Running').waitFor();
    provider.releaseAll();
    await expect.poll(() => stateOf(id)).toBe('COMPLETED');
    await summaryOn(page).waitFor({ state: 'detached' });
    await page.getByLabel('State').selectOption('Done');
    await summaryOn(page).waitFor();
    await page.getByLabel('Kind').selectOption('Write a reply');
    await summaryOn(page).waitFor({ state: 'detached' });
  });

  it('cancels a job and runs it again, by keyboard', async ({ skip }) => {
    provider.hold();
    const id = await summarize();
    const page = await openJobs(skip);
    await summaryOn(page).getByRole('button', { name: 'Cancel' }).press('Enter');
    await summaryOn(page).getByText('Cancelled').waitFor();
    expect(await stateOf(id)).toBe('CANCELLED');
    provider.releaseAll();
    await summaryOn(page).getByRole('button', { name: 'Run again' }).press('Enter');
    await summaryOn(page).getByText('Done').waitFor();
    expect(await stateOf(id)).toBe('COMPLETED');
  });

  it('says why a job failed and what can be done about it', async ({ skip }) => {
    provider.answerWith({ kind: 'status', status: 401 });
    await summarize();
    const page = await openJobs(skip);
    const problem = summaryOn(page).getByRole('alert');
    await problem.waitFor();
    expect(await problem.locator('p').count()).toBe(2);
    await summaryOn(page).getByRole('button', { name: 'Run again' }).waitFor();
  });

  it('shows what happened while the connection was lost', async ({ skip }) => {
    const page = await openJobs(skip);
    let isCut = false;
    let cut: (() => Promise<void>) | undefined;
    await page.routeWebSocket(/graphql/u, (socket) => {
      if (isCut) return void socket.close();
      socket.connectToServer();
      cut = () => socket.close();
    });
    await page.reload();
    provider.hold();
    const id = await summarize();
    await summaryOn(page).getByText('Running').waitFor();
    isCut = true;
    await cut?.();
    provider.releaseAll();
    await expect.poll(() => stateOf(id)).toBe('COMPLETED');
    isCut = false;
    await summaryOn(page).getByText('Done').waitFor();
  });
});

describe('the page of one job', () => {
  it('follows it to its end', async ({ skip }) => {
    provider.hold();
    const id = await summarize();
    const page = await openJobs(skip, { path: `#/jobs/${encodeURIComponent(id)}` });
    const state = page.locator('main').getByRole('status');
    await state.getByText('Running').waitFor();
    provider.releaseAll();
    await state.getByText('Done').waitFor();
    await page.getByText('They spoke of tea.').waitFor();
    await page.getByRole('link', { name: 'All jobs' }).click();
    await summaryOn(page).waitFor();
  });

  it('says that it isn’t there', async ({ skip }) => {
    const page = await openJobs(skip, { path: `#/jobs/${encodeGlobalId('Job', randomUUID())}` });
    await page.getByRole('alert').getByText('It isn’t there (any more).').waitFor();
  });
});

describe('the page of jobs for everybody', () => {
  it.for([
    { width: 390, colorScheme: 'light', language: 'en' },
    { width: 390, colorScheme: 'dark', language: 'de' },
  ] as const)('can be used at $width px, $colorScheme', async (options, { skip }) => {
    provider.answerWith({ kind: 'status', status: 401 });
    await summarize();
    const page = await openJobs(skip, options);
    await page.getByRole('alert').first().waitFor();
    await checkAccessibility(page);
    await page.locator('a.job-name').first().click();
    await page.locator('section.job-one').waitFor();
    await checkAccessibility(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
});
