import type { JsonObject } from '../lib/json.ts';
import { maskValue } from '../lib/mask.ts';
import type { ResourceDrift } from './drift.ts';
import { partId } from './part-id.ts';
import type { ObservedApi } from './port.ts';
import type { SweptStack } from './swept-stack.ts';
import { whyNotCompared } from './swept-stack.ts';

/** A part of an API that AWS has. */
interface ApiPartFound {
  readonly type: string;
  readonly id: string;
  readonly properties: JsonObject;
}

/**
 * Routes, stages and integrations that somebody added by hand to an API of ours: those that no stack's inventory names.
 * While a stack is being changed its newest parts are in nobody's inventory yet, so they are unchecked, not added.
 */
export function findAdded(api: ObservedApi, stacks: readonly SweptStack[]): readonly ResourceDrift[] {
  const owner = stacks.find(({ record }) => record.resources.some((resource) => resource.physicalId === api.apiId));
  if (owner === undefined) return [];
  const inventory = new Set(
    stacks.flatMap(({ record }) => record.resources.map(({ type, physicalId }) => `${type} ${partId(physicalId)}`)),
  );
  const changing = stacks.find((stack) => whyNotCompared(stack) !== undefined);
  return partsOf(api)
    .filter(({ type, id }) => !inventory.has(`${type} ${id}`))
    .map(({ type, id, properties }) => {
      const base = { stack: owner.record.name, logicalId: '', type, physicalId: id };
      if (changing === undefined) return { ...base, status: 'added', actual: maskValue('/Properties', properties) };
      const because = `it may belong to stack ${changing.record.name}, which is not settled`;
      return { ...base, status: 'unchecked', because };
    });
}

function partsOf({ stages, routes, integrations }: ObservedApi): readonly ApiPartFound[] {
  const entries = (type: string, parts: Readonly<Record<string, JsonObject>>) =>
    Object.entries(parts).map(([id, properties]) => ({ type, id, properties }));
  return [
    ...entries('AWS::ApiGatewayV2::Stage', stages),
    ...routes.map(({ routeId, properties }) => ({ type: 'AWS::ApiGatewayV2::Route', id: routeId, properties })),
    ...entries('AWS::ApiGatewayV2::Integration', integrations),
  ];
}
