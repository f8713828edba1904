import { describe, expect, it } from 'vitest';
import { LexModel } from '../../../src/models/local/lex-model.ts';
import { costsLessThan } from '../../support/costs-less-than.ts';
import { ask, ListMemory, promptOf } from '../prompt.ts';

const say = async (message: string, memory = new ListMemory()) =>
  (await ask(new LexModel(), promptOf(message, { memory }))).text;

/** Recalls everything, and says why. */
class WholeMemory extends ListMemory {
  reasons: readonly string[] = [];
  override async recall() {
    return this.recalled.map((each) => ({ ...each, reasons: this.reasons }));
  }
}

const NOTHING_SET = 'no language model is set';

describe('local/lex remembers', () => {
  it.each([
    ['Remember that my sister lives in Oslo.', 'my sister lives in Oslo'],
    ['please remember my locker is 12', 'my locker is 12'],
    ["Don't forget that Anna is my boss!", 'Anna is my boss'],
    ['Hi Lex, could you remember: the key is under the mat', 'the key is under the mat'],
    ['remember to buy milk', 'remember to buy milk'],
    ['My dentist is Dr. Smith', 'My dentist is Dr. Smith'],
    ['my favourite colour is green', 'my favourite colour is green'],
    ['my sister lives in Oslo', 'my sister lives in Oslo'],
    ['I live in Bergen', 'I live in Bergen'],
    ['I am allergic to peanuts', 'I am allergic to peanuts'],
    ["I don't like coffee", "I don't like coffee"],
    ['I have two cats', 'I have two cats'],
    ['Remember that 我喜欢喝绿茶', '我喜欢喝绿茶'],
    ['记住我喜欢喝绿茶', '我喜欢喝绿茶'],
    ['请记住：我妹妹住在奥斯陆。', '我妹妹住在奥斯陆'],
    ['妹は東京に住んでいると覚えておいてください。', '妹は東京に住んでいる'],
    ['여동생은 서울에 산다는 것을 기억해 줘', '여동생은 서울에 산다'],
    ['Merk dir, dass Anna in Bonn wohnt.', 'Anna in Bonn wohnt'],
    ['N’oublie pas que j’habite à Lyon', 'j’habite à Lyon'],
    ['Запомни, что я живу в Риге', 'я живу в Риге'],
    ['Remember that the gate is open. It closes at 9', 'the gate is open. It closes at 9'],
    ['remember   "the  code is 1"', 'the code is 1'],
  ])('%j', async (message, fact) => {
    const memory = new ListMemory();
    expect(await say(message, memory)).toBe(`I'll remember: "${fact}".`);
    expect(memory.contents).toEqual([fact]);
  });

  it.each([
    'where does my sister live?',
    'what is my favourite colour',
    'my sister lives where?',
    'is my name Ann',
    'do I like coffee',
    'can you remember that I have a dog?',
    'remember what I said about my dog',
    'do you remember my sister',
    'I live in Oslo?',
    'I love you',
    'I like it',
    'I need help with my homework',
    'I have a question',
    'My computer is broken, can you help me',
    'Write a poem about my sister who lives in Oslo',
    'summarise: I live in Oslo. My dog is old. It barks. It is nice.',
    'remember',
    `remember that ${'x '.repeat(1_500)}`,
    `remember that ${'x '.repeat(10_000)}`,
    'My house is old. '.repeat(9),
  ])('nothing of %j', async (message) => {
    const memory = new ListMemory();
    await say(message, memory);
    expect(memory.contents).toEqual([]);
  });

  it('the statement and not the question after it', async () => {
    const memory = new ListMemory();
    expect(await say('Hi! Remember that my sister likes tea. What time is it?', memory)).toBe(
      'I\'ll remember: "my sister likes tea".\nIt is 14:05 in UTC, on Friday, 13 November 2026.',
    );
    expect(memory.contents).toEqual(['my sister likes tea']);
  });

  it('nothing when it is aborted', async () => {
    const memory = new ListMemory();
    const prompt = promptOf('I live in Oslo', { memory });
    await expect(ask(new LexModel(), prompt, AbortSignal.abort())).rejects.toThrow('aborted');
    expect(memory.contents).toEqual([]);
  });
});

