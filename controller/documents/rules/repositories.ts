import type { Json, JsonObject } from '../../lib/json.ts';
import { formatPath, type Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { listOf, objectOf } from '../raw.ts';

/** Repositories of a Team. */
export function teamRepositories(document: JsonObject): readonly Problem[] {
  return repositoryProblems(objectOf(document.spec).repositories, ['spec', 'repositories'], false);
}

/** Repositories of the registry, which may trust pull requests too: the role that they get only reads. */
export function platformRepositories(document: JsonObject): readonly Problem[] {
  const { github } = objectOf(objectOf(document.spec).iam);
  return repositoryProblems(objectOf(github).repositories, ['spec', 'iam', 'github', 'repositories'], true);
}

/** Each repository stands once and says which of its workflows are meant: without that, any branch could sign in. */
function repositoryProblems(list: Json | undefined, path: Path, pullRequestsCount: boolean): readonly Problem[] {
  const entries = listOf(list).map(objectOf);
  return entries.flatMap((entry, index): Problem[] => {
    const at = [...path, index];
    const { repository, branches, environments, pullRequests } = entry;
    const first = entries.findIndex((other) => other.repository === repository);
    if (typeof repository === 'string' && first !== index) {
      const message = `${formatPath([...at, 'repository'])} repeats ${formatPath([...path, first, 'repository'])}.`;
      return [{ code: 'DuplicateEntry', path: [...at, 'repository'], message }];
    }
    const trusted =
      branches !== undefined || environments !== undefined || (pullRequestsCount && pullRequests === true);
    if (trusted || repository === undefined) return [];
    const choices = pullRequestsCount ? 'branches, environments nor pull requests' : 'branches nor environments';
    const message = `${formatPath(at)} names neither ${choices}, so it trusts no workflow.`;
    return [{ code: 'MissingField', path: [...at, 'branches'], message }];
  });
}
