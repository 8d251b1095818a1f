import { HoldfastError } from '../diagnostics/error.ts';
import type { OutputParameter } from '../outputs/parameters.ts';
import type { ParameterStore } from '../outputs/port.ts';
import { createSsmRequest, type SsmConnection, type SsmRequest } from './ssm-request.ts';

/** What this adapter calls, on the parameters of the platform. A parameter made with tags needs the right to tag it. */
export const PARAMETER_STORE_ACTIONS = [
  'ssm:AddTagsToResource',
  'ssm:DeleteParameter',
  'ssm:GetParametersByPath',
  'ssm:ListTagsForResource',
  'ssm:PutParameter',
] as const;

/** Most parameters of one answer: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html */
const PAGE = 10;

/** AWS's own words for a parameter that is not there; tags have their own. */
const MISSING: readonly string[] = ['ParameterNotFound', 'InvalidResourceId'];

/** Published outputs in Parameter Store. */
export function createParameterStore(connection: SsmConnection): ParameterStore {
  const request = createSsmRequest(connection);
  return {
    listParameters: (path) => listParameters(request, path),
    tagsOfParameter: async (name) => {
      const answer = await orMissing(request('ListTagsForResource', { ResourceType: 'Parameter', ResourceId: name }));
      return answer && tagsIn(answer.TagList);
    },
    createParameter: async (parameter) => {
      await request('PutParameter', { ...bodyOf(parameter), Overwrite: false, Tags: tagList(parameter) }).catch(
        sayExists,
      );
    },
    updateParameter: async (parameter) => {
      await request('PutParameter', { ...bodyOf(parameter), Overwrite: true });
      // PutParameter takes no tags for a parameter that exists.
      const tags = { ResourceType: 'Parameter', ResourceId: parameter.name, Tags: tagList(parameter) };
      await request('AddTagsToResource', tags);
    },
    removeParameter: async (name) => {
      await orMissing(request('DeleteParameter', { Name: name }));
    },
  };
}

/** Standard explicitly: an account may have made the advanced tier, which costs, its default. */
function bodyOf({ name, type, value }: OutputParameter) {
  return { Name: name, Type: type, Value: value, Tier: 'Standard' };
}

function tagList({ tags }: OutputParameter) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

async function listParameters(request: SsmRequest, path: string): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  let next: unknown;
  do {
    const page = { Path: path, Recursive: true, MaxResults: PAGE, ...(next !== undefined && { NextToken: next }) };
    const answer = await request('GetParametersByPath', page);
    for (const { Name, Value } of listOf(answer.Parameters)) found[String(Name)] = String(Value);
    next = answer.NextToken ?? undefined;
  } while (next !== undefined && next !== '');
  return found;
}

function tagsIn(list: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(listOf(list).map(({ Key, Value }) => [String(Key), String(Value)]));
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(Object) : [];
}

async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof HoldfastError && MISSING.includes(error.code)) return undefined;
    throw error;
  }
}

function sayExists(error: unknown): never {
  if (error instanceof HoldfastError && error.code === 'ParameterAlreadyExists') {
    throw new HoldfastError(error.message, { code: 'ParameterExists', source: 'aws', retryable: false });
  }
  throw error;
}
