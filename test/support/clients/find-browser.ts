import { existsSync } from 'node:fs';

/** Where Debian and others put Chromium; undefined when it is in none of these places. */
export function findBrowser(): string | undefined {
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
}
