import { hash } from 'node:crypto';
import type { Json, JsonObject } from '../lib/json.ts';
import { isJsonArray, isJsonObject } from '../lib/json.ts';
import { snakeCase } from './names.ts';
import type { PublishedOutputs } from './published.ts';
import { treeOf } from './tree.ts';

/**
 * Version of Terraform that the state claims to be from. Terraform has promised since 1.0 that later versions read its states, and
 * OpenTofu began there. https://developer.hashicorp.com/terraform/language/v1-compatibility-promises
 */
const TERRAFORM_VERSION = '1.0.0';

/** What is to be done about the state file. */
export type StateDecision =
  | { readonly action: 'keep'; readonly serial: number }
  | { readonly action: 'write'; readonly serial: number; readonly text: string }
  /** The file is somebody else's: to overwrite a state is to lose the resources that are in it. */
  | { readonly action: 'refuse'; readonly because: string };

/**
 * Compares the file that is there with what is to be published. The serial grows with every change of content and with nothing else;
 * `lastSerial` is that of the last file that we wrote, so that it grows also when somebody removed the file. Pure.
 */
export function decideState(
  existing: string | undefined,
  outputs: PublishedOutputs,
  lastSerial: number,
): StateDecision {
  const lineage = lineageOf(outputs);
  if (existing === undefined) return write(outputs, lastSerial + 1);
  const state = parse(existing);
  if (state?.lineage !== lineage) return refuse('it is not a state that Holdfast wrote for this platform');
  if (!isJsonArray(state.resources) || state.resources.length > 0)
    return refuse('it holds resources of a Terraform configuration');
  const serial = Math.max(typeof state.serial === 'number' ? state.serial : 0, lastSerial);
  if (existing === renderState(outputs, serial)) return { action: 'keep', serial };
  return write(outputs, serial + 1);
}

function write(outputs: PublishedOutputs, serial: number): StateDecision {
  return { action: 'write', serial, text: renderState(outputs, serial) };
}

function refuse(because: string): StateDecision {
  return { action: 'refuse', because };
}

function parse(text: string): JsonObject | undefined {
  try {
    const value: Json = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A state of format version 4 with outputs and no resources, as Terraform itself writes one. The platform's outputs are outputs of the
 * state; those of the teams are one output `teams`. Equal outputs and serials give equal bytes (P4). Source of the format:
 * https://github.com/hashicorp/terraform/blob/v1.11.4/internal/states/statefile/version4.go
 */
export function renderState(outputs: PublishedOutputs, serial: number): string {
  const { platform, teams } = treeOf(outputs);
  const values: Readonly<Record<string, Json>> = { ...snakeKeys(platform), teams: snakeKeys(teams) };
  const rendered = sorted(values).map(([name, value]) => [name, { value, type: typeOf(value) }] as const);
  const state = {
    version: 4,
    terraform_version: TERRAFORM_VERSION,
    serial,
    lineage: lineageOf(outputs),
    outputs: Object.fromEntries(rendered),
    resources: [],
    check_results: null,
  };
  return `${JSON.stringify(state, null, 2)}\n`;
}

/**
 * Names the history that a state belongs to: one per platform and environment, always the same. A UUID of version 8, made of a digest
 * (https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-8).
 */
export function lineageOf({ project, environment, account, region }: PublishedOutputs): string {
  const hex = hash('sha256', `holdfast outputs ${project} ${environment} ${account} ${region}`, 'hex');
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** Names of outputs and kinds become Terraform's; names of teams and documents have no capital letters, so they stay. */
function snakeKeys(value: JsonObject): JsonObject;
function snakeKeys(value: Json): Json;
function snakeKeys(value: Json): Json {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(sorted(value).map(([key, inner]) => [snakeCase(key), snakeKeys(inner)]));
}

function sorted(values: Readonly<Record<string, Json>>): readonly (readonly [string, Json])[] {
  return Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** The type of a value in the JSON form of Terraform's type system: `"string"`, `["list","string"]`, `["object",{…}]`. */
function typeOf(value: Json): Json {
  if (isJsonArray(value)) return ['list', 'string'];
  if (!isJsonObject(value)) return 'string';
  return ['object', Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, typeOf(inner)]))];
}
