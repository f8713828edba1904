import type { Closing } from '../closing.ts';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { ModelContexts } from '../models/contexts/model-contexts.ts';
import type { EmbeddingModel, UnmeteredEmbeddingModel } from '../models/embeddings.ts';
import type { UnmeteredModel } from '../models/model.ts';
import type { Models } from '../models/models.ts';
import type { SpeechModel, UnmeteredSpeechModel } from '../models/speech/speech-model.ts';
import type { TranscriptionModel, UnmeteredTranscriptionModel } from '../models/speech/transcription-model.ts';
import type { Schedules } from '../time/schedules.ts';
import { type BudgetService, createBudgetService } from './budget-service.ts';
import { meterEmbeddingModel } from './metered-embedding-model.ts';
import { meterModels } from './metered-model.ts';
import { meterSpeechModel, meterTranscriptionModel } from './metered-speech.ts';
import { costOf } from './prices.ts';
import { createStorageService, type StorageService } from './storage-service.ts';
import { createStorageStore } from './storage-store.ts';
import { createTokenBudgetStore } from './token-budget-store.ts';
import { createUsageService, type UsageService } from './usage-service.ts';
import { createUsageStore } from './usage-store.ts';

export interface OpenedUsage {
  readonly budgets: BudgetService;
  readonly usage: UsageService;
  readonly storage: StorageService;
  /** The models, each call of which is counted. */
  readonly models: Models;
  readonly embeddings: EmbeddingModel | undefined;
  readonly speech: SpeechModel | undefined;
  readonly transcription: TranscriptionModel | undefined;
}

/** No attempt that asks a model takes longer, unless models may be silent for longer. */
const LONGEST_ATTEMPT_MS = 3_600_000;

/** Opens the count of what models are asked. */
export function openUsage(
  { auth, dailyTokens, prices, storagePerUser }: Pick<Config, 'auth' | 'dailyTokens' | 'prices' | 'storagePerUser'>,
  deps: {
    readonly database: Database;
    readonly models: Models<UnmeteredModel>;
    readonly embeddings: UnmeteredEmbeddingModel | undefined;
    readonly speech: UnmeteredSpeechModel | undefined;
    readonly transcription: UnmeteredTranscriptionModel | undefined;
    readonly contexts: ModelContexts;
    readonly observe: Metrics['tokens'];
    readonly schedules: Schedules;
    readonly log: Logger;
  },
  opened: Closing,
): OpenedUsage {
  const { database, models, embeddings, speech, transcription, contexts, schedules, observe, log } = deps;
  const leaseMs = models.timeLimitMs(LONGEST_ATTEMPT_MS);
  const budgets = createBudgetService({
    store: createTokenBudgetStore(database),
    limits: dailyTokens,
    leaseMs,
    onUsed: (call) => observe({ ...call, cost: costOf(call, prices) }),
    schedules,
    log,
  });
  opened.defer(() => budgets.close());
  return {
    budgets,
    usage: createUsageService({ store: createUsageStore(database), limits: dailyTokens, prices }),
    // Of a server that asks nobody who comes all is its one user's.
    storage: createStorageService({
      store: createStorageStore(database),
      limit: auth === 'none' ? undefined : storagePerUser,
    }),
    models: meterModels(models, { budgets, contexts }),
    embeddings: embeddings && meterEmbeddingModel(embeddings, budgets),
    speech: speech && meterSpeechModel(speech, budgets),
    transcription: transcription && meterTranscriptionModel(transcription, budgets),
  };
}
