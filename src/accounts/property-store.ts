import type { Database } from '../database/database.ts';

/** How much a user has. */
export interface Property {
  readonly conversations: number;
  readonly messages: number;
  readonly memories: number;
  readonly jobs: number;
}

/** Counts what users have, for whoever runs the server, who sees numbers alone. */
export interface PropertyStore {
  of(userId: string): Promise<Property>;
}

export function createPropertyStore({ prisma }: Pick<Database, 'prisma'>): PropertyStore {
  return {
    async of(ownerId) {
      const where = { ownerId };
      const [conversations, messages, memories, jobs] = await Promise.all([
        prisma.conversation.count({ where }),
        prisma.message.count({ where: { conversation: where } }),
        prisma.memory.count({ where }),
        prisma.job.count({ where }),
      ]);
      return { conversations, messages, memories, jobs };
    },
  };
}
