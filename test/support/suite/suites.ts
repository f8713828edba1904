/**
 * What `npm test` leaves out, by the command that runs it. `npm run test:all` runs everything.
 *
 * What a change must pass has a quarter of an hour on two cores. What is here takes long, and what it shows is shown in
 * a shorter form by `npm test` or by `npm run chaos`, or seldom changes.
 */

/** `npm run test:browsers`: what of the console isn't needed to see that all of its kinds work. */
export const IN_BROWSERS: readonly string[] = [
  'test/console/{admin,conversations,keys,settings,usage}.test.ts',
  'test/console/chat/{errors,everybody,turns}.test.ts',
  'test/bench/loadtest/html-page.test.ts',
  'test/edge/graphiql/sign-in.test.ts',
  'test/scripts/dev.test.ts',
];

/**
 * `npm run test:built`, and `npm run test:node24` on the Node that is recommended: most of what starts the built
 * program as its users do.
 */
export const OF_THE_BUILT_PROGRAM: readonly string[] = [
  'test/commands/{chat,command-line,keys,start-failures}.test.ts',
  'test/kills/stopping.test.ts',
  'test/moving/moving.test.ts',
];

/** `npm run test:long`: many faults, kills and random cases, one after the other. */
export const LONG: readonly string[] = [
  'test/backup/{commands,postgres-tools}.test.ts',
  'test/chat/prompt/long-conversation.test.ts',
  'test/cluster/{long-conversation,redis-cluster,redis-faults,sending-together,two-versions}.test.ts',
  'test/database/server/{listen-frozen,postgres}.test.ts',
  'test/doctor/front.test.ts',
  'test/edge/answers/coherence.test.ts',
  'test/edge/execution/generated.test.ts',
  'test/kills/{killed-while-sending,lost-lock,memory-kill,summary-kill}.test.ts',
  'test/memory/engine/fuzzed-contents.test.ts',
  'test/scripts/chaos/chaos-command.test.ts',
];
