import { DEFAULT_BUS } from '../../../registry/kinds/event-rule/schema.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { listOf, objectOf } from '../raw.ts';
import { documentsOf, type RegistryContext, teamOfPath } from './registry-rule.ts';

/**
 * What tells of every call in the account, with its parameters, whoever makes it:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
const CLOUDTRAIL = [
  'AWS API Call via CloudTrail',
  'AWS Console Sign In via CloudTrail',
  'AWS Console Action via CloudTrail',
  'AWS Service Event via CloudTrail',
  'AWS Insight via CloudTrail',
];

/** Names that a pattern may be about. */
interface Names {
  /** First part of every name of the platform. */
  readonly project: string;
  /** First part of the team's own names. */
  readonly own: string;
}

/**
 * On the default bus AWS tells of everything in the account, other teams' buckets and calls too, so a pattern there has to say of what (I4).
 * Buses of a team's own and of partners carry what is meant for them.
 */
export function foreignEvents(context: RegistryContext): readonly Finding[] {
  const [platform] = documentsOf(context, 'Platform');
  if (platform === undefined) return [];
  const project = `${platform.spec.project}-`;
  return documentsOf(context, 'EventRule').flatMap(({ spec, source }) => {
    if (spec.pattern === undefined || spec.bus !== DEFAULT_BUS) return [];
    const own = `${project}${teamOfPath(source.file) ?? ''}-`;
    return alternatives(spec.pattern, ['spec', 'pattern'])
      .flatMap(([pattern, path]) => patternProblems(pattern, path, { project, own }))
      .slice(0, 1)
      .map((problem) => context.finding(source, problem));
  });
}

/** A pattern with `$or` stands for several, each with what is beside the `$or`. */
function alternatives(pattern: JsonObject, path: Path): readonly (readonly [JsonObject, Path])[] {
  const { $or, ...common } = pattern;
  if ($or === undefined) return [[common, path]];
  return listOf($or).map((one, index) => [{ ...common, ...objectOf(one) }, [...path, '$or', index]]);
}

function patternProblems(pattern: JsonObject, path: Path, names: Names): readonly Problem[] {
  const sources = pattern.source === undefined ? undefined : listOf(pattern.source);
  if (sources === undefined) {
    const message = 'On the default bus a pattern says whose events it wants.';
    return [outside(path, message, 'Add `source`, e.g. [aws.codebuild].')];
  }
  const mayBe = (wanted: (name: string) => boolean) =>
    sources.some((source) => typeof source !== 'string' || wanted(source));
  return [
    ...(mayBe((name) => name === 'aws.s3') ? bucketProblems(pattern, path, names) : []),
    ...(mayBe((name) => name.startsWith('aws.')) ? callProblems(pattern, path) : []),
  ];
}

function bucketProblems({ detail }: JsonObject, path: Path, { project, own }: Names): readonly Problem[] {
  const buckets = objectOf(objectOf(detail).bucket).name;
  const isOwn = (name: string) => name.startsWith(own) || !name.startsWith(project);
  const isFine = (entry: Json) => {
    if (typeof entry === 'string') return isOwn(entry);
    const { prefix } = objectOf(entry);
    return typeof prefix === 'string' && isOwn(prefix) && (prefix.startsWith(own) || !project.startsWith(prefix));
  };
  if (buckets !== undefined && listOf(buckets).every(isFine)) return [];
  const message = "This pattern takes events about other teams' buckets.";
  const hint = `Use \`s3\` with a Bucket in place of the pattern, or name buckets in detail.bucket.name: ${own}….`;
  return [outside(path, message, hint)];
}

function callProblems(pattern: JsonObject, path: Path): readonly Problem[] {
  const types = pattern['detail-type'];
  const isFine = (entry: Json) => {
    if (typeof entry === 'string') return !CLOUDTRAIL.includes(entry);
    const { prefix } = objectOf(entry);
    return typeof prefix === 'string' && !CLOUDTRAIL.some((type) => type.startsWith(prefix));
  };
  if (types !== undefined && listOf(types).every(isFine)) return [];
  const message = 'This pattern takes what CloudTrail tells of calls by anybody in the account.';
  return [outside(path, message, 'Name what you want in `detail-type`, and nothing via CloudTrail.')];
}

function outside(path: Path, message: string, hint: string): Problem {
  return { code: 'OutsideScope', path, at: 'key', message, hint };
}
