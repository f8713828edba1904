import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ChatDocument } from '../../src/generated/graphql.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { runLex, spawnLex } from '../support/lex/lex-process.ts';

/** What a container is made of: processes, a name and mounts of its own. */
const CONTAINER = ['unshare', '--mount', '--uts', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c'];

/** Only root may make them, and not everywhere. */
function canMakeContainers(): boolean {
  try {
    const [program = '', ...args] = CONTAINER;
    execFileSync(program, [...args, 'mount -t tmpfs tmpfs /run'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Runs a command as Podman does: as the first process of a container with this name. */
const inContainer = (name: string) => (command: readonly string[]) => [
  ...CONTAINER,
  `hostname ${name} && mount -t tmpfs tmpfs /run && touch /run/.containerenv && exec "$@"`,
  'sh',
  ...command,
];

/** Runs a command where nothing but a directory can be written. */
const onReadOnlyRoot = (writable: string) => (command: readonly string[]) => [
  ...CONTAINER,
  `mount --bind ${writable} ${writable} && mount -o remount,bind,ro / && ! touch /tmp/x 2>&1 && exec "$@"`,
  'sh',
  ...command,
];

describe.runIf(canMakeContainers())('Lex in a container (needs the right to make one)', () => {
  it('says how it is reached, and keeps others that share the volume out, until it is killed', async () => {
    const LEX_DATA_DIR = await dataDirectory();
    const environment = { LEX_DATA_DIR, PORT: '0' };
    const first = spawnLex(['serve'], environment, { through: inContainer('first') });
    await first.printed(/"msg":"in a container: [^"]*published port[^"]*--network host/);

    const outside = await runLex(['serve'], environment);
    expect(outside).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('in use by process 1 of "first": stop it'),
    });
    const other = spawnLex(['serve'], environment, { through: inContainer('other') });
    expect(await other.exited).toMatchObject({ code: 1 });
    expect(other.stderr).toContain('in use by process 1 of "first": stop it');

    first.kill('SIGKILL');
    await first.exited;
    const next = spawnLex(['serve'], environment, { through: inContainer('next') });
    await next.printed(/"url":"/);
  });

  it('needs to write to its data directory alone', async () => {
    const LEX_DATA_DIR = await dataDirectory();
    const lex = spawnLex(['serve'], { LEX_DATA_DIR, PORT: '0' }, { through: onReadOnlyRoot(LEX_DATA_DIR) });
    const [, url = ''] = await lex.printed(/"url":"([^"]+)"/);
    const input = { message: 'remember that the sky is blue', waitMs: 20_000 };
    const { chat } = await new GraphqlClient(url).run(ChatDocument, { input });
    expect(chat.reply.state).toBe('COMPLETED');
    const backup = spawnLex(
      ['backup', '--to', `${LEX_DATA_DIR}/b`],
      { LEX_DATA_DIR },
      {
        through: onReadOnlyRoot(LEX_DATA_DIR),
      },
    );
    expect(await backup.exited).toMatchObject({ code: 0 });
  });
});
