import type { ModelMood } from '../cluster/moody-model.ts';
import type { Begin } from './carry-out.ts';

const mood =
  (next: ModelMood): Begin =>
  async ({ cluster: { model } }) => {
    model.be(next);
    return async () => model.be('well');
  };

/** Faults of the model that replies are asked of. */
export const modelFaults = { 'model refuses': mood('refusing'), 'model breaks off': mood('breaking off') } as const;

/** Faults of the disk that a worker has its data directory on. */
export const diskFaults = {
  'fill a disk': async ({ cluster: { disk } }) => {
    if (!disk) return undefined;
    await disk.fill();
    return () => disk.makeRoom();
  },
} as const satisfies Record<string, Begin>;
