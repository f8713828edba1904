import type { Caller } from '../../accounts/viewer.ts';
import type { CompiledOperation } from '../execution/compiled-operation.ts';
import { Audience, type AudienceOptions } from './audience.ts';
import { audienceKey } from './audience-key.ts';

/** What makes the audience that a subscription belongs to. */
export interface Belonging {
  readonly compiled: CompiledOperation;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly viewer: Caller;
}

/** The audiences that there are now. */
export class Audiences {
  readonly #byOperation = new WeakMap<CompiledOperation, Map<string, Audience>>();

  /** The audience of a subscription, which enters it: a new one where there is none. */
  enter({ compiled, variables, viewer }: Belonging, options: Omit<AudienceOptions, 'onClose'>): Audience {
    const audiences = this.#byOperation.get(compiled) ?? new Map<string, Audience>();
    this.#byOperation.set(compiled, audiences);
    const key = audienceKey(compiled.operation, viewer, variables);
    let audience = audiences.get(key);
    if (!audience) {
      const made = new Audience({
        ...options,
        onClose: () => {
          if (audiences.get(key) === made) audiences.delete(key);
        },
      });
      audiences.set(key, made);
      audience = made;
    }
    audience.enter();
    return audience;
  }
}
