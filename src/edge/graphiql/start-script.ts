import type { Config } from '../../config/config.ts';
import { GRAPHIQL_DOCUMENT } from './graphiql-document.ts';
import { signInScript } from './sign-in-script.ts';

export const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="28">' +
  '<rect width="16" height="16" rx="4" fill="#335"/>' +
  '<path d="M5 4v8h6" fill="none" stroke="#fff" stroke-width="2"/></svg>';

/** The script that starts GraphiQL in the browser, after GraphiQL's own. @param auth how people are let in */
export function startScript(auth: Config['auth']): string {
  return `
const folder = new URL('.', document.currentScript.src);
const workers = {
  editorWorkerService: 'monacoeditorwork/editor.worker.bundle.js',
  json: 'monacoeditorwork/json.worker.bundle.js',
  graphql: 'monacoeditorwork/graphql.worker..bundle.js',
};
self.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_, label) => new URL(workers[label] ?? workers.editorWorkerService, folder).href,
};
${signInScript(auth)}
YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), {
  endpoint: '/graphql',
  // So that they have the headers that are set in the page, such as a key.
  subscriptionsProtocol: 'SSE',
  // A GET runs the text of no operation, and its address would be in logs.
  method: 'POST',
  title: 'Lex',
  query: new URL(location.href).searchParams.get('query') ?? ${JSON.stringify(GRAPHIQL_DOCUMENT)},
  logo: ${JSON.stringify(LOGO)},
});
`;
}
