import { hintTopic } from '../../events/event-bus.ts';

/**
 * Tells all processes that what lets somebody in has changed: its key is the id of an API key, or of a user. Whoever
 * misses it reads the database again soon.
 */
export const CREDENTIALS = hintTopic('credentials');
