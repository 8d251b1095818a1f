import jsonPatch from 'fast-json-patch';
import type { Finding, Location } from '../diagnostics/finding.ts';
import { isJsonObject, type Json, type JsonObject } from '../lib/json.ts';
import type { ObservedStack, ObservedState } from '../observe/observed.ts';
import type { Plan, PlanNode } from '../plan/plan.ts';

/**
 * Types with a name that their template gives, and the property with it. CloudFormation makes the new resource before it deletes the old
 * one, so it refuses to replace one whose name stays:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
 */
const NAMES: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SecretsManager::Secret': 'Name',
};

/** Refuses changes that CloudFormation would only refuse in the middle of an update. `at` serves where the plan knows no line. */
export function refuseChanges({ stacks }: Plan, observed: ObservedState, at: Location): readonly Finding[] {
  return stacks.flatMap(({ name, nodes }) => {
    const stack = observed.stacks.find((found) => found.name === name);
    return nodes.flatMap((node) => {
      const indexes = node.type === TABLE ? whyNotIndexed(node, stack) : [];
      const reasons = [...whyNotReplaced(node), ...whyNotMapped(node), ...whyNotRenamed(node), ...indexes];
      return reasons.map((reason) => refusal(node, reason, at));
    });
  });
}

/** What is wrong with a change, and what the author can do. */
interface Reason {
  readonly message: string;
  readonly hint: string;
}

function whyNotReplaced({ action, type, logicalId, changes }: PlanNode): readonly Reason[] {
  const name = NAMES[type];
  if (action !== 'replace' || name === undefined) return [];
  if (changes.some(({ path }) => path === `/Properties/${name}`)) return [];
  const message = `${logicalId} would have to be replaced, but CloudFormation does not replace what keeps its name.`;
  return [{ message, hint: 'Undo the change, or add a document of another name and remove this one later.' }];
}

/** Lambda takes no second mapping of one source to one function, and a new one comes before the old one goes: API_CreateEventSourceMapping. */
function whyNotMapped({ action, type, changes }: PlanNode): readonly Reason[] {
  if (action !== 'replace' || type !== 'AWS::Lambda::EventSourceMapping') return [];
  if (changes.some(({ path }) => path.startsWith('/Properties/EventSourceArn'))) return [];
  const message = 'Where a function begins to read a source cannot be changed once it reads it.';
  return [{ message, hint: 'Undo the change, or remove the event source and add it again in a later commit.' }];
}

/**
 * A path of a REST API has the same logical id whatever its parameters are called, so that another name means a new path beside the old one; API
 * Gateway takes no second parameter there.
 */
function whyNotRenamed({ type, changes }: PlanNode): readonly Reason[] {
  const change = type === 'AWS::ApiGateway::Resource' ? changes.find(({ path }) => path === PATH_PART) : undefined;
  if (change?.old === undefined || change.value === undefined) return [];
  const message = `A path parameter cannot be renamed in one step: ${String(change.old)} to ${String(change.value)}.`;
  const hint = 'Remove the routes with the old name first, and add them with the new one in a later commit.';
  return [{ message, hint }];
}

const PATH_PART = '/Properties/PathPart';

const TABLE = 'AWS::DynamoDB::Table';

/**
 * DynamoDB adds or removes one global index at a time, never changes what one is made of, and takes local indexes only with a new table.
 * Sources: API_UpdateTable of the DynamoDB API, AWS::DynamoDB::Table GlobalSecondaryIndexes.
 */
function whyNotIndexed(node: PlanNode, stack: ObservedStack | undefined): readonly Reason[] {
  const before = stack?.template?.Resources[node.logicalId]?.Properties;
  if (node.action !== 'update' || before === undefined) return [];
  const { newDocument } = jsonPatch.applyPatch({ Properties: before }, patchOf(node), false, false);
  const after = newDocument.Properties;
  return [...globalReasons(indexesOf(before), indexesOf(after)), ...localReasons(before, after)];
}

function patchOf({ changes }: PlanNode): jsonPatch.Operation[] {
  const own = changes.filter(({ path }) => path.startsWith('/Properties/'));
  return own.map(({ op, path, value }) => (op === 'remove' ? { op, path } : { op, path, value: value ?? null }));
}

/** Name of a global index → what it is made of. */
function indexesOf({ GlobalSecondaryIndexes = [] }: JsonObject): ReadonlyMap<string, string> {
  const indexes: readonly Json[] = Array.isArray(GlobalSecondaryIndexes) ? GlobalSecondaryIndexes : [];
  return new Map(
    indexes
      .filter(isJsonObject)
      .map(({ IndexName, KeySchema = null, Projection = null }) => [
        String(IndexName),
        JSON.stringify([KeySchema, Projection]),
      ]),
  );
}

function globalReasons(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly Reason[] {
  const changed = [...after].filter(([name, parts]) => before.has(name) && before.get(name) !== parts);
  const added = [...after.keys()].filter((name) => !before.has(name));
  const removed = [...before.keys()].filter((name) => !after.has(name));
  const steps = [...added, ...removed];
  return [
    ...changed.map(([name]) => ({
      message: `The keys and the projection of index ${name} cannot be changed.`,
      hint: 'Add an index of another name, and remove this one in a later commit.',
    })),
    ...(steps.length > 1
      ? [
          {
            message: `DynamoDB adds or removes one index at a time; these are ${steps.join(', ')}.`,
            hint: 'Make a commit for each.',
          },
        ]
      : []),
  ];
}

function localReasons(before: JsonObject, after: JsonObject): readonly Reason[] {
  if (JSON.stringify(before.LocalSecondaryIndexes) === JSON.stringify(after.LocalSecondaryIndexes)) return [];
  const message = 'The local indexes of a table that exists cannot be changed.';
  return [{ message, hint: 'Undo the change, or add a Table of another name.' }];
}

function refusal({ source }: PlanNode, { message, hint }: Reason, at: Location): Finding {
  const { file, line, column } = source ?? at;
  return { code: 'UnsupportedChange', severity: 'error', message, file, line, column, path: '', hint };
}
