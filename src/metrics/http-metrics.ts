import { HistogramFamily } from './families/histogram-family.ts';

/** Counts what is asked over HTTP. */
export interface HttpMetrics {
  /** Is called when an HTTP request has been answered, or its client has gone; for a socket, after its handshake. */
  readonly request: (request: { method: string | undefined; status: number; seconds: number }) => void;
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'OPTIONS']);
/** By the first digit of the status. */
const CLASSES = ['0xx', '1xx', '2xx', '3xx', '4xx', '5xx'] as const;
/** In seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createHttpMetrics(): HttpMetrics & { text(): string } {
  const requests = new HistogramFamily({
    name: 'lex_http_request_duration_seconds',
    help: 'Time to answer HTTP requests; streams last as long as they are read',
    labels: ['method', 'status'],
    buckets: BUCKETS,
  });
  return {
    request({ method = '', status, seconds }) {
      const group = CLASSES[Math.floor(status / 100)] ?? CLASSES[0];
      requests.series(METHODS.has(method) ? method : 'other', group).observe(seconds);
    },
    text: () => requests.text(),
  };
}
