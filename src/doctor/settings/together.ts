import type { Config } from '../../config/config.ts';
import { textIn } from '../../config/environment.ts';
import { SETTINGS } from '../../config/settings-table.ts';
import { FILES_APART } from '../../files/files-apart.ts';
import { modelWarnings } from '../../models/model-warnings.ts';
import type { Check, Examined } from '../findings/check.ts';
import { SHORT_MS } from '../findings/check.ts';
import { type Finding, named, ok, problem, unchecked, warning } from '../findings/finding.ts';

/** Settings each of which is right, and which together don't do what was meant. */
export const settingsTogether: Check = {
  name: 'settings.together',
  timeoutMs: () => SHORT_MS,
  async run(examined) {
    const { config } = examined;
    if (!config) return named('settings.together', [unchecked('The settings have to be mended first.')]);
    const found = [...alone(config), ...models(config), ...budgets(config), ...withoutEffect(config, examined)];
    return named('settings.together', found.length > 0 ? found : [ok('The settings agree with each other.')]);
  },
};

function alone({ role, databaseUrl, redisUrl, filesUrl }: Config): Finding[] {
  if (redisUrl === undefined && role === 'serve') {
    const says = 'LEX_ROLE is serve without REDIS_URL: no other process can run its jobs, so no reply is ever written.';
    return [problem(says, 'Set LEX_ROLE=all, or REDIS_URL and DATABASE_URL and start `lex work` beside it.')];
  }
  if (redisUrl !== undefined && databaseUrl === undefined) {
    const says = 'REDIS_URL is set without DATABASE_URL: with the embedded database there is one process all the same.';
    return [warning(says, 'Set DATABASE_URL as well, or unset REDIS_URL.')];
  }
  if (redisUrl !== undefined && filesUrl === undefined) {
    return [warning(FILES_APART, 'Set LEX_FILES_URL to an S3-compatible store, or run one process alone.')];
  }
  return [];
}

function models(config: Config): Finding[] {
  return modelWarnings(config).map((says) => {
    const fix = 'Set what it needs, or choose another model.';
    return says.startsWith('LEX_MODEL ') ? problem(says, fix) : warning(says, fix);
  });
}

function budgets({ dailyTokens, prices, model }: Config): Finding[] {
  const { all, perUser } = dailyTokens;
  const findings: Finding[] = [];
  if (all !== undefined && perUser !== undefined && perUser > all) {
    const says = `LEX_DAILY_TOKENS_PER_USER (${perUser}) is more than LEX_DAILY_TOKENS (${all}): one may use up all.`;
    findings.push(warning(says, 'Set the first well below the second.'));
  }
  if (prices.size > 0 && model.provider !== 'local' && !prices.has(`${model.provider}/${model.name}`)) {
    const says = 'LEX_PRICES has no price for LEX_MODEL: what most replies cost is counted as nothing.';
    findings.push(warning(says, `Add ${model.provider}/${model.name}=input/output to it.`));
  }
  return findings;
}

/** What is set and does nothing is mostly something that its operator relies on. */
function withoutEffect({ auth, databaseUrl, role }: Config, { environment }: Examined): Finding[] {
  const { rates, storagePerUser, databasePoolSize, workerConcurrency } = SETTINGS;
  const idle = [
    ...(auth === 'none' ? [rates.points, rates.chats, rates.jobs, rates.recordings, storagePerUser] : []).map(
      (setting) => [setting, 'LEX_AUTH is none, and counts nothing for a user'] as const,
    ),
    ...(databaseUrl === undefined ? [[databasePoolSize, 'the database is embedded'] as const] : []),
    ...(role === 'serve' ? [[workerConcurrency, 'LEX_ROLE is serve'] as const] : []),
  ];
  return idle
    .filter(([setting]) => textIn(environment, setting) !== undefined)
    .map(([{ name }, why]) => warning(`${name} is set without effect: ${why}.`, 'Unset it, or change the other.'));
}
