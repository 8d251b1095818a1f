import { logicalId, pascalCase } from '../lib/names.ts';

/**
 * First words of the logical ids of a team's stack: what the id stands for comes first, the document's name after it, so that
 * a Function `charge-role` cannot meet the role of a Function `charge`. No word may be the beginning of another one.
 */
export const RESOURCE_PREFIXES = ['Function', 'LogGroup', 'Role', 'Integration', 'Route', 'Permission'] as const;

/** First words of parameters. They share the logical ids' namespace. */
export const PARAMETER_PREFIXES = ['Network', 'Stateful', 'Application', 'Observability'] as const;

/** First words of a team stack's outputs, which have a namespace of their own. */
export const OUTPUT_PREFIXES = ['FunctionArn', 'FunctionName', 'RoleArn', 'LogGroupName', 'RouteUrl'] as const;

/** Logical id of what a document makes in its team's stack. */
export function idFor(prefix: (typeof RESOURCE_PREFIXES)[number], name: string): string {
  return logicalId(prefix, name);
}

/** Name of an output that a document gives in its team's stack. */
export function outputFor(prefix: (typeof OUTPUT_PREFIXES)[number], name: string): string {
  return logicalId(prefix, name);
}

/** Name of the parameter that carries an output of a platform stack, e.g. `ApplicationApiId`. */
export function parameterFor(component: Lowercase<(typeof PARAMETER_PREFIXES)[number]>, output: string): string {
  return `${pascalCase(component)}${output}`;
}