describe('local/lex recalls', () => {
  const memory = () =>
    new ListMemory(
      'my sister lives in Oslo',
      'my favourite colour is green',
      'my dentist appointment is on 3 May',
      'Anna is my boss',
      'I hate coffee',
      'I live in Bergen',
    );

  it.each([
    ['what do you know about my sister?', 'You told me: "my sister lives in Oslo".'],
    ['What do you remember about Anna', 'You told me: "Anna is my boss".'],
    ['tell me about my dentist', 'You told me: "my dentist appointment is on 3 May".'],
    ['where does my sister live?', 'You told me: "my sister lives in Oslo".'],
    ['what is my favorite color?', 'You told me: "my favourite colour is green".'],
    ['When is my dentist appointment?', 'You told me: "my dentist appointment is on 3 May".'],
    ['who is Anna?', 'You told me: "Anna is my boss".'],
    ['where do I live', 'You told me: "I live in Bergen".'],
    ['do I like coffee?', 'I don\'t know exactly. You told me: "I hate coffee".'],
  ])('%j', async (question, answer) => {
    expect(await say(question, memory())).toBe(answer);
  });

  it.each(['where does my brother live?', 'what is my name?', 'what do you know about my boat?'])(
    'nothing for %j, and says so',
    async (question) => {
      expect(await say(question, memory())).toBe("I don't know: you haven't told me. If you do, I will remember it.");
    },
  );

  const told = () =>
    new ListMemory(
      'my car is red',
      'My son is 7',
      'my dog is called Rex',
      'My flight to Rome is on 3 May',
      'I like sushi',
      'my mother’s name is Ann',
      '我喜欢喝绿茶',
      '我妹妹住在奥斯陆',
      'Meine Schwester wohnt in Hamburg',
      'Ma sœur habite à Lyon',
      'Моя сестра живёт в Риге',
      '妹は東京に住んでいます',
    );

  it.each([
    ['What colour is my car?', 'my car is red'],
    ['How old is my son?', 'My son is 7'],
    ["What's my dog's name?", 'my dog is called Rex'],
    ['Do I have a dog?', 'my dog is called Rex'],
    ['When do I fly to Rome?', 'My flight to Rome is on 3 May'],
    ['What food do I like?', 'I like sushi'],
    ['我妹妹住在哪里？', '我妹妹住在奥斯陆'],
    ['我喜欢喝什么', '我喜欢喝绿茶'],
    ['Wo wohnt meine Schwester?', 'Meine Schwester wohnt in Hamburg'],
    ['Où habite ma sœur ?', 'Ma sœur habite à Lyon'],
    ['Где живёт моя сестра?', 'Моя сестра живёт в Риге'],
    ['妹はどこに住んでいますか？', '妹は東京に住んでいます'],
  ])('what %j is about, though the answer has other words', async (question, memory) => {
    expect(await say(question, new WholeMemory(...told().contents))).toContain(`You told me: "${memory}".`);
  });

  it.each([
    'What colour is my bike?',
    'What is my favourite film?',
    'Where does my brother live?',
    '我的猫叫什么？',
    'Wie heißt mein Hund?',
    'What is the capital of France?',
    'Who is the president?',
    '犬は何歳ですか？',
  ])('nothing that has nothing to do with %j', async (question) => {
    expect(await say(question, new WholeMemory(...told().contents))).not.toContain('You told me');
  });

  it('what recall brought by a form of a word that it alone knows', async () => {
    const memory = new WholeMemory('my mother is called Ann');
    memory.reasons = ['mum'];
    expect(await say('What is my mum called?', memory)).toBe('You told me: "my mother is called Ann".');
    memory.reasons = ['next to a match'];
    expect(await say('What is my mum called?', memory)).toContain("I don't know");
  });

  it('nothing for a question that is not about the user, and says why', async () => {
    expect(await say('what is the capital of France?', memory())).toContain(NOTHING_SET);
  });
});

