import { inject } from 'vitest';

/** Asks the process that runs the suite for a server that its files share. @throws when it can't be started */
export async function askSharedServers(name: 'postgres' | 'redis'): Promise<unknown> {
  const response = await fetch(`${inject('sharedServers')}/${name}`);
  if (!response.ok) throw new Error(`The shared ${name} can't be used: ${await response.text()}`);
  return response.json();
}
