import { graphql } from 'relay-runtime';

// What relay-compiler compiles into __generated__/, against the schema: `npm run codegen` after each change.
// An app with Relay's Babel plugin writes these beside what uses them, and imports nothing from there.

export const chat = graphql`
  mutation documentsChatMutation($input: ChatInput!) {
    chat(input: $input) {
      reply {
        id
      }
    }
  }
`;

export const reply = graphql`
  subscription documentsReplySubscription($id: ID!) {
    replyStream(messageId: $id) {
      kind
      cursor
      text
    }
  }
`;
