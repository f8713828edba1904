import { getIntrospectionQuery } from 'graphql';

/**
 * What GraphiQL shows at first: operations that may be run one after the other, from top to bottom, as they are. Its
 * lines are short enough for the editor of a window that is 1280 pixels wide. Tests check both.
 */
export const GRAPHIQL_DOCUMENT = `# Welcome to Lex. Press the play button
# (or Ctrl-Enter) and pick these one by one.

# 1. Say something. The reply is written
#    in the background.
mutation Chat {
  chat(input: {
    message:
      "Remember that my sister lives in Oslo."
  }) {
    conversation { id }
    reply { id state }
    job { id }
  }
}

# 2. Watch it being written: without a
#    messageId, your newest reply.
subscription ReplyStream {
  replyStream {
    kind
    cursor
    text
    reasoning
    message { content state }
  }
}

# 3. What does Lex remember, and why does
#    it come to mind?
query Recall {
  recall(query: "Where is my sister?") {
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
    requests { perSecond p50Ms p99Ms }
    components {
      name state latencyMs detail
    }
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
