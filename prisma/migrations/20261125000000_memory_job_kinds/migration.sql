-- By themselves: PostgreSQL lets a new value be used only after the transaction that added it.
ALTER TYPE "JobKind" ADD VALUE 'EMBED_MEMORIES';
ALTER TYPE "JobKind" ADD VALUE 'REBUILD_MEMORY';
ALTER TYPE "JobKind" ADD VALUE 'CHECK_MEMORY';
