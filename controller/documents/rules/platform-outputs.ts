import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { objectOf } from '../raw.ts';

/** Beginnings that Parameter Store keeps for AWS: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html (Name) */
const RESERVED = /^(?:aws|ssm)/i;

/** Outputs can be published where the platform says: parameters have a path that AWS allows, the state has a bucket of its own. */
export function platformOutputs(document: JsonObject): readonly Problem[] {
  const spec = objectOf(document.spec);
  return [...reservedPath(spec), ...sharedBucket(spec)];
}

function reservedPath({ project, outputs }: JsonObject): Problem[] {
  if (typeof project !== 'string' || !RESERVED.test(project) || objectOf(outputs).ssm === 'none') return [];
  const message = `Outputs cannot be parameters below /${project}: Parameter Store keeps names that begin with aws or ssm for AWS.`;
  const hint = 'Choose another project, or set spec.outputs.ssm to none.';
  return [{ code: 'ConflictingFields', path: ['spec', 'project'], message, hint }];
}

/** Who may read outputs need not be able to read code or logs. */
function sharedBucket({ project, account, region, storage, outputs }: JsonObject): Problem[] {
  const { bucket } = objectOf(objectOf(outputs).terraformState);
  const artifacts = objectOf(storage).artifactBucket ?? `${project}-artifacts-${account}-${region}`;
  const owner =
    bucket === artifacts ? 'the function code' : bucket === `${project}-logs-${account}-${region}` ? 'the logs' : '';
  if (typeof bucket !== 'string' || owner === '') return [];
  const path = ['spec', 'outputs', 'terraformState', 'bucket'];
  return [{ code: 'ConflictingFields', path, message: `The bucket ${bucket} is that of ${owner} already.` }];
}
