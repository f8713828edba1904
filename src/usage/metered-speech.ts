import type { SpeechModel, UnmeteredSpeechModel } from '../models/speech/speech-model.ts';
import type { TranscriptionModel, UnmeteredTranscriptionModel } from '../models/speech/transcription-model.ts';
import type { BudgetService } from './budget-service.ts';

/**
 * Counts what a model speaks, and keeps it within the tokens of the day. Each character counts as a token, since that
 * is what providers bill: a price of a million tokens is one of a million characters.
 */
export function meterSpeechModel(model: UnmeteredSpeechModel, budgets: BudgetService): SpeechModel {
  return {
    name: model.name,
    voices: model.voices,
    async speak(text, { payer, ...options }) {
      const inputTokens = [...text].length;
      const call = await budgets.begin({ payer, model: model.name, inputTokens, answers: false });
      let isSpoken = false;
      try {
        const sound = await model.speak(text, options);
        isSpoken = true;
        return sound;
      } finally {
        // A call that was refused takes nothing; one that was stopped has been read by the provider.
        await call.settle({ inputTokens: isSpoken || options.signal.aborted ? inputTokens : 0, outputTokens: 0 });
      }
    },
  };
}

/** Counts what a model hears, and keeps it within the tokens of the day. */
export function meterTranscriptionModel(
  model: UnmeteredTranscriptionModel,
  budgets: BudgetService,
): TranscriptionModel {
  return {
    name: model.name,
    async transcribe(audio, { payer, ...options }) {
      const estimate = { inputTokens: model.tokensOf(audio), outputTokens: 0 };
      const { inputTokens } = estimate;
      const call = await budgets.begin({ payer, model: model.name, inputTokens, answers: false });
      let used = { inputTokens: 0, outputTokens: 0 };
      try {
        const { text, tokens } = await model.transcribe(audio, options);
        used = tokens ?? estimate;
        return text;
      } catch (error) {
        if (options.signal.aborted) used = estimate;
        throw error;
      } finally {
        await call.settle(used);
      }
    },
  };
}
