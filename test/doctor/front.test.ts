import { beforeAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { findProgram } from '../../scripts/cluster/find-program.ts';
import { createNginxProcess, FRONT_PORT } from '../../scripts/cluster/nginx-process.ts';
import { whyNoTopology } from '../../scripts/cluster/topology.ts';
import type { Check } from '../../src/doctor/findings/check.ts';
import type { NamedFinding } from '../../src/doctor/findings/finding.ts';
import { bodySize } from '../../src/doctor/front/body-size.ts';
import { eventStreams } from '../../src/doctor/front/event-streams.ts';
import { paths } from '../../src/doctor/front/paths.ts';
import { serverReach } from '../../src/doctor/front/server-reach.ts';
import { sockets } from '../../src/doctor/front/sockets.ts';
import { examined, look, statesOf } from '../support/doctor/examined.ts';
import { freePort } from '../support/free-port.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const missing = findProgram('nginx') === undefined ? (whyNoTopology() ?? 'there is no nginx to start') : undefined;
const FRONT: readonly Check[] = [serverReach, paths, bodySize, sockets, eventStreams];

let open: TestServer;
let closed: TestServer;
beforeAll(async () => {
  open = await startTestServer();
  closed = await startTestServer({ LEX_AUTH: 'keys', LEX_ADMIN_KEY: 'k'.repeat(32) });
});
beforeEach(({ skip }) => skip(missing !== undefined, missing));

/** nginx with the file of the deployment, or a changed one, before a server. @returns its address */
async function nginxBefore(lex: TestServer, edit?: (config: string) => string): Promise<string> {
  const port = await freePort();
  const behind = ['4001', '4002', '4003'].map((each) => [each, new URL(lex.url).port] as const);
  const ports = new Map([[FRONT_PORT, port], ...behind]);
  const directory = await temporaryDirectory();
  const nginx = await createNginxProcess({ packageRoot, directory, ports, detached: false, ...(edit && { edit }) });
  onTestFinished(async () => void (await nginx.stop()));
  await nginx.start();
  return `http://127.0.0.1:${port}`;
}

async function lookThrough(url: string, key?: string): Promise<readonly NamedFinding[]> {
  const what = examined({}, { front: { url, key, keepMs: 6_000 } });
  return (await Promise.all(FRONT.map((check) => look(check, what)))).flat();
}

it('finds that all passes the nginx.conf of the deployment', async () => {
  const url = await nginxBefore(open);
  // A busy machine may hold an event back by itself, for a while.
  const found = await vi.waitFor(async () => {
    const looked = await lookThrough(`${url}/graphql`);
    expect(looked.filter(({ state }) => state !== 'ok')).toEqual([]);
    return looked;
  });
  expect(statesOf(found)).toEqual([
    'clock.server ok',
    'front.body ok',
    'front.events ok',
    'front.events.compressed ok',
    'front.events.kept ok',
    'front.events.short ok',
    'front.exposure ok',
    'front.path ok',
    'front.socket ok',
    'front.socket.kept ok',
    'server ok',
  ]);
});

it('finds what a proxy holds back, cuts off, refuses and changes', async () => {
  const url = await nginxBefore(open, (config) =>
    config
      .replaceAll('proxy_buffering off;', 'proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;')
      .replaceAll('proxy_http_version 1.1;', '')
      .replaceAll('proxy_set_header Upgrade $http_upgrade;', '')
      .replaceAll('proxy_read_timeout 75s;', 'proxy_read_timeout 4s;')
      .replace('client_max_body_size 16m;', 'client_max_body_size 64k;')
      .replaceAll('proxy_pass http://lex;', 'proxy_pass http://lex/;')
      .replace(/location = \/metrics \{[^}]*\}/, ''),
  );
  const found = await lookThrough(url);
  expect(statesOf(found)).toEqual([
    'clock.server ok',
    'front.body problem',
    'front.events problem',
    'front.events.compressed problem',
    'front.events.kept problem',
    'front.events.short problem',
    'front.exposure warning',
    'front.path warning',
    'front.socket problem',
    'server ok',
  ]);
  const said = new Map(found.map(({ check, says }) => [check, says]));
  expect(said.get('front.events')).toMatch(/^Events are held back on the way/);
  expect(said.get('front.events.kept')).toMatch(/cut off after \d/);
  expect(said.get('front.body')).toMatch(/says 413/);
  expect(found.filter(({ state, fix }) => state !== 'ok' && !fix)).toEqual([]);
});

it('finds a WebSocket that is cut off, one that is let in, and one that is not', async () => {
  const url = await nginxBefore(closed, (config) =>
    config.replaceAll('proxy_read_timeout 75s;', 'proxy_read_timeout 2s;'),
  );
  const through = (key?: string) => look(sockets, examined({}, { front: { url, key, keepMs: 60_000 } }));
  expect(await through('k'.repeat(32))).toMatchObject([
    { check: 'front.socket', state: 'ok' },
    { check: 'front.socket.kept', state: 'problem', says: expect.stringMatching(/cut off after \d/) },
  ]);
  expect(await through()).toMatchObject([{ state: 'unchecked', fix: expect.stringContaining('--key') }]);
});

it('says what only a key lets it look at, and that a key is refused', async () => {
  expect(statesOf(await lookThrough(closed.url))).toEqual([
    'clock.server ok',
    'front.body ok',
    'front.events unchecked',
    'front.events.compressed unchecked',
    'front.events.kept unchecked',
    'front.events.short unchecked',
    'front.exposure ok',
    'front.path ok',
    'front.socket unchecked',
    'server ok',
  ]);
  expect(statesOf(await look(paths, examined({}, { front: { url: closed.url, key: 'x'.repeat(40) } })))).toContain(
    'front.path problem',
  );
});

it('tells of a name that Lex does not answer to, and of what is no Lex', async () => {
  const renamed = await nginxBefore(open, (config) =>
    config.replaceAll('proxy_set_header Host $http_host;', 'proxy_set_header Host lex.example.com;'),
  );
  expect(await look(paths, examined({}, { front: { url: renamed } }))).toMatchObject([
    { check: 'front.path', state: 'problem', fix: expect.stringContaining('LEX_ALLOWED_HOSTS') },
  ]);
  const elsewhere = await nginxBefore(open, (config) =>
    config.replace('location / {', 'location = /health/ready { return 301 https://$host$request_uri; } location / {'),
  );
  expect(await look(serverReach, examined({}, { front: { url: elsewhere } }))).toMatchObject([
    { check: 'server', state: 'problem', says: expect.stringContaining('a redirect to https://') },
    { check: 'clock.server' },
  ]);
  const nowhere = examined({}, { front: { url: 'http://127.0.0.1:1/graphql' } });
  expect(await look(serverReach, nowhere)).toMatchObject([{ state: 'problem' }]);
});
