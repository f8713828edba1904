import { createLexClient } from 'lex-server/client';

/** Sends a message and prints the reply as it is written, whatever becomes of the connection meanwhile. */
export async function ask(url: string, message: string, print: (text: string) => void): Promise<void> {
  const lex = createLexClient({ url });
  for await (const event of lex.chat(message)) {
    if (event.kind === 'DELTA') print(event.text);
    // The server had to begin anew: what was printed so far is void.
    if (event.kind === 'RESTARTED') print('\n');
  }
}
