import { HoldfastError } from '../../diagnostics/error.ts';
import type { ReadTarget, ResourcePart } from '../../drift/port.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../lib/json.ts';
import { type AwsConnection, type AwsRequest, escapeText, sendRequest } from '../aws-request.ts';
import type { AwsService } from '../aws-services.ts';
import { parseXml, type XmlElement } from '../aws-xml.ts';

/** Reading calls in the protocols of AWS. The same call is made once. https://smithy.io/2.0/aws/protocols/index.html */
export interface Calls {
  /** AWS JSON: one action with its input. `target` is the whole `x-amz-target`. */
  json(service: AwsService, target: string, input: object): Promise<JsonObject>;
  /** REST with JSON answers; `path` is escaped. */
  rest(service: AwsService, path: string, query?: Readonly<Record<string, string>>): Promise<JsonObject>;
  /** The query protocol with XML answers, also EC2's. */
  query(
    service: AwsService,
    version: string,
    action: string,
    input: Readonly<Record<string, string>>,
  ): Promise<XmlElement>;
  /** REST with XML or other answers, as text. */
  text(service: AwsService, path: string, query?: Readonly<Record<string, string>>): Promise<string>;
}

/** How one service reads its types. */
export interface ServiceReader {
  /** What it calls, for the role. */
  readonly actions: readonly string[];
  readonly reads: Readonly<Record<string, (target: ReadTarget, calls: Calls) => Promise<JsonObject | undefined>>>;
  /** What lies inside resources of a type. */
  readonly parts?: Readonly<Record<string, (target: ReadTarget, calls: Calls) => Promise<readonly ResourcePart[]>>>;
  /** By `<type>.<attribute>`. */
  readonly attributes?: Readonly<Record<string, (target: ReadTarget, calls: Calls) => Promise<Json | undefined>>>;
}

/** Calls for one sweep: answers are kept. */
export function createCalls(connection: AwsConnection): Calls {
  const answers = new Map<string, Promise<string>>();
  const fetchText = (request: AwsRequest, operation: string): Promise<string> => {
    const key = JSON.stringify(request);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = sendRequest(request, operation, connection);
    answers.set(key, answer);
    // Whoever awaits it is told; nobody else is.
    answer.catch(() => undefined);
    return answer;
  };
  const get = (
    service: AwsService,
    path: string,
    query: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) => fetchText({ service, method: 'GET', path, query, headers }, `read ${path} of ${service}`);
  const post = (service: AwsService, operation: string, headers: Readonly<Record<string, string>>, body: string) =>
    fetchText({ service, method: 'POST', path: '/', query: {}, headers, body }, `${operation} of ${service}`);
  return {
    json: async (service, target, input) => {
      const headers = { 'content-type': `application/x-amz-json-${versionOf(target)}`, 'x-amz-target': target };
      return jsonOf(await post(service, target.replace(/^.*\./, ''), headers, JSON.stringify(input)));
    },
    // Without this API Gateway answers in another form (HAL).
    rest: async (service, path, query) => jsonOf(await get(service, path, query, { accept: 'application/json' })),
    query: async (service, version, action, input) => {
      const pairs = Object.entries({ Action: action, Version: version, ...input });
      const body = pairs.map(([name, value]) => `${name}=${escapeText(value)}`).join('&');
      return parseXml(await post(service, action, { 'content-type': 'application/x-www-form-urlencoded' }, body));
    },
    text: (service, path, query) => get(service, path, query),
  };
}

/** These speak the protocol's first version. */
function versionOf(target: string): string {
  return /^(?:AmazonSQS|DynamoDB|GraniteService)/.test(target) ? '1.0' : '1.1';
}

function jsonOf(text: string): JsonObject {
  const answer: Json = text === '' ? {} : JSON.parse(text);
  return isJsonObject(answer) ? answer : {};
}

/** The answer, or `undefined` where the service says with one of these errors that there is no such thing. */
export async function orGone<T>(answer: Promise<T>, ...codes: readonly string[]): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof HoldfastError && codes.includes(error.code)) return undefined;
    throw error;
  }
}

/** All items of a list that comes in pages. */
export async function allPages<T>(
  read: (token: string | undefined) => Promise<{ readonly items: readonly T[]; readonly next: string | undefined }>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let token: string | undefined;
  do {
    const page = await read(token);
    items.push(...page.items);
    token = page.next === '' ? undefined : page.next;
  } while (token !== undefined);
  return items;
}

/** A text that Git says of the resource. Without it the resource cannot be found. */
export function said({ declared }: ReadTarget, name: string): string {
  const value = declared[name];
  if (typeof value === 'string') return value;
  const details = { code: 'NotKnown', source: 'holdfast', retryable: false } as const;
  throw new HoldfastError(`its ${name} is not known`, details);
}

/** Physical ids of types with a compound identifier may come as `<id of the parent>|<id>`. */
export function bareId(physicalId: string): string {
  return physicalId.slice(physicalId.lastIndexOf('|') + 1);
}

/** The same where nobody knows which of the two comes first. */
export function idBeside(physicalId: string, parent: string): string {
  return physicalId.split('|').find((part) => part !== parent) ?? physicalId;
}

/** AWS is in the middle of a change: what is read now is neither the old nor the new. */
export function changing(what: string): HoldfastError {
  const details = { code: 'ResourceChanging', source: 'aws', retryable: true } as const;
  return new HoldfastError(`a change of the ${what} is under way`, details);
}

/** Members of an answer by the names of the template: `Name`, or `[name in the answer, name in the template]`. */
export function pick(answer: JsonObject, ...names: readonly (string | readonly [string, string])[]): JsonObject {
  const entries = names.flatMap((name) => {
    const [from, to] = typeof name === 'string' ? [name, name] : name;
    const value = Object.hasOwn(answer, from) ? answer[from] : undefined;
    return value === undefined || value === null ? [] : [[to, value] as const];
  });
  return Object.fromEntries(entries);
}

/** An object without the members that have no value. */
export function present(object: Readonly<Record<string, Json | undefined>>): JsonObject {
  const entries = Object.entries(object).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}

/** The objects of a list in an answer. */
export function objectsOf(value: Json | undefined): readonly JsonObject[] {
  return isJsonArray(value) ? value.filter(isJsonObject) : [];
}

/** The object at a name, or an empty one. */
export function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** The text of a value, if it is one. */
export function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Everything in an answer with its names in capitals, as the template writes them; maps whose keys are names are left out. */
export function capitals(value: Json, ...maps: readonly string[]): Json {
  if (isJsonArray(value)) return value.map((item) => capitals(item, ...maps));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => {
    const name = `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
    return [name, maps.includes(name) ? item : capitals(item, ...maps)] as const;
  });
  return Object.fromEntries(entries);
}
