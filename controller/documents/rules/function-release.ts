import { SNAP_START_RUNTIMES } from '../../../registry/kinds/function/runtimes.ts';
import type { JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { objectOf } from '../raw.ts';

/** Most of /tmp that a snapshot takes: https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html */
const SNAP_START_STORAGE_MB = 512;

/** Versions of a function: what snapshots need, concurrency that is kept ready within what is reserved, and a rollout that can be stopped. */
export function functionRelease(document: JsonObject): readonly Problem[] {
  const spec = objectOf(document.spec);
  return [
    ...(spec.snapStart === true ? snapStartProblems(spec) : []),
    ...readyProblems(spec),
    ...rolloutProblems(spec),
  ];
}

function snapStartProblems(spec: JsonObject): Problem[] {
  const { runtime, release, ephemeralStorageMb: storage, imageUri } = spec;
  const reasons: string[] = [];
  if (release === undefined) reasons.push('needs spec.release: only versions are started from a snapshot');
  if (imageUri !== undefined) reasons.push('is not for container images');
  if (typeof runtime === 'string' && !SNAP_START_RUNTIMES.has(runtime)) reasons.push(`is not for ${runtime}`);
  if (typeof storage === 'number' && storage > SNAP_START_STORAGE_MB)
    reasons.push(`takes at most ${SNAP_START_STORAGE_MB} MB of ephemeralStorageMb`);
  if (objectOf(release).provisionedConcurrency !== undefined) reasons.push('excludes provisionedConcurrency');
  return reasons.map((reason) => conflict(['spec', 'snapStart'], `spec.snapStart ${reason}.`));
}

/** https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html */
function readyProblems({ release, reservedConcurrency: reserved }: JsonObject): Problem[] {
  const ready = objectOf(release).provisionedConcurrency;
  if (typeof ready !== 'number' || typeof reserved !== 'number' || reserved < 0 || ready <= reserved) return [];
  const path = ['spec', 'release', 'provisionedConcurrency'];
  const message = `spec.release.provisionedConcurrency is ${ready}, of ${reserved} runs at once that are reserved.`;
  return [{ code: 'InvalidValue', path, message }];
}

function rolloutProblems({ release, alarms }: JsonObject): Problem[] {
  if (objectOf(release).rollout === undefined || (alarms !== false && objectOf(alarms).errors !== false)) return [];
  const message = 'No alarm on errors would stop this rollout.';
  return [{ code: 'RolloutWithoutAlarm', severity: 'warning', path: ['spec', 'release', 'rollout'], message }];
}

function conflict(path: Path, message: string): Problem {
  return { code: 'ConflictingFields', path, at: 'key', message };
}
