/** What an attacker sends again and again. */
export interface Attack {
  readonly name: string;
  readonly body: string;
  /** Instead of the key of a user. */
  readonly authorization?: (turn: number) => string;
}

const many = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(' ');

const asked = (name: string, query: string): Attack => ({ name, body: JSON.stringify({ query }) });

/** Each fragment spreads the next one twice. */
const doubling = many(100, (index) => {
  const next = index < 99 ? `...F${index + 1} ...F${index + 1}` : 'viewer { name }';
  return `fragment F${index} on Query { ${next} }`;
});

const open = 'conversation { messages(first: 100) { edges { node { ';
const pages = '{ messages(first: 20) { edges { node { id content } } } }';
const dear = `{ conversations(first: 100) { edges { node ${pages} } } }`;
const words = many(40, (index) => `key door red opens word${index}`);
const json = (text: string) => `{"query":"{ viewer { name } }","variables":{"unused":${text}}}`;

/** One of each kind that the tests know: refused documents, dear ones that are allowed, bodies, and keys of nobody. */
export const ATTACKS: readonly Attack[] = [
  asked('1,000 aliases', `{ ${many(1_000, (index) => `a${index}: viewer { name }`)} }`),
  asked(
    '40 levels',
    `{ jobs { edges { node { ${'conversation { lastMessage { '.repeat(20)} id ${'} }'.repeat(20)} } } } }`,
  ),
  asked('fragments that double', `{ ...F0 } ${doubling}`),
  asked('one field 2,000 times', `{ viewer { ${'name '.repeat(2_000)} } }`),
  asked('200 directives', `{ viewer { name ${'@include(if: true) '.repeat(200)} } }`),
  asked('5,000 tokens that are no field', `{ ${many(2_400, (index) => `x${index}`)} }`),
  asked(
    'lists in lists',
    `{ conversation(id: "Q") { messages(first: 100) { edges { node { ${open.repeat(2)} id ${' }'.repeat(8)} } } } } }`,
  ),
  asked(
    'introspection in circles',
    `{ __schema { types { ${'fields { type { '.repeat(6)} name ${'} }'.repeat(6)} } } }`,
  ),
  asked('all that is allowed', dear),
  asked(
    'the dearest recall',
    `{ explainRecall(query: "${words}", limit: 100) { words { word } neighbours { word } } }`,
  ),
  { name: 'a batch of ten', body: JSON.stringify(Array.from({ length: 10 }, () => ({ query: dear }))) },
  { name: 'a million bytes of JSON', body: json(`[${'0,'.repeat(500_000)}0]`) },
  { name: 'four million bytes of JSON', body: json(`[${'0,'.repeat(2_000_000)}0]`) },
  { name: 'JSON 100,000 deep', body: json('['.repeat(100_000) + ']'.repeat(100_000)) },
  {
    name: 'a key of nobody',
    body: json('0'),
    authorization: (turn) => `Bearer lex_${String(turn).padStart(32, 'x')}`,
  },
  {
    name: 'a token without a signature',
    body: json('0'),
    authorization: (turn) =>
      `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${btoa(`{"sub":"${turn}"}`)}.`,
  },
];
