#!/bin/sh
# Sends a message, and prints the events of the reply as it is written: ask.sh URL MESSAGE
set -eu
url=$1
message=$(printf '%s' "$2" | sed 's/[\\"]/\\&/g')
key=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')

post() { curl --silent --show-error --fail-with-body --no-buffer "$url" -H 'content-type: application/json' "$@"; }

# With a key the message may be sent again and again: it is said once.
id=$(post --retry 5 -H 'accept: application/json' --data-binary @- <<END | sed 's/.*"reply":{"id":"\([^"]*\)".*/\1/'
{
  "query": "mutation (\$input: ChatInput!) { chat(input: \$input) { reply { id } } }",
  "variables": { "input": { "message": "$message", "idempotencyKey": "$key" } }
}
END
)
# After a broken connection ask again with `after: "…"`, the last cursor that came.
post -H 'accept: text/event-stream' --data-binary @- <<END
{
  "query": "subscription (\$id: ID!) { replyStream(messageId: \$id) { kind cursor text } }",
  "variables": { "id": "$id" }
}
END
