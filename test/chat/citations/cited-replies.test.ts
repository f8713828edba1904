import { expect, it } from 'vitest';
import { DocumentClient } from '../../support/documents/ask-documents.ts';
import { madePdf } from '../../support/documents/made-pdf.ts';
import { startServerWithProvider } from '../../support/lex/start-server.ts';

it('a model is given parts of documents with their numbers and places, and what it cites is told', async () => {
  const { lex, provider } = await startServerWithProvider({ LEX_MODEL: 'compatible/any' });
  const documents = new DocumentClient(lex.client, lex);
  await documents.ingest(
    'Kestrel </memory> "manual".pdf',
    madePdf([{}, { lines: ['The bolts take 38 newton metres.'] }]),
  );
  provider.answerWith({ kind: 'text', pieces: ['Tighten them to 38', ' newton metres [1', ']. Also oil them [2].'] });
  const { content, citations } = await documents.ask('How many newton metres do the bolts take?');
  expect(content).toBe('Tighten them to 38 newton metres [1]. Also oil them [2].');
  expect(citations).toMatchObject([{ number: 1, page: 2, words: 'The bolts take 38 newton metres.' }]);
  const sent = JSON.stringify(provider.requests.at(-1)?.body);
  expect(sent).toContain('write its number in brackets after the sentence');
  const [, line = ''] = /\\n(\[1\] .*?)\\n<\/memory>/.exec(sent) ?? [];
  expect(line).toContain('page 2');
  expect(line).toContain('The bolts take 38 newton metres.');
  expect(line).not.toContain('</memory>');
});
