import { brotliDecompressSync } from 'node:zlib';
import { PACKED_NAMES } from './names-data.ts';

/** How the ARNs of one sort of resource look. */
export interface ArnForm {
  /** Service in the ARN, which may be another than that of the actions. */
  readonly service: string;
  readonly region: boolean;
  /** `own` for an account id, `aws` for what AWS itself owns, `none` where ARNs have no account. */
  readonly account: 'own' | 'aws' | 'none';
  /** The resource up to its name: `table/`. */
  readonly head: string;
  /** Whether the name that follows is chosen by whoever makes the resource, made up by AWS, or not there: there is only one. */
  readonly name: 'chosen' | 'made' | 'none';
}

/** An action, in AWS's spelling. */
export interface Action {
  readonly name: string;
  /** The resource that it mainly works on; absent for an action that IAM cannot limit to a resource. */
  readonly form?: ArnForm;
  /** True for an action that writes a resource policy, a grant or the like. */
  readonly givesRights: boolean;
}

/** All that IAM knows of a service. */
export interface Service {
  readonly name: string;
  /** By name in lower case, as IAM compares. */
  readonly actions: ReadonlyMap<string, Action>;
  /** Spelt as AWS does, with the service; `$` stands for any text. */
  readonly conditionKeys: readonly string[];
}

/** The lines of one service, not yet read. */
interface Block {
  readonly forms: readonly ArnForm[];
  readonly keys: string;
  readonly lines: readonly string[];
}

interface Names {
  readonly globalKeys: readonly string[];
  readonly blocks: ReadonlyMap<string, Block>;
  readonly forms: ReadonlyMap<string, readonly ArnForm[]>;
}

/** Unpacked when the first statement is looked at, and kept: the names are the same for every registry. */
let unpacked: Names | undefined;
const services = new Map<string, Service>();

/** The text that `generate-names.ts` packed. */
export function unpack(): string {
  return brotliDecompressSync(Buffer.from(PACKED_NAMES, 'base64')).toString();
}

/** A service by its prefix in actions, whatever the case; `undefined` if IAM has none of that name. */
export function serviceOf(prefix: string): Service | undefined {
  const name = prefix.toLowerCase();
  const known = services.get(name);
  if (known !== undefined) return known;
  const block = names().blocks.get(name);
  if (block === undefined) return undefined;
  const service = readService(name, block);
  services.set(name, service);
  return service;
}

/** The prefixes of all services. */
export function serviceNames(): readonly string[] {
  return [...names().blocks.keys()];
}

/** The condition keys that requests to every service have; `$` stands for any text. */
export function globalConditionKeys(): readonly string[] {
  return names().globalKeys;
}

/** Every form that ARNs of a service have; empty for what is no service. */
export function formsOf(arnService: string): readonly ArnForm[] {
  return names().forms.get(arnService) ?? [];
}

function names(): Names {
  unpacked ??= readNames(unpack());
  return unpacked;
}

function readNames(text: string): Names {
  const [globalKeys = '', ...rest] = text.split('\n/');
  const blocks = new Map(rest.map(readBlock));
  const forms = Map.groupBy(
    [...blocks.values()].flatMap((block) => block.forms),
    ({ service }) => service,
  );
  return { globalKeys: globalKeys.split(' '), blocks, forms };
}

function readBlock(block: string): [string, Block] {
  const [name = '', forms = '', keys = '', ...lines] = block.split('\n');
  return [name, { forms: wordsOf(forms).map((form) => readForm(name, form)), keys, lines }];
}

function readForm(service: string, text: string): ArnForm {
  const [owner = '', region, account, ...rest] = text.split(':');
  const resource = rest.join(':');
  const last = resource.at(-1);
  const name = last === '$' ? 'chosen' : last === '#' ? 'made' : 'none';
  return {
    service: owner === '' ? service : owner,
    region: region === 'r',
    account: account === 'a' ? 'own' : account === 'aws' ? 'aws' : 'none',
    head: name === 'none' ? resource : resource.slice(0, -1),
    name,
  };
}

function readService(name: string, { forms, keys, lines }: Block): Service {
  const actions = new Map<string, Action>();
  let form: ArnForm | undefined;
  for (const line of lines) {
    if (line.startsWith('=')) form = line === '=' ? undefined : forms[Number(line.slice(1))];
    else
      for (const action of readActions(line))
        actions.set(action.name.toLowerCase(), { ...action, ...(form && { form }) });
  }
  const conditionKeys = wordsOf(keys).map((key) => (key.startsWith(':') ? name + key : key));
  return { name, actions, conditionKeys };
}

/** `Get,List+!  Queue` is the actions GetQueue and ListQueues, and that the second one gives rights. */
function readActions(line: string): Action[] {
  const [verbs = '', ...nouns] = line.split(' ');
  return verbs.split(',').flatMap((verb) => {
    const [, word = '', plural, mark] = /^(\w+)(\+?)(!?)$/.exec(verb) ?? [];
    return nouns.map((noun) => ({ name: `${word}${noun}${plural === '+' ? 's' : ''}`, givesRights: mark === '!' }));
  });
}

function wordsOf(text: string): string[] {
  return text === '' ? [] : text.split(' ');
}
