import { type BusEvent, hintTopic, type Topic } from '../../events/event-bus.ts';

/** A worker let a job go, of whose kind it knows nothing. The kind is the key. */
export const UNHANDLED_TOPIC: Topic<BusEvent> = hintTopic('jobs.unhandled');
