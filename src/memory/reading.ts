import { z } from 'zod';
import { parseInput } from '../parse-input.ts';
import type { FactStore } from './facts/fact-store.ts';
import { type Memory, MOST_NAMESPACES } from './memory.ts';
import { memoryTag, namespaceName } from './memory-input.ts';
import type { MemoryService } from './memory-service.ts';
import type { MemoryFilter, MemoryReadStore } from './store/memory-read-store.ts';

const filtered = z.object({ namespace: namespaceName, tag: memoryTag.nullish() });

/** The part of the memory service that reads what is stored. */
export type Reading = Pick<
  MemoryService,
  'byNames' | 'byIds' | 'bySourceMessages' | 'histories' | 'list' | 'count' | 'namespaces'
>;

export function createReading({ memories, facts }: { memories: MemoryReadStore; facts: FactStore }): Reading {
  return {
    byNames: (owner, names) => memories.byNames(owner.id, names),
    async byIds(owner, ids) {
      const found = await memories.byIds(owner.id, ids);
      const now = new Date();
      const byId = new Map(found.map((memory) => [memory.id, memory]));
      return ids.map((id) => {
        const memory = byId.get(id);
        return memory && isAlive(memory, now) ? memory : undefined;
      });
    },
    bySourceMessages: (owner, messageIds) => memories.bySourceMessages(owner.id, messageIds),
    histories: (owner, memoryIds) => facts.versions(owner.id, memoryIds),
    async list(owner, { page, ...filter }) {
      return memories.list(owner.id, readFilter(filter), page);
    },
    async count(owner, filter) {
      return memories.count(owner.id, readFilter(filter));
    },
    namespaces: (owner) => memories.namespaces(owner.id, MOST_NAMESPACES),
  };
}

function readFilter({ namespace, tag }: MemoryFilter): MemoryFilter {
  return parseInput(filtered, { namespace, tag });
}

function isAlive({ expiresAt }: Memory, now: Date): boolean {
  return expiresAt === undefined || expiresAt > now;
}
