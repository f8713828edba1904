import { describe, expect, it } from 'vitest';
import { MAX_ANSWER_BYTES } from '../../../src/edge/limits/answer-size.ts';
import { openAcknowledged, subscribe } from '../../support/clients/raw-socket.ts';
import { NEWS } from '../../support/edge/edge-schema.ts';
import { startEdge } from '../../support/edge/start-edge.ts';
import { type Ask, byGet, overHttp, overSocket, overSse, type Payload } from '../../support/edge/ways-to-ask.ts';

const limit = { name: 'answerBytes', was: expect.any(Number), allowed: MAX_ANSWER_BYTES };
const TOO_LONG = {
  errors: [
    { message: expect.stringContaining('ask for fewer at a time'), extensions: { code: 'BAD_USER_INPUT', limit } },
  ],
};

/** The same text under so many names. */
const aliased = (count: number, field: string): string =>
  `{ ${Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ')} }`;

const LONG: readonly (readonly [what: string, payload: Payload])[] = [
  ['one text', { query: `{ large(characters: ${MAX_ANSWER_BYTES}) }` }],
  ['texts that are long together', { query: aliased(9, 'large(characters: 1000000)') }],
  ['letters of three bytes', { query: '{ echo(text: "好", times: 3000000) }' }],
  ['characters that are escaped', { query: '{ echo(text: "\\u0001", times: 1500000) }' }],
];

describe.each<[string, Ask]>([
  ['HTTP', overHttp],
  ['HTTP with GET', byGet],
  ['SSE', overSse],
  ['a socket', overSocket],
])('over %s', (_, ask) => {
  it.each(LONG)('an answer with %s is refused, and others are given', async (__, payload) => {
    const edge = await startEdge();
    const answer = await ask(edge, payload);
    expect(answer).toMatchObject(TOO_LONG);
    expect(answer).not.toHaveProperty('data');
    expect(await ask(edge, { query: '{ hello }' })).toEqual({ data: { hello: 'world' } });
  });

  it('an answer as long as may be is given', async () => {
    const edge = await startEdge();
    const around = '{"data":{"large":""}}'.length;
    const query = `{ large(characters: ${MAX_ANSWER_BYTES - around}) }`;
    expect(JSON.stringify(await ask(edge, { query }))).toHaveLength(MAX_ANSWER_BYTES);
  });
});

describe('over HTTP', () => {
  const spec = { accept: 'application/graphql-response+json' };

  it('the status says that the request is at fault, to clients that read one', async () => {
    const { post } = await startEdge();
    for (const [, payload] of LONG) {
      expect((await post(payload, spec)).status).toBe(400);
      expect((await post(payload, { accept: 'application/json' })).status).toBe(200);
    }
  });

  it('what is kept is bounded too, and is given when there is less of it', async () => {
    const { post, signals } = await startEdge();
    const note = { owner: 'local', text: '\u0001'.repeat(700_000) };
    signals.notes = [
      { id: '1', ...note },
      { id: '2', ...note },
    ];
    const ask = async () => (await post({ query: '{ notes { text } }' })).json();
    expect(await ask()).toMatchObject(TOO_LONG);
    signals.notes.pop();
    expect(await ask()).toEqual({ data: { notes: [{ text: note.text }] } });
  });

  it.each([
    ['while they are made', 'large(characters: 3000000)'],
    ['when they are written', 'echo(text: "\\u0001", times: 600000)'],
  ])('a batch has the bound of one answer, %s', async (_, field) => {
    const { post } = await startEdge();
    const text = await (await post(Array.from({ length: 6 }, () => ({ query: `{ ${field} }` })))).text();
    expect(text.length).toBeLessThan(MAX_ANSWER_BYTES + 10_000);
    const answers: unknown[] = JSON.parse(text);
    expect(answers).toHaveLength(6);
    expect(answers[0]).toHaveProperty('data');
    expect(answers[5]).toMatchObject(TOO_LONG);
  });

  it('a batch that has got too long runs no more mutations', async () => {
    const { post } = await startEdge();
    const query = 'mutation { rememberMany(input: [{ content: "tea" }]) }';
    const batch = [{ query }, ...Array.from({ length: 3 }, () => LONG[0]?.[1]), { query }];
    const answers = await (await post(batch)).json();
    expect(answers[0]).toEqual({ data: { rememberMany: 1 } });
    expect(answers[4]).toMatchObject(TOO_LONG);
  });
});

it.each(['feed', 'letters'])(
  'an event of %s that is too long is told as such, and the next one comes',
  async (field) => {
    const edge = await startEdge();
    const socket = await openAcknowledged(edge);
    socket.send(subscribe('1', `subscription { ${field} { text } }`));
    const told = async (text: string) => {
      await expect.poll(() => edge.signals.news.subscriptions).toBeGreaterThan(0);
      edge.signals.news.publish(NEWS, { key: text.slice(0, 3), text });
      return socket.next();
    };
    expect(await told('x'.repeat(MAX_ANSWER_BYTES))).toMatchObject({ id: '1', payload: TOO_LONG });
    expect(await told('tea')).toMatchObject({ id: '1', payload: { data: { [field]: { text: 'tea' } } } });
  },
);
