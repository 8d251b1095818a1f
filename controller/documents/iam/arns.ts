import { suggest } from '../../lib/suggest.ts';
import { isPattern, matchesPattern } from '../../lib/wildcards.ts';
import { quote } from '../words.ts';
import { type ArnForm, formsOf, serviceNames } from './names.ts';
import { exampleArn, LOG_GROUP, ownPrefix, type Scope } from './scope.ts';

/** Why a resource is not surely the team's own, and what to write instead. */
export interface Outside {
  readonly message: string;
  readonly hint?: string;
}

/** The parts of an ARN, which may have wildcards. */
interface Arn {
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
  /** The resource up to the first wildcard or policy variable. */
  readonly literal: string;
}

/**
 * Why an ARN is not surely the team's own. Own is what is in the platform's account and region and has a name of the team; of
 * resources whose ids AWS makes up, one that is named whole; and what belongs to AWS, or is there only once.
 */
export function arnProblem(text: string, scope: Scope): Outside | undefined {
  const [, partition = '', service = '', region = '', account = '', ...rest] = text.split(':');
  const resource = rest.join(':');
  const literal = resource.slice(0, /[*?]|\$\{|$/.exec(resource)?.index);
  const arn = { service, region, account, resource, literal };
  return (
    elsewhere('partition', partition, [scope.partition]) ??
    elsewhere('region', region, [scope.region, '']) ??
    elsewhere('account', account, [scope.account, '', 'aws']) ??
    artifacts(arn, scope) ??
    unowned(arn, scope)
  );
}

function elsewhere(what: string, given: string, [own = '', ...others]: readonly string[]): Outside | undefined {
  if (given === own || others.includes(given)) return undefined;
  return { message: `The ${what} ${quote(given)} is not the platform's, which is ${own}.`, hint: `Write ${own}.` };
}

/** Who can write the artifact bucket decides what the functions of all teams run (platform-001), whatever the bucket is called. */
function artifacts({ service, resource }: Arn, scope: Scope): Outside | undefined {
  const bucket = resource.replace(/\$\{[^}]*\}/g, '*').split('/')[0] ?? '';
  if (service !== 's3' || !matchesPattern(bucket, scope.artifactBucket)) return undefined;
  const message = `${quote(resource)} covers the artifact bucket, from which all functions get their code (platform-001).`;
  return { message, hint: `Write arn:${scope.partition}:s3:::${ownPrefix(scope)}*.` };
}

function unowned(arn: Arn, scope: Scope): Outside | undefined {
  const forms = formsOf(arn.service).filter((form) => isInPlace(form, arn));
  const fitting = forms.filter(({ head }) => arn.literal.startsWith(head));
  const longest = Math.max(...fitting.map(({ head }) => head.length));
  const closest = fitting.filter(({ head }) => head.length === longest);
  const form = closest.find(({ name }) => name === 'chosen') ?? closest[0];
  if (form === undefined) return noForm(arn, forms, scope);
  return isOwn(form, arn, scope) ? undefined : notOwn(form, arn, scope);
}

function isInPlace(form: ArnForm, { region, account }: Arn): boolean {
  const owner = account === '' ? 'none' : account === 'aws' ? 'aws' : 'own';
  return form.region === (region !== '') && form.account === owner;
}

function isOwn({ name, head, account }: ArnForm, { literal, resource, service }: Arn, scope: Scope): boolean {
  const given = literal.slice(head.length);
  if (name === 'none') return resource === head;
  if (account === 'aws' || given.startsWith(ownPrefix(scope))) return true;
  if (name === 'chosen') return service === 'logs' && given.startsWith(`${LOG_GROUP}${ownPrefix(scope)}`);
  return isWholeId(resource.slice(head.length), given) && !given.startsWith(`${scope.project}-`);
}

/** An id that AWS made up, without a wildcard in it; what follows it may have some. */
function isWholeId(rest: string, literal: string): boolean {
  const id = /^[^/:]*/.exec(rest)?.[0] ?? '';
  return id !== '' && literal.startsWith(id);
}

function notOwn(form: ArnForm, { resource }: Arn, scope: Scope): Outside {
  const hint = `Write ${exampleArn(form, scope)}.`;
  if (form.name === 'made') return { message: `${quote(resource)} covers more than one resource.`, hint };
  const prefix = ownPrefix(scope);
  return { message: `${quote(resource)} is not surely the team's own: its names begin with ${prefix}.`, hint };
}

/** An ARN that is none, or has its wildcard before there is a name. */
function noForm({ service, resource, literal }: Arn, forms: readonly ArnForm[], scope: Scope): Outside {
  const covered = isPattern(resource) ? forms.find(({ head }) => head.startsWith(literal)) : undefined;
  if (covered !== undefined) return notOwn(covered, { service, resource, literal, region: '', account: '' }, scope);
  const known = formsOf(service);
  if (known.length === 0) {
    const near = suggest(service, serviceNames());
    const message = `${quote(service)} is no service whose ARNs IAM knows.`;
    return near === undefined ? { message } : { message, hint: `Did you mean ${near}?` };
  }
  const form = known.find(({ head }) => head !== '' && resource.startsWith(head)) ?? known[0];
  const message = `The service ${service} has no ARN with ${quote(resource)} in this place.`;
  return form === undefined ? { message } : { message, hint: `There is ${exampleArn(form, scope)}.` };
}
