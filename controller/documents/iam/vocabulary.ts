import { suggest } from '../../lib/suggest.ts';
import { isPattern } from '../../lib/wildcards.ts';
import type { Problem } from '../problem.ts';
import { quote } from '../words.ts';
import type { Declared, Entry } from './declared.ts';
import { meantActions } from './meant-actions.ts';
import { type Service, serviceNames, serviceOf } from './names.ts';

/**
 * Calls of AWS APIs that have no action of their own, and the actions that IAM checks for them.
 * Source: the "Actions" tables of https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
const ACTIONS_OF_CALLS: Readonly<Record<string, readonly string[]>> = {
  'dynamodb:transactgetitems': ['dynamodb:GetItem'],
  'dynamodb:transactwriteitems': [
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
    'dynamodb:ConditionCheckItem',
  ],
  'dynamodb:executestatement': ['dynamodb:PartiQLSelect', 'dynamodb:PartiQLInsert'],
  'dynamodb:batchexecutestatement': ['dynamodb:PartiQLSelect', 'dynamodb:PartiQLInsert'],
  'lambda:invoke': ['lambda:InvokeFunction'],
  's3:copyobject': ['s3:GetObject', 's3:PutObject'],
  's3:completemultipartupload': ['s3:PutObject'],
  's3:createmultipartupload': ['s3:PutObject'],
  's3:deleteobjects': ['s3:DeleteObject'],
  's3:headbucket': ['s3:ListBucket'],
  's3:headobject': ['s3:GetObject'],
  's3:listbuckets': ['s3:ListAllMyBuckets'],
  's3:listobjects': ['s3:ListBucket'],
  's3:listobjectsv2': ['s3:ListBucket'],
  's3:uploadpart': ['s3:PutObject'],
  'sns:publishbatch': ['sns:Publish'],
  'sqs:changemessagevisibilitybatch': ['sqs:ChangeMessageVisibility'],
  'sqs:deletemessagebatch': ['sqs:DeleteMessage'],
  'sqs:sendmessagebatch': ['sqs:SendMessage'],
};

/** Looking for a near name takes time: enough for every honest document (R2). */
const MAX_HINTS = 20;

/** Services and actions that AWS does not have, a wildcard that stands for none of them included (A5). */
export function unknownActions(statements: readonly Declared[]): readonly Problem[] {
  const entries = statements.flatMap(({ actions, notActions }) => [...actions, ...notActions]);
  const unknown = entries.flatMap((entry) => readUnknown(entry) ?? []);
  return unknown.map((action, index) => ({
    code: 'UnknownIamName',
    path: action.path,
    message: sayUnknown(action),
    ...(index < MAX_HINTS ? hintFor(action) : {}),
  }));
}

/** An action that AWS does not have, and its service if AWS has that. */
interface Unknown extends Entry {
  readonly prefix: string;
  readonly name: string;
  readonly service: Service | undefined;
}

/** `undefined` for a known action, and for what is not written as an action at all: that the schema refuses. */
function readUnknown(entry: Entry): Unknown | undefined {
  const [, prefix, name] = /^([A-Za-z0-9-]+):([A-Za-z0-9*?]+)$/.exec(entry.text) ?? [];
  if (prefix === undefined || name === undefined) return undefined;
  return meantActions(entry.text).length > 0 ? undefined : { ...entry, prefix, name, service: serviceOf(prefix) };
}

function sayUnknown({ text, prefix, name, service }: Unknown): string {
  if (service === undefined) return `${quote(text)} names the service ${prefix}, which IAM does not know.`;
  if (isPattern(name)) return `${quote(text)} matches no action of ${service.name}.`;
  return `${service.name} has no action ${name}.`;
}

function hintFor({ text, prefix, name, service }: Unknown): { readonly hint?: string } {
  const instead = ACTIONS_OF_CALLS[text.toLowerCase()];
  if (instead !== undefined) return { hint: `IAM checks ${instead.join(', ')} for that call.` };
  if (service === undefined) return didYouMean(withName(suggest(prefix, serviceNames()), name));
  const names = [...service.actions.values()].map((action) => action.name);
  return didYouMean(withName(service.name, suggestAction(name, names)));
}

function withName(service: string | undefined, name: string | undefined): string | undefined {
  return service === undefined || name === undefined ? undefined : `${service}:${name}`;
}

/** A near name; for a wildcard, one whose beginning is near to what stands before it. */
function suggestAction(name: string, names: readonly string[]): string | undefined {
  const head = /^[^*?]*/.exec(name)?.[0] ?? '';
  if (head === name) return suggest(name, names);
  const heads = names.map((known) => known.slice(0, head.length));
  const near = suggest(head, heads);
  return near === undefined ? undefined : names[heads.indexOf(near)];
}

/** A hint, if there is something near. */
export function didYouMean(near: string | undefined): { readonly hint?: string } {
  return near === undefined || near === '' ? {} : { hint: `Did you mean ${near}?` };
}
