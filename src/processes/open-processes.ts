import type { Closing } from '../closing.ts';
import type { Database } from '../database/database.ts';
import { readDatabaseFacts } from '../database/examine/database-facts.ts';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Redis } from '../redis/redis.ts';
import type { StatusService } from '../status/status-service.ts';
import { repeatEvery } from '../time/repeat-every.ts';
import type { ProcessCard } from './process-card.ts';
import { SHOW_EVERY_MS } from './process-cards.ts';
import type { ProcessReport } from './process-report.ts';
import { showCard, takeCard, takeDeadCards } from './redis-process-cards.ts';

/** What a process tells of itself. */
export interface Processes {
  /** How it is, and what it stands on, as of now. A part that can't be looked at is left out. */
  report(): Promise<ProcessReport>;
}

export interface ProcessesSurroundings {
  readonly card: ProcessCard;
  readonly packageRoot: string;
  readonly database: Database;
  readonly status: Pick<StatusService, 'current'>;
  /** Where the processes of the deployment meet; undefined: there is one. */
  readonly shared: { readonly redis: Redis; readonly prefix: string } | undefined;
  readonly log: Logger;
}

/** Makes what this process tells of itself, and shows its card to the others from now on, where there are others. */
export function openProcesses(surroundings: ProcessesSurroundings, opened: Closing): Processes {
  const { card, packageRoot, database, status, shared, log } = surroundings;
  if (shared) opened.defer(showing(card, shared, log));
  return {
    async report() {
      const [{ components }, facts] = await Promise.all([
        status.current(),
        readDatabaseFacts(database.pool, packageRoot).catch((error: unknown) => {
          log.warn({ reason: messageOf(error) }, 'the database can’t be looked at for a report');
          return null;
        }),
      ]);
      return { card, components: [...components], database: facts };
    },
  };
}

/** Shows a card again and again. @returns what ends it, and takes the card back */
function showing(
  card: ProcessCard,
  { redis, prefix }: { readonly redis: Redis; readonly prefix: string },
  log: Logger,
): () => Promise<void> {
  // A card that isn't shown only keeps `lex doctor` from comparing; the log says already that Redis is away.
  const failed = (error: unknown) => log.debug({ reason: messageOf(error) }, 'this process could not show its card');
  const shows = repeatEvery(SHOW_EVERY_MS, () => showCard(redis, prefix, card), failed);
  shows.begin();
  takeDeadCards(redis, prefix).catch(failed);
  return async () => {
    await shows.close();
    await takeCard(redis, prefix, card.id).catch(failed);
  };
}
