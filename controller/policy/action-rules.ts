import type { Path } from '../documents/path.ts';
import type { AnyDocument } from '../documents/registry.ts';
import { matchesPattern, overlap } from '../lib/wildcards.ts';
import type { Judged } from './judged.ts';

/** Which actions may stand in statements: only those within `allowed`, none that meets `denied`. */
interface ActionLimits {
  readonly allowed?: readonly string[];
  readonly denied?: readonly string[];
}

/** The actions of allowing statements that break the limits, each at its own line. */
export function actionBreaches(
  { statements }: Pick<Judged, 'statements'>,
  { allowed, denied = [] }: ActionLimits,
): readonly { readonly document: AnyDocument; readonly path: Path; readonly message: string }[] {
  return statements.flatMap(({ document, path, statement }) => {
    if (statement.Effect !== 'Allow') return [];
    const list = Array.isArray(statement.Action);
    return [statement.Action ?? []].flat().flatMap((action, index) => {
      const at = list ? [...path, 'Action', index] : [...path, 'Action'];
      const forbidden = denied.find((pattern) => overlap(lower(action), lower(pattern)));
      if (forbidden !== undefined) return [{ document, path: at, message: `${action} allows ${forbidden}` }];
      if (allowed === undefined || allowed.some((pattern) => matchesPattern(lower(pattern), lower(action)))) return [];
      return [{ document, path: at, message: `${action} is not within ${allowed.join(', ')}` }];
    });
  });
}

/** IAM compares actions in either case: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html */
function lower(action: string): string {
  return action.toLowerCase();
}
