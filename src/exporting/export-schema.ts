import { access } from '../graphql/access-rule.ts';
import { builder } from '../graphql/builder.ts';
import { WRITES } from '../graphql/cost-rule.ts';
import { JobRef } from '../jobs/job-ref.ts';

builder.mutationField('exportData', (t) =>
  t.field({
    type: JobRef,
    description:
      'Everything the viewer owns, as one archive; the result holds its URL. Answers the job, or the one that the ' +
      'viewer has open. Its result is `{ url, name, bytes, sha256, conversations, messages, memories, expiresAt }`. ' +
      'The archive is kept until it was fetched whole, in one go or in ranges, or a day has passed; another export ' +
      'takes its place. The URL is from the server’s root, holds for an hour, and is signed: whoever has it needs ' +
      'nothing else. Asking for the job again gives another one.',
    extensions: { cost: WRITES, ...access('CHAT') },
    async resolve(_, __, { exports, viewer, rates }) {
      await rates.take(viewer, 'jobs');
      return exports.start(viewer.id);
    },
  }),
);
