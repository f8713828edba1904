import { gql, request } from 'graphql-request';

interface Reply {
  readonly id: string;
  readonly state: 'PENDING' | 'STREAMING' | 'COMPLETED' | 'STOPPED' | 'FAILED';
  readonly content: string;
}

const CHAT = gql`
  mutation Chat($input: ChatInput!) { chat(input: $input) { reply { id state content } } }
`;
const MESSAGE = gql`
  query Message($id: ID!) { message(id: $id) { id state content } }
`;

/** Sends a message, and prints the reply when it is whole: for scripts that need no words as they come. */
export async function ask(url: string, message: string, print: (text: string) => void): Promise<void> {
  // The answer waits for the reply, a minute at most.
  const input = { message, waitMs: 60_000, idempotencyKey: crypto.randomUUID() };
  let { reply } = (await request<{ chat: { reply: Reply } }>(url, CHAT, { input })).chat;
  while (reply.state === 'PENDING' || reply.state === 'STREAMING') {
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    reply = (await request<{ message: Reply }>(url, MESSAGE, { id: reply.id })).message;
  }
  print(reply.content);
}
