import { titleFrom } from '../../src/chat/conversations/title.ts';
import { readConfig } from '../../src/config/config.ts';
import { readListInProse } from '../../src/memory/facts/list-in-prose.ts';
import { looksSecret } from '../../src/memory/facts/secret-text.ts';
import { extractSummary } from '../../src/models/local/summary.ts';
import { readEndpoint } from '../../src/models/providers/http/endpoint.ts';

// Reads texts that once took minutes to hours, and prints the name of each when it is done.

const read = (text: string) => readListInProse(text, (members) => members.get('fact'));
const CASES: readonly (readonly [name: string, read: () => unknown])[] = [
  ['a fence full of line ends', () => read(`\`\`\`json${'\n'.repeat(16_000)}[]`)],
  ['a fence that holds a million of them', () => read(`\`\`\`json${'\n'.repeat(1_000_000)}[]`)],
  ['quotes that end nothing', () => read(`["${'a" '.repeat(300_000)}`)],
  ['comments that don’t end', () => read(`[${'"a", /*'.repeat(100_000)}`)],
  ['tokens that seem to begin', () => looksSecret('eyJ-'.repeat(250_000))],
  ['a sentence without an end', () => extractSummary('1!'.repeat(200_000), 3)],
  ['dots in a title', () => titleFrom(`${'.'.repeat(1_000_000)}x`, '')],
  ['slashes in a setting', () => readConfig({ COMPATIBLE_BASE_URL: `http://a/${'/'.repeat(1_000_000)}x` })],
  ['slashes at the end of an address', () => readEndpoint(`http://a${'/'.repeat(100_000)}`, 'missing')],
];

for (const [name, run] of CASES) {
  run();
  process.stdout.write(`${name}\n`);
}
