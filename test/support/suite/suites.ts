/**
 * What `npm test` leaves out, by the command that runs it. `npm run test:all` runs everything.
 *
 * What a change must pass has a quarter of an hour on two cores. What is here takes long, and what it shows is shown in
 * a shorter form by `npm test` or by `npm run chaos`, or seldom changes.
 */

/**
 * `npm run test:browsers`: what of the console isn't needed to see that all of its kinds work. `npm test` has, in a
 * browser: on both deployments, conversations through reloads, cuts and ends of processes, two tabs, memory, and a job
 * to its end (`chat/behaves-as-chat.ts`); signing in with keys and with a provider; hostile Markdown; 1,000 messages;
 * and each page in light and dark (`every-page.test.ts`).
 */
export const IN_BROWSERS: readonly string[] = [
  'test/console/{admin,conversations,documents,jobs,keys,memory,settings,status,usage}.test.ts',
  'test/console/chat/{attachments,dictation,errors,everybody,huge-markdown,turns,voice}.test.ts',
  'test/console/moving/moving.test.ts',
  'test/console/sign-in/provider-troubles.test.ts',
  'test/bench/loadtest/html-page.test.ts',
  'test/edge/graphiql/{first-tab,graphiql,sign-in}.test.ts',
  'test/edge/queues/queues.test.ts',
  'test/edge/web-page.test.ts',
  'test/client/in-browser.test.ts',
  'test/scripts/dev.test.ts',
];

/**
 * `npm run test:built`, and `npm run test:node24` on the Node that is recommended: what starts the built program as its
 * users do.
 */
export const OF_THE_BUILT_PROGRAM: readonly string[] = [
  'test/commands/command-line.test.ts',
  'test/kills/stopping.test.ts',
];

/** `npm run test:long`: many faults, kills and random cases, one after the other. */
export const LONG: readonly string[] = [
  'test/accounts/sign-in.test.ts',
  'test/api/statements/statements.test.ts',
  'test/attacks/slow-clients.test.ts',
  'test/bench/loadtest/{failures,real-server,wrong-answers}.test.ts',
  'test/bench/scale/scale.test.ts',
  'test/backup/{commands,postgres-tools,under-load}.test.ts',
  'test/chat/prompt/{long-conversation,prompt-budget}.test.ts',
  'test/chat/replies/many.test.ts',
  'test/chat/summary/branch-summaries.test.ts',
  'test/chat/turns/waiting-survives.test.ts',
  'test/cluster/{healing,long-conversation,redis-cluster,redis-faults,roles,round-trips,sending-together}.test.ts',
  'test/files/two-processes.test.ts',
  'test/openai/killed-worker.test.ts',
  'test/client/cut-200-times.test.ts',
  'test/cluster/{cluster-command,deleted-users,nginx,shared-cache,starting-together,topology,two-versions}.test.ts',
  'test/database/embedded/cluster-template.test.ts',
  'test/database/data-directory.test.ts',
  'test/database/server/{listen-frozen,postgres,read-only}.test.ts',
  'test/commands/{chat,doctor,work,keys,persisted-only,start-failures}.test.ts',
  'test/config/settings-file.test.ts',
  'test/documents/{interrupted,limits,long-text}.test.ts',
  'test/doctor/{database,front}.test.ts',
  'test/docs/run-commands.test.ts',
  'test/edge/answers/coherence.test.ts',
  'test/edge/execution/{generated,project-operations}.test.ts',
  'test/image/{containers,image}.test.ts',
  'test/kills/{faults-within,kill-nine,killed-while-sending,lost-lock,memory-kill,out-of-memory}.test.ts',
  'test/kills/{file-kill,partition-kill,summary-kill}.test.ts',
  'test/leaks/leaks.test.ts',
  'test/lmdb/{full-disk,two-processes}.test.ts',
  'test/load/many-sockets.test.ts',
  'test/limits/{full-disk,process-limits}.test.ts',
  'test/metrics/overloaded.test.ts',
  'test/memory/engine/fuzzed-contents.test.ts',
  'test/memory/partitions/upgrade.test.ts',
  'test/memory/upkeep/{many-processes,rebuild-check}.test.ts',
  'test/memory/vectors/embeddings.test.ts',
  'test/moving/moving.test.ts',
  'test/package/package.test.ts',
  'test/privacy/planted-secrets.test.ts',
  'test/scripts/build/build.test.ts',
  'test/scripts/chaos/chaos-command.test.ts',
  'test/tracing/{one-trace,processes}.test.ts',
  'test/usage/storage.test.ts',
];
