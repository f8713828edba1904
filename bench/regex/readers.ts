import { titleFrom } from '../../src/chat/conversations/title.ts';
import { readReplyCursor } from '../../src/chat/replies/log/reply-cursor.ts';
import { readSearchQuery } from '../../src/chat/search/search-query.ts';
import { snippetOf } from '../../src/chat/search/snippet.ts';
import { createWording } from '../../src/chat/search/words/wording.ts';
import { readConfig } from '../../src/config/config.ts';
import { createOriginGate } from '../../src/edge/origin/origin-gate.ts';
import { readAccept } from '../../src/edge/request/accept.ts';
import { readQueryParams } from '../../src/edge/request/query-params.ts';
import { readRequestId } from '../../src/edge/request/request-id.ts';
import { decodeGlobalId } from '../../src/global-id.ts';
import { readDateTime } from '../../src/graphql/scalars.ts';
import { contentWords } from '../../src/language/content-words.ts';
import { subjectOf } from '../../src/language/fact-subject.ts';
import { fold } from '../../src/language/fold.ts';
import { isQuestion, splitSentences, withoutEnding } from '../../src/language/sentences.ts';
import { analyse } from '../../src/language/terms/analysis.ts';
import { english } from '../../src/language/terms/english.ts';
import { TextCleaner } from '../../src/language/text-cleaner.ts';
import { countWords } from '../../src/language/words.ts';
import { keyText } from '../../src/lmdb/key-text.ts';
import { holdsCardNumber, holdsIban } from '../../src/memory/facts/check-digits.ts';
import { type Members, readListInProse } from '../../src/memory/facts/list-in-prose.ts';
import { mayHoldFact } from '../../src/memory/facts/may-hold-fact.ts';
import { looksSecret } from '../../src/memory/facts/secret-text.ts';
import { toModelError } from '../../src/models/failures/failure-message.ts';
import { answerPrompt } from '../../src/models/local/answer.ts';
import { calculate } from '../../src/models/local/arithmetic/arithmetic.ts';
import { isCalculation, readExpression } from '../../src/models/local/arithmetic/expression.ts';
import { readClockQuestion } from '../../src/models/local/clock/clock.ts';
import { readFacts } from '../../src/models/local/facts/facts.ts';
import { readStatement } from '../../src/models/local/facts/statement.ts';
import { readIntents } from '../../src/models/local/intents.ts';
import { matchMemories } from '../../src/models/local/recall/memory-match.ts';
import { extractSummary, summaryLength } from '../../src/models/local/summary.ts';
import { NO_MEMORY } from '../../src/models/model.ts';
import { toSentPrompt } from '../../src/models/prompt/prompt-messages.ts';
import { readEndpoint } from '../../src/models/providers/http/endpoint.ts';
import { readRetryAfter } from '../../src/models/providers/http/retry-after.ts';
import { createOllamaProvider } from '../../src/models/providers/ollama.ts';
import { readRowLine } from '../../src/moving/export-format.ts';
import { isStorableText } from '../../src/parse-input.ts';

/** A function of Lex that reads the text of a model, a user or a client. It may refuse a text by throwing. */
export interface Reader {
  readonly name: string;
  read(text: string): unknown;
  /** The longest text that is read, in UTF-16 units. @default no text is too long */
  readonly longest?: number;
}

const NOW = new Date();
const memoryOf = (content: string) => ({ id: 'a', content, score: 1, reasons: [] });
const promptOf = (content: string) => ({
  messages: [{ role: 'user' as const, content }],
  voiceMode: false,
  memory: { ...NO_MEMORY, recalled: [memoryOf(content)], recall: () => Promise.resolve([memoryOf(content)]) },
  now: NOW,
});
const provider = createOllamaProvider({ baseUrl: undefined });
const gate = createOriginGate({ host: '127.0.0.1', allowedOrigins: [], allowedHosts: [] });

