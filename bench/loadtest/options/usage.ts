/** What `--help` prints. */
export const USAGE = `Usage: npm run loadtest -- [options]

Talks with a server as many users do: three messages to one look at the status, with 1 to 3 s between. It stores
conversations there.

  --url URL            the server, or its GraphQL endpoint  (default: http://127.0.0.1:4000/graphql)
  --allow-remote       also a server that isn't on this machine
  --users N            how many users, 1 to 10000  (default: 10)
  --rate N             begin so many operations a second, however long others take; --users is then how many may be
                       under way at a time, and what comes while all are waits
  --pause FROM-TO      seconds between a user's operations, without --rate  (default: 1-3)
  --duration SPAN      how long, such as 90s, 2m or 1h  (default: 60s)
  --ramp-up SPAN       in what time all users have come, or the rate is reached  (default: a tenth of the duration)
  --transport WAY      how replies are followed: websocket, sse, or http: not at all  (default: websocket)
  --turns N            messages of a conversation, before it is checked and another begun, 1 to 40  (default: 10)
  --repeats SHARE      the share of messages that are sent twice at once with the same key  (default: 1%)
  --seed N             what users do and say in which order; printed where it isn't given
  --request-timeout SPAN   (default: 30s)
  --reply-timeout SPAN     from the acknowledgement to the end of a reply  (default: 60s)

Whom the server sees (default: nobody, as it is without LEX_AUTH):
  --key KEY            all users have this key
  --keys-file FILE     a key a line, which the users take in turn
  --admin-key KEY      makes up to 50 keys of this key's user for the time of the test

What is written besides the report in the terminal:
  --html FILE          the report with plots, one file that needs no network
  --json FILE          all figures

Thresholds, any of which makes the exit code 99 where it isn't kept:
  --max-error-rate SHARE   of all operations, such as 0.01 or 1%
  --LEVEL-MEASURE MS       such as --p95-ack 200: LEVEL is p50, p90, p95, p99 or max, MEASURE is ack, first-delta, reply
                           or status

Exit codes: 0 done, 1 the test could not run, or a reply was lost, doubled, incomplete or without an end, 2 wrong usage,
99 a threshold was not kept. Ctrl-C ends the test early, with its report.`;
