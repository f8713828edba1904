import { expect, it, onTestFinished, vi } from 'vitest';
import { allModels } from '../../src/doctor/models/all-models.ts';
import { examined, look } from '../support/doctor/examined.ts';
import { startFakeProvider } from '../support/models/fake-provider.ts';
import { startSpeechProvider } from '../support/models/speech-provider.ts';

async function provided() {
  const provider = await startFakeProvider();
  onTestFinished(() => provider.close());
  const environment = {
    COMPATIBLE_BASE_URL: provider.url,
    COMPATIBLE_API_KEY: 'sk-very-secret',
    LEX_MODEL: 'compatible/one',
    LEX_MODELS: 'compatible/two, openai/three',
    LEX_EMBEDDING_MODEL: 'compatible/four',
  };
  const asks = (asksModels: boolean) => look(allModels, examined(environment, { asksModels }));
  return { provider, asks };
}

it('asks the model that comes with Lex, which costs nothing', async () => {
  expect(await look(allModels, examined({}))).toMatchObject([
    { check: 'models', state: 'ok', facts: { model: 'local/lex', asked: true } },
  ]);
});

it('asks providers alone unless it is told to ask their models, and tells of each', async () => {
  const { provider, asks } = await provided();
  const lacking = {
    state: 'warning',
    says: expect.stringContaining('OPENAI_API_KEY'),
    facts: { model: 'openai/three' },
  };
  // On a busy machine a provider's answer may come later than the doctor waits for it.
  await vi.waitFor(async () =>
    expect(await asks(false)).toMatchObject([
      { check: 'models', state: 'ok', facts: { model: 'compatible/one', asked: false } },
      { check: 'models', state: 'ok', facts: { model: 'compatible/two', asked: false } },
      lacking,
      { check: 'models.embedding', state: 'ok' },
    ]),
  );
  expect(provider.requests.filter(({ path }) => !path.endsWith('/models'))).toEqual([]);
  expect(await asks(true)).toMatchObject([
    { state: 'ok', facts: { model: 'compatible/one', asked: true } },
    { state: 'ok', facts: { model: 'compatible/two', asked: true } },
    lacking,
    { check: 'models.embedding', state: 'ok', says: expect.stringMatching(/vectors of \d+ numbers/) },
  ]);
});

it('says why a model doesn’t answer, and shows no key', async () => {
  const { provider, asks } = await provided();
  provider.answerWith({ kind: 'status', status: 401 });
  const found = await asks(true);
  expect(found.slice(0, 2)).toMatchObject([
    { check: 'models', state: 'problem', fix: expect.stringContaining('key') },
    { check: 'models', state: 'warning' },
  ]);
  expect(JSON.stringify(found)).not.toContain('very-secret');
});

it('looks at what speaks and what writes down, and says which of them is not there', async () => {
  const speech = await startSpeechProvider();
  const environment = {
    COMPATIBLE_BASE_URL: speech.url,
    COMPATIBLE_API_KEY: 'sk-very-secret',
    LEX_SPEECH_MODEL: 'compatible/says',
    LEX_TRANSCRIPTION_MODEL: 'compatible/hears',
  };
  const asks = async (asksModels: boolean) =>
    (await look(allModels, examined(environment, { asksModels }))).filter(({ check }) => check !== 'models');
  await vi.waitFor(async () =>
    expect(await asks(false)).toMatchObject([
      { check: 'models.speech', state: 'ok', facts: { model: 'compatible/says', asked: false } },
      { check: 'models.transcription', state: 'ok', facts: { model: 'compatible/hears', asked: false } },
    ]),
  );
  expect(speech.asked.map(({ path }) => path).filter((path) => path !== '/v1/models')).toEqual([]);
  expect(await asks(true)).toMatchObject([
    { check: 'models.speech', state: 'ok', says: expect.stringContaining('s of sound') },
    { check: 'models.transcription', state: 'ok', facts: { asked: true } },
  ]);
  const heard = speech.asked.find(({ path }) => path.endsWith('/audio/transcriptions'))?.body ?? '';
  expect(heard).toContain('WAVEfmt ');
  speech.answers.status = 401;
  const refused = await asks(true);
  expect(refused).toMatchObject([
    { check: 'models.speech', state: 'problem', says: expect.stringMatching(/Replies aren’t spoken\.$/) },
    { check: 'models.transcription', state: 'problem', fix: expect.stringContaining('LEX_TRANSCRIPTION_MODEL') },
  ]);
  expect(JSON.stringify(refused)).not.toContain('very-secret');
});

it('says which model keeps Lex from starting, and looks at the others', async () => {
  const environment = { LEX_TRANSCRIPTION_MODEL: 'openai/whisper-1', LEX_EMBEDDING_MODEL: 'openai/text' };
  expect(await look(allModels, examined(environment))).toMatchObject([
    { check: 'models', state: 'ok' },
    { check: 'models.embedding', state: 'problem', says: expect.stringContaining('LEX_EMBEDDING_MODEL') },
    { check: 'models.transcription', state: 'problem', says: expect.stringContaining('needs OPENAI_API_KEY') },
  ]);
});
