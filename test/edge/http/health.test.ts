import { describe, expect, it } from 'vitest';
import { createHealth } from '../../../src/edge/http/health.ts';
import { startEdge } from '../../support/edge/start-edge.ts';

const get = async (port: number, path: string): Promise<[number, unknown]> => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  return [response.status, await response.json()];
};

describe('health', () => {
  it('is live and ready when all is well', async () => {
    const { port } = await startEdge();
    expect(await get(port, '/health/live')).toEqual([200, { live: true }]);
    expect(await get(port, '/health/ready')).toEqual([200, { ready: true, reasons: [] }]);
  });

  it('is live but not ready while a component is down, and says which', async () => {
    const { port } = await startEdge({ checkReady: async () => ['database: no answer'] });
    expect(await get(port, '/health/live')).toEqual([200, { live: true }]);
    expect(await get(port, '/health/ready')).toEqual([503, { ready: false, reasons: ['database: no answer'] }]);
  });

  it('is not ready when the check fails or takes too long', async () => {
    const failing = createHealth(() => Promise.reject(new Error('no database')));
    expect(await failing.ready()).toEqual({ ready: false, reasons: ['no database'] });
    const hanging = createHealth(() => new Promise(() => undefined), 20);
    expect(await hanging.ready()).toEqual({ ready: false, reasons: ['the check took longer than 20 ms'] });
  });
});
