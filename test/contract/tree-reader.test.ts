import { createFakeGithub } from '../fakes/github.ts';
import { treeReaderContract } from './tree-reader.ts';

treeReaderContract('in memory', async () => {
  const github = createFakeGithub();
  return {
    reader: github.source,
    commit: async (files, parents) => github.commit(files, parents),
    moveBranch: async (branch, sha) => github.moveBranch(branch, sha),
  };
});
