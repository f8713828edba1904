import type { GraphQLObjectType } from 'graphql';
import { cacheRuleOf } from '../../graphql/cache-rule.ts';
import type { ResultObserver } from '../execution/run.ts';
import type { AnswerPolicy } from './answer-policy.ts';

/** Sees what an answer is made from, and so how long it may be kept, and which changes end it. */
export class SourceObserver implements ResultObserver {
  readonly tags: Set<string>;
  keepMs: number;

  constructor({ maxAgeMs, tags }: AnswerPolicy) {
    this.keepMs = maxAgeMs;
    this.tags = new Set(tags);
  }

  onObject(type: GraphQLObjectType, value: unknown): void {
    const rule = cacheRuleOf(type);
    if (!rule) return;
    this.keepMs = Math.min(this.keepMs, rule.keepMs(value));
    if (rule.tag === undefined || typeof value !== 'object' || value === null || !('id' in value)) return;
    this.tags.add(`${rule.tag}:${value.id}`);
  }
}
