import { expect, test } from 'vitest';
import { createCommentWriter } from '../../../controller/adapters/github-comments.ts';
import { githubWith, json } from './github-http.ts';

/** GitHub's comments of pull request 7, in memory. */
function conversation() {
  const comments: { id: number; body: string }[] = [{ id: 1, body: '/holdfast help' }];
  const { github, seen } = githubWith([
    ({ method, path, body }) => {
      if (path.endsWith('/issues/comments/1/reactions')) return json({ id: 5 }, 201);
      if (method === 'POST' && path.endsWith('/issues/7/comments')) {
        comments.push({ id: comments.length + 1, body: Object(body).body });
        return json({ id: comments.length }, 201);
      }
      return method === 'GET' && path.includes('/issues/7/comments') ? json(comments) : undefined;
    },
  ]);
  return { writer: createCommentWriter(github), comments, seen };
}

test('a sign is put under the comment', async () => {
  const { writer, seen } = conversation();
  await writer.react(1, 'confused');
  expect(seen.at(-1)).toMatchObject({
    method: 'POST',
    path: '/repos/acme/registry/issues/comments/1/reactions',
    body: { content: 'confused' },
  });
});

test('C3: an answer is written once, and carries the mark of what it answers where nobody sees it', async () => {
  const { writer, comments } = conversation();
  await writer.reply(7, '72d3162e-cc78-11e3-81ab-4c9367dc0958', 'No.');
  await writer.reply(7, '72d3162e-cc78-11e3-81ab-4c9367dc0958', 'No.');
  expect(comments.map(({ body }) => body)).toEqual([
    '/holdfast help',
    'No.\n\n<!-- holdfast:answer:72d3162e-cc78-11e3-81ab-4c9367dc0958 -->',
  ]);
  await writer.reply(7, 'another', 'Yes.');
  expect(comments).toHaveLength(3);
});

test('what is no key is not written into a comment', async () => {
  const { writer } = conversation();
  await expect(writer.reply(7, 'x --> <b>', 'No.')).rejects.toThrow('no key for a comment: x --> <b>');
});
