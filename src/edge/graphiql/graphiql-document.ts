import { getIntrospectionQuery } from 'graphql';

/** What GraphiQL shows at first. A test validates it against the schema. */
export const GRAPHIQL_DOCUMENT = `# Welcome to Lex. Press the play button (or Ctrl-Enter)
# and pick one of these operations.

# 1. Say something. The reply is written in the background:
#    copy reply.id from the answer.
mutation Chat {
  chat(input: {
    message: "Remember that my sister Mia lives in Lisbon."
  }) {
    conversation { id }
    reply { id state }
    job { id }
  }
}

# 2. Watch the reply being written: paste reply.id as
#    "messageId" under Variables, below. It also works later;
#    give the last cursor as \`after\` to go on from there.
subscription ReplyStream($messageId: ID!) {
  replyStream(messageId: $messageId) {
    kind
    cursor
    text
    reasoning
    message { content state }
  }
}

# 3. What does Lex remember, and why does it come to mind?
query Recall {
  recall(query: "Where does my sister live?") {
    score
    reasons
    memory { key content createdAt }
  }
}

# 4. How is the server doing?
query Status {
  status {
    state
    mode
    model
    uptimeSeconds
    components { name state latencyMs detail }
  }
}
`;

/** All that GraphiQL sends before its user has written anything: the operations above, and introspection queries. */
export const GRAPHIQL_SENDS: readonly string[] = [
  GRAPHIQL_DOCUMENT,
  ...[true, false].flatMap((inputValueDeprecation) =>
    [true, false].map((schemaDescription) => getIntrospectionQuery({ inputValueDeprecation, schemaDescription })),
  ),
];
