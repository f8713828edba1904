import { access } from '../../graphql/access-rule.ts';
import { builder } from '../../graphql/builder.ts';
import { CostRule, READS, READS_ROW } from '../../graphql/cost-rule.ts';
import { MessageRef } from '../messages/message-ref.ts';
import type { Voice } from './speech-engine.ts';
import type { VoiceSupport } from './voice-service.ts';

/** eSpeak NG has some 130. */
const VOICES_COST = new CostRule({ size: 130 });
/** A provider is asked, which takes seconds and costs money. */
const TRANSCRIBES = new CostRule({ own: 5_000 });

builder.objectField(MessageRef, 'audioUrl', (t) =>
  t.string({
    nullable: true,
    description:
      'Where its audio is, as a path at this server with a signature that holds for an hour: a WAV file. Null until ' +
      'it is made, and of messages that are not spoken. `conversationUpdated` tells when it is there; whoever asks ' +
      'again gets an address that holds for an hour again.',
    extensions: { cost: READS_ROW },
    resolve: ({ id, role, voiceMode }, _, { loaders }) =>
      role === 'ASSISTANT' && voiceMode ? loaders.audioUrlByMessage.load(id) : null,
  }),
);

const VoiceRef = builder.objectRef<Voice>('Voice').implement({
  description: 'A voice that replies can be spoken with.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What `updateViewer` takes.' }),
    label: t.exposeString('label', { description: 'What people call it.' }),
    language: t.string({
      nullable: true,
      description: 'The language that it speaks, such as `en-gb`; null: any.',
      resolve: ({ language }) => language ?? null,
    }),
  }),
});

const VoiceSupportRef = builder.objectRef<VoiceSupport>('VoiceSupport').implement({
  description: 'What this server can speak and hear.',
  fields: (t) => ({
    speaks: t.exposeBoolean('speaks', { description: 'Whether it speaks replies.' }),
    voices: t.field({
      type: [VoiceRef],
      description: 'The voices that may be chosen; none where the operator names none of a model that has no list.',
      extensions: { cost: VOICES_COST },
      resolve: async (support) => [...(await support.voices())],
    }),
    transcribes: t.exposeBoolean('transcribes', { description: 'Whether `transcribe` writes down recordings.' }),
    recordingMaxBytes: t.exposeInt('recordingMaxBytes', {
      description: 'How many bytes a recording may have, before it is written in base64.',
    }),
  }),
});

builder.queryField('voiceSupport', (t) =>
  t.field({
    type: VoiceSupportRef,
    description: 'What this server can speak and hear.',
    extensions: { cost: READS, ...access('READ') },
    resolve: (_, __, { voice }) => voice.support,
  }),
);

const TranscribeInput = builder.inputType('TranscribeInput', {
  description: 'A recording of what somebody says.',
  fields: (t) => ({
    audio: t.string({ required: true, description: 'The recording in base64; the whole request has its usual bound.' }),
    contentType: t.string({
      required: true,
      description: 'audio/webm, audio/ogg, audio/mp4, audio/mpeg, audio/wav or audio/flac.',
    }),
    language: t.string({
      description:
        'Two letters, as ISO 639-1 names it; left out: that of `viewer.voice`, and where there is none the model ' +
        'finds out.',
    }),
  }),
});

builder.mutationField('transcribe', (t) =>
  t.string({
    description: 'Writes down what is said in a recording. It is kept nowhere. It has a rate of its own.',
    extensions: { cost: TRANSCRIBES, ...access('CHAT') },
    args: { input: t.arg({ type: TranscribeInput, required: true, description: 'The recording.' }) },
    async resolve(_, { input }, { voice, viewer, rates, signal }) {
      await rates.take(viewer, 'recordings');
      return voice.transcribe(viewer.id, input, signal);
    },
  }),
);
