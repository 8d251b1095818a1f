import type { CommentWriter } from '../report/comments-port.ts';
import type { Github } from './github-client.ts';

/** What a key is made of; anything else could end the hidden marker. */
const KEY = /^[A-Za-z0-9_-]{1,128}$/;

/**
 * Reactions and comments on pull requests, by GitHub's issues API, of which pull requests are a part. Needs `pull_requests: write`. A comment has a
 * hidden marker of what it answers, by which a repetition finds it.
 */
export function createCommentWriter(github: Github): CommentWriter {
  return {
    react: async (comment, content) => {
      await github.call(`react to comment ${comment}`, ({ rest }) =>
        rest.reactions.createForIssueComment({ ...github.repo, comment_id: comment, content }),
      );
    },
    reply: async (number, key, markdown) => {
      const marker = markerOf(key);
      if (await isAnswered(github, number, marker)) return;
      await github.call(`comment on pull request ${number}`, ({ rest }) =>
        rest.issues.createComment({
          ...github.repo,
          issue_number: number,
          body: `${markdown}\n\n${marker}`,
          request: { retries: 0 },
        }),
      );
    },
  };
}

async function isAnswered(github: Github, number: number, marker: string): Promise<boolean> {
  const comments = await github.call(`list the comments of pull request ${number}`, ({ paginate, rest }) =>
    paginate(rest.issues.listComments, { ...github.repo, issue_number: number, per_page: 100 }),
  );
  return comments.some(({ body }) => body?.endsWith(marker));
}

function markerOf(key: string): string {
  if (!KEY.test(key)) throw new TypeError(`no key for a comment: ${key}`);
  return `<!-- holdfast:answer:${key} -->`;
}
