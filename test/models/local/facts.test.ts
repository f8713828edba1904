import { describe, expect, it } from 'vitest';
import { subjectOf } from '../../../src/language/fact-subject.ts';
import { readFacts } from '../../../src/models/local/facts/facts.ts';

const contents = (message: string) => readFacts(message).map(({ content }) => content);

describe('local/lex reads facts', () => {
  it.each([
    ['I live in Oslo, what time is it?', ['I live in Oslo']],
    ['Hi, I work as a nurse and my sister lives in Bergen.', ['I work as a nurse', 'my sister lives in Bergen']],
    ["I'm allergic to nuts, so please suggest a dessert", ["I'm allergic to nuts"]],
    ['I like tea but I hate coffee!', ['I like tea', 'I hate coffee']],
    ['my name is Anna. what can you do?', ['my name is Anna']],
    ['We moved to Rome last week. Which museums are open?', ['We moved to Rome last week']],
    ['By the way, call me Bo', ['call me Bo']],
    ['I have two cats; my dog is called Rex', ['I have two cats', 'my dog is called Rex']],
    ['I was born on 5 May 1980', ['I was born on 5 May 1980']],
    ['I live in Oslo. No, I live in Bergen.', ['I live in Bergen']],
  ])('in %j', (message, facts) => {
    expect(contents(message)).toEqual(facts);
  });

  it.each([
    '',
    'hello',
    'do I live in Oslo?',
    'if I live in Oslo, what then',
    'Translate: I live in Oslo',
    'what is the weather, I live in Oslo',
    'She said "I live in Oslo"',
    'Imagine I live in Oslo',
    'I love it',
    'I need help with my homework',
    'You told me: "my sister lives in Oslo".',
    `I live in Oslo. ${'And so on. '.repeat(9)}`,
    `I live in Oslo ${'x'.repeat(4_000)}`,
  ])('but none in %j', (message) => {
    expect(contents(message)).toEqual([]);
  });

  it('and knows which of them it was asked to keep', () => {
    expect(readFacts('remember that my locker is 12, what time is it?')).toEqual([
      { content: 'my locker is 12', subject: undefined, isAsked: true },
    ]);
    expect(readFacts('my boss is Anna')).toEqual([{ content: 'my boss is Anna', subject: 'boss', isAsked: false }]);
  });
});

describe('a fact is about the same', () => {
  it.each([
    ['I live in Oslo', 'we moved to Bergen', 'home'],
    ["I'm living in Oslo", 'I now live near Rome', 'home'],
    ['I work as a nurse', 'I am working as a pilot', 'job'],
    ['I work at Acme', 'I currently work for Initech', 'employer'],
    ['I like tea', 'I hate tea', 'taste.tea'],
    ['I really love green tea', "I don't like green tea", 'taste.green tea'],
    ['I have two cats', 'I have a cat', 'number.cat'],
    ["my sister's birthday is on 5 May", 'My sister’s birthday is in June', 'my.sister.birthday'],
    ['my sister is called Anna', 'our sister is named Eva', 'my.sister.name'],
    ['my sister lives in Oslo', 'my sister moved to Rome', 'my.sister.home'],
    ['My favourite colour is blue', 'my favorite color is now red', 'favorite color'],
    ["I'm allergic to nuts", 'I am no longer allergic to nuts', 'allergy.nuts'],
    ['I am 41 years old', "I'm 42", 'age'],
    ['I was born in May 1980', 'I was born on 5 May', 'birthday'],
  ])('%j and %j', (one, other, subject) => {
    expect([subjectOf(one), subjectOf(other)]).toEqual([subject, subject]);
  });

  it('but not where signs tell things apart', () => {
    const facts = ['I like C', 'I like C#', 'I like C++', 'I like 🍕', 'I like 🍔'];
    expect(new Set(facts.map(subjectOf)).size).toBe(facts.length);
  });

  it.each([
    'my sister is a nurse',
    'my dog is old',
    'I have a black cat',
    'I speak French',
    'I live in Oslo and work as a nurse',
    'my locker is 12',
    'I live',
    `my favourite book is ${'x'.repeat(300)}`,
  ])('as nothing else: %j', (fact) => {
    expect(subjectOf(fact)).toBeUndefined();
  });
});
