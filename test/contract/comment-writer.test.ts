import { createFakeGithub } from '../fakes/github.ts';
import { commentWriterContract } from './comment-writer.ts';

commentWriterContract('in memory', async () => {
  const github = createFakeGithub();
  const number = github.openPull({ headSha: github.commit({}) });
  return {
    writer: github.comments,
    number,
    comment: 4711,
    replies: async () => github.replies().map(({ markdown }) => markdown),
    reactions: async () => github.reactionsTo(4711),
  };
});