describe('local/lex forgets', () => {
  const memory = () => new ListMemory('my sister lives in Oslo', 'my sister likes tea', 'my boss is Anna');

  it('what it is told to, and quotes it', async () => {
    const kept = memory();
    expect(await say('forget that my sister lives in Oslo', kept)).toBe('I forgot: "my sister lives in Oslo".');
    expect(kept.contents).toEqual(['my sister likes tea', 'my boss is Anna']);
  });

  it.each(['forget about my sister', 'Please forget everything you know about my sister!'])(
    'all about a subject: %s',
    async (message) => {
      const kept = memory();
      expect(await say(message, kept)).toContain('I forgot: ');
      expect(kept.contents).toEqual(['my boss is Anna']);
    },
  );

  it.each([
    ['forget about my brother', 'I found nothing about that to forget.'],
    ['forget that my sister lives in Rome', 'I found nothing about that to forget.'],
    ['forget everything', 'forgetAll'],
    ['forget it', 'What shall I forget?'],
    ["don't forget my sister likes tea", "I'll remember"],
  ])('nothing when told: %s', async (message, answer) => {
    const kept = memory();
    expect(await say(message, kept)).toContain(answer);
    expect(kept.contents).toEqual(expect.arrayContaining(memory().contents));
  });
});

describe('local/lex answers', () => {
  it.each([
    ['what time is it?', 'It is 14:05 in UTC, on Friday, 13 November 2026.'],
    ['Could you tell me what time it is?', 'It is 14:05 in UTC, on Friday, 13 November 2026.'],
    ['What time is it in Tokyo?', 'It is 23:05 in Tokyo, on Friday, 13 November 2026.'],
    ['What time is it in São Paulo right now?', 'It is 11:05 in São Paulo, on Friday, 13 November 2026.'],
    ['what time is it in Mumbai', 'It is 19:35 in Mumbai, on Friday, 13 November 2026.'],
    ['Tokyo time?', 'It is 23:05 in Tokyo, on Friday, 13 November 2026.'],
    ['What time is it in UTC+5:30?', 'It is 19:35 in UTC+05:30, on Friday, 13 November 2026.'],
    ['what time is it in GMT-3', 'It is 11:05 in UTC-03:00, on Friday, 13 November 2026.'],
    ['What day is it in Pacific/Auckland?', 'Today is Saturday, 14 November 2026, in Pacific/Auckland.'],
    ["what's the date?", 'Today is Friday, 13 November 2026, in UTC.'],
    ['what day is it tomorrow?', 'Tomorrow is Saturday, 14 November 2026, in UTC.'],
    ['what is 12 * 7', '12 * 7 = 84'],
    ['17% of 350', '17% of 350 = 59.5'],
    ['calculate (3+4)^2', '(3+4)^2 = 49'],
    ['Please convert 12 km to miles.', '12 km to miles = 7.45645430685 miles'],
    ['5!', '5! = 120'],
    ['1/0', "I can't work out 1/0."],
    ['thanks!', 'You are welcome.'],
    ['Danke!', 'You are welcome.'],
    ['谢谢', 'You are welcome.'],
    ['summarize this: It rained. Cats and mice sleep. Mice fear cats.', 'Cats and mice sleep.'],
    ['summarise:', 'What shall I summarise? Put the text after "summarise:".'],
  ])('%j', async (message, answer) => {
    expect(await say(message)).toBe(answer);
  });

  it.each(['Write me a poem', 'what time is it in Narnia?', '', '???', 'hola, ¿qué tal?', '2026-11-13'])(
    '%j by saying that no model is set, and how to set one',
    async (message) => {
      const answer = await say(message);
      expect(answer).toContain(NOTHING_SET);
      expect(answer).toContain('LEX_MODEL');
    },
  );

  it('the time where the user is, as the client says, or else a memory', async () => {
    const memory = new ListMemory('My time zone is America/New_York');
    const timeIn = async (timeZone?: string, kept = new ListMemory()) =>
      (await ask(new LexModel(), promptOf('What time is it?', { timeZone, memory: kept }))).text;
    expect(await timeIn('Asia/Kolkata', memory)).toBe('It is 19:35 in Asia/Kolkata, on Friday, 13 November 2026.');
    expect(await timeIn(undefined, memory)).toBe('It is 09:05 in America/New_York, on Friday, 13 November 2026.');
    expect(await timeIn()).toBe('It is 14:05 in UTC, on Friday, 13 November 2026.');
    const { text } = await ask(new LexModel(), promptOf('what day is it tomorrow?', { timeZone: 'Pacific/Auckland' }));
    expect(text).toBe('Tomorrow is Sunday, 15 November 2026, in Pacific/Auckland.');
  });

  it('what it cannot with what was recalled, when that fits', async () => {
    const memory = new ListMemory('my boat is called Ida');
    const answer = await say('Write about my boat Ida', memory);
    expect(answer).toContain('You told me: "my boat is called Ida".');
    expect(answer).toContain(NOTHING_SET);
  });

  it('who it is, honestly', async () => {
    expect(await say('who are you?')).toContain('No language model');
  });

  it('a task to summarise a conversation with sentences from it', async () => {
    const transcript = 'user: The bridge is closed.\nassistant: Then take the ferry.\nuser: Is the bridge safe?';
    const { text } = await ask(
      new LexModel(),
      promptOf([
        { role: 'system', content: 'Summarize the conversation that follows.' },
        { role: 'user', content: transcript },
      ]),
    );
    expect(text).not.toBe('');
    expect(transcript).toContain(text);
  });

  it('for the ear without names of settings', async () => {
    const { text } = await ask(new LexModel(), promptOf('Write me a poem', { voiceMode: true }));
    expect(text).toContain(NOTHING_SET);
    expect(text).not.toContain('LEX_MODEL');
  });
});

