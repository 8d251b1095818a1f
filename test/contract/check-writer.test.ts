import { createFakeGithub } from '../fakes/github.ts';
import { checkWriterContract } from './check-writer.ts';

checkWriterContract('in memory', async () => {
  const github = createFakeGithub();
  return {
    writer: github.checks,
    commits: [github.commit({}), github.commit({})],
    count: async (name, sha) => github.checkRuns().filter((run) => run.name === name && run.sha === sha).length,
    shown: async (name, sha) => {
      const run = github.shownCheck(name, sha);
      if (run === undefined) return undefined;
      const { annotations, conclusion, title, summary, text } = run.content;
      const withoutTitles = annotations.map(({ path, line, level, message }) => ({ path, line, level, message }));
      return {
        id: run.id,
        name,
        externalId: run.externalId,
        conclusion,
        title,
        summary,
        text,
        annotations: withoutTitles,
      };
    },
  };
});
