import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ComposeService, readCompose } from '../../scripts/cluster/compose.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';

const read = (environment: Record<string, string>) => readCompose(join(packageRoot, 'docker-compose.yml'), environment);

const seconds = (text: unknown): number => Number(/^(\d+)s$/.exec(String(text))?.[1]);

/** More than all that a process of Lex gives itself to stop. */
const STOPPING_SECONDS = 20;

describe('docker-compose.yml', () => {
  it('starts with no password but its owner’s, which all that need it are given', async () => {
    await expect(read({})).rejects.toThrow('POSTGRES_PASSWORD is missing: write it into the file .env');
    const services = await read({ POSTGRES_PASSWORD: 'secret' });
    expect(services['postgres']?.environment['POSTGRES_PASSWORD']).toBe('secret');
    const addresses = Object.values(services).flatMap(({ environment }) => environment['DATABASE_URL'] ?? []);
    expect(new Set(addresses)).toEqual(new Set(['postgresql://lex:secret@postgres:5432/lex']));
  });

  it('builds Lex and takes it from nowhere else, lets it finish, and begins it after the migrations', async () => {
    const lex = Object.entries(await read({ POSTGRES_PASSWORD: 'secret' })).filter(([, { build }]) => build);
    expect(lex.map(([name]) => name)).toEqual(['migrate', 'serve-1', 'serve-2', 'serve-3', 'work-1', 'work-2']);
    for (const [name, service] of lex) {
      expect(service).toMatchObject({ build: '.', pull_policy: 'build' });
      expect(service).toMatchObject({ read_only: true, tmpfs: ['/tmp'], cap_drop: ['ALL'] });
      expect(seconds(service['stop_grace_period'])).toBeGreaterThan(STOPPING_SECONDS);
      const before = name === 'migrate' ? 'postgres' : 'migrate';
      expect(service).toMatchObject({ depends_on: { [before]: { condition: expect.any(String) } } });
    }
  });

  it('asks the databases whether they are ready as Lex will, and keeps what they hold', async () => {
    const { postgres, redis } = await read({ POSTGRES_PASSWORD: 'secret' });
    const check = (service: ComposeService | undefined) => service?.['healthcheck'];
    expect(check(postgres)).toMatchObject({ test: ['CMD', 'pg_isready', '-h', '127.0.0.1', '-U', 'lex'] });
    expect(check(redis)).toMatchObject({ test: ['CMD', 'redis-cli', '-e', 'ping'] });
    expect(postgres).toMatchObject({ volumes: ['postgres:/var/lib/postgresql/data'] });
    expect(redis).toMatchObject({ volumes: ['redis:/data'] });
  });

  it('keeps the network that several share when any of them is started anew', async () => {
    const { network, ...others } = await read({ POSTGRES_PASSWORD: 'secret', FRONT_PORT: '8081' });
    expect(network).toMatchObject({ entrypoint: ['sleep', 'infinity'], init: true, command: [] });
    expect(network?.ports).toEqual(['127.0.0.1:8081:8080', '127.0.0.1:9090:9090', '127.0.0.1:3000:3000']);
    const sharing = Object.entries(others).filter(([, each]) => each['network_mode'] !== undefined);
    expect(sharing.map(([name]) => name)).toEqual([
      'nginx',
      'serve-1',
      'serve-2',
      'serve-3',
      'work-1',
      'work-2',
      'prometheus',
      'grafana',
    ]);
    for (const [, each] of sharing) expect(each['network_mode']).toBe('service:network');
    expect(Object.values(others).flatMap(({ ports }) => ports)).toEqual([]);
  });
});
