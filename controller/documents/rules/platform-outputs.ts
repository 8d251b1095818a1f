import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { objectOf } from '../raw.ts';

/** Beginnings that Parameter Store keeps for AWS: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html (Name) */
const RESERVED = /^(?:aws|ssm)/i;

/** Buckets of the teams: names that begin with the project and have `-bucket-` in them are theirs. */
const OF_A_TEAM = /^-[a-z0-9-]+-bucket-[a-z0-9-]+-\d{12}$/;

/** Outputs can be published where the platform says: parameters have a path that AWS allows, the state has a bucket of its own. */
export function platformOutputs(document: JsonObject): readonly Problem[] {
  const spec = objectOf(document.spec);
  return [...reservedPath(spec), ...sharedBucket(spec), ...artifactsElsewhere(spec), ...teamBuckets(spec)];
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

/** The bucket of the function code is not the one that the requests to it are logged in. */
function artifactsElsewhere({ project, account, region, storage }: JsonObject): Problem[] {
  const { artifactBucket } = objectOf(storage);
  if (artifactBucket !== `${project}-logs-${account}-${region}`) return [];
  const path = ['spec', 'storage', 'artifactBucket'];
  return [{ code: 'ConflictingFields', path, message: `The bucket ${artifactBucket} is that of the logs already.` }];
}

/** A name that a Bucket of a team may have, now or later, is not the platform's. */
function teamBuckets({ project, storage, outputs }: JsonObject): Problem[] {
  const named: readonly (readonly [path: readonly string[], name: unknown])[] = [
    [['spec', 'storage', 'artifactBucket'], objectOf(storage).artifactBucket],
    [['spec', 'outputs', 'terraformState', 'bucket'], objectOf(objectOf(outputs).terraformState).bucket],
  ];
  return named.flatMap(([path, name]): Problem[] => {
    if (typeof name !== 'string' || typeof project !== 'string' || !name.startsWith(project)) return [];
    if (!OF_A_TEAM.test(name.slice(project.length))) return [];
    return [{ code: 'ForeignName', path, message: `The bucket ${name} has a name that a team's Bucket may have.` }];
  });
}