export const READERS: readonly Reader[] = [
  { name: 'title of a conversation', read: (text) => titleFrom(text, text) },
  {
    name: 'facts in a model’s answer',
    read: (text) => readListInProse(text, (members: Members) => members.get('fact')),
  },
  { name: 'text of a model, cleaned', read: cleaned },
  { name: 'prompt for a model', read: (text) => toSentPrompt(promptOf(text)) },
  { name: 'facts in a message', read: readFacts, longest: 4_000 },
  { name: 'intents of a message', read: readIntents, longest: 4_000 },
  { name: 'intents of a long message', read: readIntents },
  { name: 'whole answer of local/lex', read: (text) => answerPrompt(promptOf(text), new AbortController().signal) },
  { name: 'sentences', read: splitSentences },
  { name: 'whether it asks', read: isQuestion },
  { name: 'sentence without its ending', read: withoutEnding },
  { name: 'statement', read: readStatement },
  { name: 'subject of a fact', read: subjectOf, longest: 200 },
  { name: 'calculation', read: calculated, longest: 200 },
  { name: 'question for the time', read: readClockQuestion, longest: 80 },
  { name: 'words with a meaning', read: contentWords },
  { name: 'number of words', read: countWords },
  { name: 'search', read: (text) => readSearchQuery(text, english), longest: 500 },
  { name: 'words of a message', read: (text) => createWording(english).vectorOf('a', text) },
  { name: 'snippet', read: (text) => snippetOf(text, readSearchQuery(text.slice(0, 500), english), english) },
  { name: 'summary', read: (text) => extractSummary(text, summaryLength(text)) },
  { name: 'memories that match', read: (text) => matchMemories(text, [memoryOf(text)]) },
  { name: 'terms for the index', read: (text) => analyse(text) },
  { name: 'folded word', read: fold },
  { name: 'whether it is a secret', read: looksSecret },
  { name: 'card number', read: holdsCardNumber },
  { name: 'account number', read: holdsIban },
  { name: 'whether it may hold a fact', read: mayHoldFact },
  { name: 'whether it can be stored', read: isStorableText },
  { name: 'key of LMDB', read: keyText },
  { name: 'row of an export', read: readRowLine },
  { name: 'error of a provider', read: refused },
  { name: 'Retry-After', read: (text) => readRetryAfter({ get: () => text }, NOW.getTime()) },
  { name: 'address of a provider', read: (text) => readEndpoint(`http://localhost/${text}`, 'missing') },
  {
    name: 'settings',
    read: (text) => readConfig({ COMPATIBLE_BASE_URL: text, LEX_ALLOWED_ORIGINS: text, LEX_MODEL: text }),
  },
  {
    name: 'Host and Origin',
    read: (text) => [gate.check({ host: text }), gate.check({ host: 'localhost', origin: text })],
  },
  { name: 'Accept', read: readAccept },
  { name: 'x-request-id', read: (text) => readRequestId({ 'x-request-id': text }) },
  { name: 'query string', read: (text) => readQueryParams(new URLSearchParams(`variables=${text}`)) },
  { name: 'global id', read: (text) => decodeGlobalId(text) },
  { name: 'cursor of a reply', read: readReplyCursor },
  { name: 'instant', read: readDateTime },
];

/** A text in pieces, as it arrives. */
function cleaned(text: string): string {
  const cleaner = new TextCleaner();
  let out = '';
  for (let at = 0; at < text.length; at += 3) out += cleaner.push(text.slice(at, at + 3));
  return out + cleaner.end();
}

async function calculated(text: string): Promise<unknown> {
  const expression = readExpression(text);
  return expression && isCalculation(expression) ? await calculate(expression) : undefined;
}

function refused(detail: string): Error {
  const failure = {
    kind: 'status',
    status: 400,
    form: 'error',
    retryAfterMs: undefined,
    isSpent: false,
    detail,
  } as const;
  return toModelError(failure, provider, undefined);
}
