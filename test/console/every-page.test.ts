import { beforeAll, expect, it } from 'vitest';
import { userOf } from '../accounts/deletion/users.ts';
import { composerOf, newestReplyOf, say } from '../support/console/chat-page.ts';
import { checkAccessibility } from '../support/console/check-accessibility.ts';
import { consoleBrowser } from '../support/console/console-browser.ts';
import { openConsole } from '../support/console/open-console.ts';
import { onBothDeployments } from '../support/lex/both-deployments.ts';
import type { TestServer } from '../support/lex/start-server.ts';

const ADMIN_KEY = 'an-administrators-key-of-more-than-32-characters';

onBothDeployments('every page that is linked to', (start) => {
  let lex: TestServer;
  beforeAll(async () => {
    [lex] = await start({ LEX_AUTH: 'keys', LEX_ADMIN_KEY: ADMIN_KEY });
  });

  // Each page is looked at more closely, in its other states and widths, by the tests of `npm run test:browsers`.
  it('can be used by everybody, in light and in dark', async ({ skip }) => {
    await userOf(lex, 'Ada');
    const { page } = await openConsole({ browser: await consoleBrowser(skip), url: lex.url, key: ADMIN_KEY });
    const checkBoth = async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await checkAccessibility(page);
      }
    };
    await composerOf(page).waitFor();
    await checkBoth();
    await say(page, 'Remember that my sister lives in Oslo.');
    await newestReplyOf(page).getByText("I'll remember").waitFor();
    await page.getByRole('button', { name: '1 memory made' }).waitFor();
    await checkBoth();

    const links = page.locator('nav.pages a[href^="#/"]');
    const names = await links.allTextContents();
    expect(names.length).toBeGreaterThan(7);
    for (let at = 0; at < names.length; at++) {
      await links.nth(at).click();
      await page.locator('h1', { hasText: /\S/u }).waitFor();
      await expect.poll(() => page.getByText('Loading…').count()).toBe(0);
      await checkBoth();
    }
  });
});
