import { pluralOf, snakeCase } from './names.ts';
import type { OutputValue, PublishedDocument, PublishedOutputs } from './published.ts';

/** A parameter of Parameter Store. Lists are texts with commas between the values, as AWS has them. */
export interface OutputParameter {
  readonly name: string;
  readonly type: 'String' | 'StringList';
  readonly value: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What is to be done so that the parameters are as they should be. */
export interface ParameterChanges {
  readonly put: readonly { readonly parameter: OutputParameter; readonly exists: boolean }[];
  readonly remove: readonly string[];
}

/** What a standard parameter holds: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const MAX_VALUE_BYTES = 4096;

/** Where all parameters of a platform lie. Ends without a slash, as Parameter Store takes a path. */
export function parameterPath({ project }: Pick<PublishedOutputs, 'project'>): string {
  return `/${project}/outputs`;
}

/**
 * The parameters of the published outputs: `/{project}/outputs/vpc_id`,
 * `/{project}/outputs/teams/payments/functions/charge/function_arn`. Parameter Store has no empty values, so an empty list has no
 * parameter; neither has a value that is too long for a standard parameter. Pure.
 */
export function outputParameters(outputs: PublishedOutputs): readonly OutputParameter[] {
  const { ssm } = outputs.publish;
  const chosen = outputs.documents.filter(({ team }) => ssm === 'all' || (ssm === 'platform' && team === undefined));
  return chosen.flatMap((document) =>
    Object.entries(document.outputs).flatMap(([output, value]) => {
      const text = textOf(value);
      if (text === '' || Buffer.byteLength(text) > MAX_VALUE_BYTES) return [];
      const name = `${parameterPath(outputs)}/${[...placeOf(document), snakeCase(output)].join('/')}`;
      return [
        { name, type: typeof value === 'string' ? 'String' : 'StringList', value: text, tags: document.tags } as const,
      ];
    }),
  );
}

function placeOf({ kind, team, name }: PublishedDocument): readonly string[] {
  return team === undefined ? [] : ['teams', team, snakeCase(pluralOf(kind)), name];
}

function textOf(value: OutputValue): string {
  return typeof value === 'string' ? value : value.join(',');
}

/** Compares the parameters that are there, by name, with those that should be. Equal ones are not touched. Pure. */
export function changesOf(
  existing: Readonly<Record<string, string>>,
  wanted: readonly OutputParameter[],
): ParameterChanges {
  const names = new Set(wanted.map(({ name }) => name));
  return {
    put: wanted
      .filter(({ name, value }) => existing[name] !== value)
      .map((parameter) => ({ parameter, exists: existing[parameter.name] !== undefined })),
    remove: Object.keys(existing).filter((name) => !names.has(name)),
  };
}
