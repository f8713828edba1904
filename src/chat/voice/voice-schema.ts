import { access } from '../../graphql/access-rule.ts';
import { builder } from '../../graphql/builder.ts';
import { CostRule, READS_ROW } from '../../graphql/cost-rule.ts';
import { MessageRef } from '../messages/message-ref.ts';

/** A provider is asked, which takes seconds and costs money. */
const TRANSCRIBES = new CostRule({ own: 5_000 });

builder.objectField(MessageRef, 'audioUrl', (t) =>
  t.string({
    nullable: true,
    description:
      'Where its audio is, as a path at this server with a signature that holds for an hour: a WAV file. Null until ' +
      'it is made, and of messages that are not spoken. `conversationUpdated` tells when it is there.',
    extensions: { cost: READS_ROW },
    resolve: ({ id, role, voiceMode }, _, { loaders }) =>
      role === 'ASSISTANT' && voiceMode ? loaders.audioUrlByMessage.load(id) : null,
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
    language: t.string({ description: 'Two letters, as ISO 639-1 names it; left out: the model finds out.' }),
  }),
});

builder.mutationField('transcribe', (t) =>
  t.string({
    description: 'Writes down what is said in a recording. It is kept nowhere.',
    extensions: { cost: TRANSCRIBES, ...access('CHAT') },
    args: { input: t.arg({ type: TranscribeInput, required: true, description: 'The recording.' }) },
    resolve: (_, { input }, { voice, signal }) => voice.transcribe(input, signal),
  }),
);
