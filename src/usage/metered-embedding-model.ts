import type { EmbeddingModel, UnmeteredEmbeddingModel } from '../models/embeddings.ts';
import type { BudgetService } from './budget-service.ts';

/** Counts each call of an embedding model, and keeps it within the tokens of the day. */
export function meterEmbeddingModel(model: UnmeteredEmbeddingModel, budgets: BudgetService): EmbeddingModel {
  return {
    name: model.name,
    probe: (options) => model.probe(options),
    async embed(texts, { payer, onCounted: tell, ...options }) {
      const estimate = model.tokensOf(texts);
      const call = await budgets.begin({ payer, model: model.name, inputTokens: estimate, answers: false });
      let counted: number | undefined;
      let isDone = false;
      try {
        const onCounted = (tokens: number) => {
          counted = (counted ?? 0) + tokens;
        };
        const vectors = await model.embed(texts, { ...options, onCounted });
        isDone = true;
        return vectors;
      } finally {
        // A call that was refused takes nothing; of one that was stopped nobody knows how far it came.
        const untold = isDone || options.signal.aborted ? estimate : 0;
        const inputTokens = counted ?? untold;
        tell?.(inputTokens);
        await call.settle({ inputTokens, outputTokens: 0 });
      }
    },
  };
}
