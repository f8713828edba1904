import { startServerWithProvider } from '../support/lex/start-server.ts';
import { behavesAsLex } from './behaviours.ts';

behavesAsLex('Lex by itself', async () => {
  const { lex, provider } = await startServerWithProvider({ LEX_MODEL: 'compatible/any' });
  return { provider, urls: [lex.url, lex.url] };
});
