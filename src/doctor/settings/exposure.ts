import type { Config } from '../../config/config.ts';
import { isLoopbackName } from '../../config/kinds/loopback.ts';
import type { Check } from '../findings/check.ts';
import { SHORT_MS } from '../findings/check.ts';
import { type Finding, named, ok, unchecked, warning } from '../findings/finding.ts';

/** Who may reach what, by the settings. */
export const exposure: Check = {
  name: 'settings.exposure',
  timeoutMs: () => SHORT_MS,
  async run({ config }) {
    if (!config) return named('settings.exposure', [unchecked('The settings have to be mended first.')]);
    const found = [...openDoor(config), ...believedHeaders(config), ...openMetrics(config), ...plainSignIn(config)];
    return named('settings.exposure', found.length > 0 ? found : [ok('Nobody is let in whom the settings forget.')]);
  },
};

const isOwn = (name: string) => isLoopbackName(name.toLowerCase().replace(/:\d+$/, ''));

function openDoor({ auth, allowedHosts, allowedOrigins, trustProxy }: Config): Finding[] {
  if (auth !== 'none') return [];
  const outside = [...allowedHosts, ...allowedOrigins.map(hostOf)].filter((name) => !isOwn(name));
  if (outside.length === 0 && trustProxy === 0) return [];
  const what = outside.length > 0 ? `it answers to ${outside.slice(0, 3).join(', ')}` : 'a proxy is believed';
  return [
    warning(
      `LEX_AUTH is none, and ${what}: whoever gets there is let in as the one local user, an administrator.`,
      'Set LEX_AUTH=keys or jwt, or see that the proxy in front asks who comes.',
    ),
  ];
}

function believedHeaders({ host, trustProxy }: Config): Finding[] {
  if (trustProxy === 0 || isOwn(host)) return [];
  return [
    warning(
      `LEX_TRUST_PROXY is set, and HOST is ${host}: who goes past the proxy may give any address as theirs.`,
      'Let only the proxy reach the port (a network of their own, or a firewall), or set HOST to a loopback address.',
    ),
  ];
}

function openMetrics({ host, metricsPort }: Config): Finding[] {
  if (metricsPort === undefined || isOwn(host)) return [];
  return [
    warning(
      `/metrics is on port ${metricsPort} of ${host}, and asks nobody.`,
      'Let only Prometheus reach that port, or unset LEX_METRICS_PORT: then /metrics asks for the scope ADMIN.',
    ),
  ];
}

/** Keys and tokens go as they are over whatever is between an allowed page and its server. */
function plainSignIn({ auth, allowedOrigins }: Config): Finding[] {
  const plain = allowedOrigins.filter((origin) => origin.startsWith('http://') && !isOwn(hostOf(origin)));
  if (auth === 'none' || plain.length === 0) return [];
  return [
    warning(
      `LEX_ALLOWED_ORIGINS has ${plain[0]}, a page that comes without TLS: on its way it may be changed to take keys.`,
      'Serve that page by https, and name it so.',
    ),
  ];
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : '';
}
