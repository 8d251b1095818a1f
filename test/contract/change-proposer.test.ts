import { createFakeGithub } from '../fakes/github.ts';
import { changeProposerContract } from './change-proposer.ts';

changeProposerContract('in memory', async () => {
  const github = createFakeGithub();
  const baseSha = github.push('main', { 'a.yaml': 'a: 1\n', 'b.yaml': 'b: 1\n' });
  return {
    proposer: github.proposals,
    baseSha,
    author: 'boss',
    textOn: async (branch, path) => github.fileOn(branch, path),
    openPulls: async () => (await github.pulls.openPullsFor('main')).map(({ number }) => number),
    close: async (number) => github.changePull(number, { open: false }),
    commitTo: async (branch, path, text) => void github.push(branch, { [path]: text }),
    forbidden: () => {
      github.allowProposals(false);
      return github.proposals;
    },
  };
});
