import type { MemoryEngine } from '../../../src/memory/engine/memory-engine.ts';

/** An engine whose loads write nothing until they are let go. */
export interface HeldEngine {
  /** To be given to a node. */
  readonly through: (engine: MemoryEngine) => MemoryEngine;
  /** How many parts of loads were given to it. */
  readonly parts: () => number;
  /** Lets those go that wait, and all that come. */
  letGo(): void;
}

export function holdLoads(): HeldEngine {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let parts = 0;
  const through = (engine: MemoryEngine): MemoryEngine =>
    Object.create(engine, {
      load: {
        value: (ownerId: string) => {
          const load = engine.load(ownerId);
          const part = async <T>(write: () => Promise<T>) => {
            parts++;
            await held;
            return write();
          };
          const holding: ReturnType<MemoryEngine['load']> = {
            apply: (changes) => part(() => load.apply(changes)),
            use: (changes, upTo) => part(() => load.use(changes, upTo)),
            discard: () => load.discard(),
          };
          return holding;
        },
      },
    });
  return { through, parts: () => parts, letGo: () => letGo() };
}
