import type { Health } from './health.ts';
import type { Route } from './route.ts';
import { setCommonHeaders } from './writing/common-headers.ts';
import { sendError, sendJson } from './writing/send-json.ts';

export interface RouterOptions {
  /** Writes the headers that all answers have by itself, together with its own. */
  readonly graphql: Route;
  /** Takes files for messages. */
  readonly attachments: Route;
  /** Answers everything below `/v1/`, as `graphql` does; undefined when it is turned off. */
  readonly openai: Route | undefined;
  /** Answers everything below `/graphiql/`; undefined when GraphiQL is turned off. */
  readonly graphiqlFiles: Route | undefined;
  /** Answers everything below `/admin/queues`; undefined when the page is turned off. */
  readonly queues: Route | undefined;
  /** Answers `/`. */
  readonly front: Route;
  /** Answers everything below `/console/assets/`. */
  readonly consoleFiles: Route;
  /** Answers `/console/settings.json`. */
  readonly consoleSettings: Route;
  /** Answers everything below `/files/`. */
  readonly files: Route;
  /** Asked under any name: what watches over processes reaches them by their addresses. */
  readonly health: Health;
  /** Answers `/uploads`. */
  readonly uploads: Route;
  /** Undefined when metrics are on another port. */
  readonly metrics: Route | undefined;
}

/** Which route answers which path. */
export function createRouter({
  graphql,
  openai,
  graphiqlFiles,
  front,
  health,
  metrics,
  ...others
}: RouterOptions): Route {
  const routes: Readonly<Record<string, Route>> = {
    '/health/live': (_, response) => sendJson(response, 200, { live: true }),
    async '/health/ready'(_, response) {
      const readiness = await health.ready();
      sendJson(response, readiness.ready ? 200 : 503, readiness);
    },
    ...(metrics && { '/metrics': metrics }),
    '/attachments': others.attachments,
    '/console/settings.json': others.consoleSettings,
    '/uploads': others.uploads,
    '/': front,
  };
  return (request, response, facts) => {
    const { path, requestId } = facts;
    if (path === '/graphql') return graphql(request, response, facts);
    if (openai && path.startsWith('/v1/')) return openai(request, response, facts);
    setCommonHeaders(response, requestId);
    if (graphiqlFiles && path.startsWith('/graphiql/')) return graphiqlFiles(request, response, facts);
    if (path.startsWith('/files/')) return others.files(request, response, facts);
    if (path.startsWith('/console/assets/')) return others.consoleFiles(request, response, facts);
    const { queues } = others;
    if (queues && (path === '/admin/queues' || path.startsWith('/admin/queues/')))
      return queues(request, response, facts);
    const route = Object.hasOwn(routes, path) && routes[path];
    if (route) return route(request, response, facts);
    sendError(response, 404, 'NOT_FOUND', 'There is nothing at this path; GraphQL is at /graphql.');
  };
}
