import type { Template, TemplateResource } from '../../../controller/compile/template.ts';
import { type Usage, withUsage } from '../../../controller/compile/usage.ts';
import { type CostedStack, type Estimate, estimateStacks } from '../../../controller/cost/estimate.ts';
import type { JsonObject } from '../../../controller/lib/json.ts';
import { deepFreeze } from '../../fakes/deep-freeze.ts';

/** A resource with its expected usage. */
export function resource(Type: string, Properties: JsonObject = {}, usage: Usage = {}): TemplateResource {
  return { Type, Properties, ...withUsage({}, usage) };
}

/** A template of these resources. */
export function template(Resources: Readonly<Record<string, TemplateResource>>): Template {
  return deepFreeze({ AWSTemplateFormatVersion: '2010-09-09', Resources });
}

/** A stack of the shared platform, or of a team. */
export function stack(resources: Readonly<Record<string, TemplateResource>>, team?: string): CostedStack {
  const name = team === undefined ? 'acme-application' : `acme-team-${team}`;
  const component = team === undefined ? 'application' : 'team';
  return { name, component, template: template(resources), ...(team !== undefined && { team }) };
}

/** An estimate of one stack in us-east-1. */
export function estimateOf(resources: Readonly<Record<string, TemplateResource>>, region = 'us-east-1'): Estimate {
  return estimateStacks([stack(resources)], region);
}

/** What one resource costs: each line in words with its millionths of a dollar. */
export function linesOf(
  type: string,
  properties: JsonObject = {},
  usage: Usage = {},
): Readonly<Record<string, number>> {
  const { resources } = estimateOf({ It: resource(type, properties, usage) });
  return Object.fromEntries(resources.flatMap(({ lines }) => lines.map(({ what, micros }) => [what, micros])));
}