describe('the stream of local/lex', () => {
  it('comes in words, and counts them', async () => {
    const said = await ask(new LexModel(), promptOf('forget about my brother'));
    expect(said.pieces.slice(0, 3)).toEqual(['I ', 'found ', 'nothing ']);
    expect(said.end).toEqual({ kind: 'end', finishReason: 'STOP', inputTokens: 4, outputTokens: said.pieces.length });
  });

  it('ends with the reason when it is aborted between two words', async () => {
    const controller = new AbortController();
    const events = new LexModel().stream(promptOf('help'), { signal: controller.signal });
    await events.next();
    const reason = new Error('stopped by the user');
    controller.abort(reason);
    await expect(events.next()).rejects.toBe(reason);
  });

  it('lets others run between two words', async () => {
    const controller = new AbortController();
    setImmediate(() => controller.abort());
    await expect(ask(new LexModel(), promptOf('help'), controller.signal)).rejects.toThrow('aborted');
  });

  it('can always be reached', async () => {
    await expect(new LexModel().probe()).resolves.toBeUndefined();
  });

  const ENDLESS = [
    '.',
    'a',
    ' ',
    'my ',
    'I ',
    '1+',
    '(',
    '-',
    '"',
    '\n',
    '....x',
    'please ',
    '3 x ',
    '😀',
    '\ud800',
    '%of ',
  ];
  const BEGINNINGS = ['', 'my ', 'I like ', 'what is ', 'remember that ', 'forget ', 'summarise: '];

  it.each(ENDLESS)('comes soon, whatever is made of 32,000 characters of %j', async (unit) => {
    for (const beginning of BEGINNINGS) {
      for (const length of [32_000, 3_999]) {
        const message = `${beginning}${unit.repeat(length)}`.slice(0, length - 1);
        // A bound far above what it takes (some milliseconds), and far below what backtracking would.
        await costsLessThan(1_000, () => say(`${message}x`));
      }
    }
  });
});
