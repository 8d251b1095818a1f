import * as z from 'zod';

const heals = (what: string) => z.boolean().default(false).describe(what);

/** Which drift is put back without asking. The classes are those of `controller/drift/heal-class.ts`. */
export const selfHealSchema = z.union([
  z.boolean(),
  z.strictObject({
    functions: heals('Functions with their code, aliases, versions, event sources, rollouts.'),
    permissions: heals(
      'Roles, policies of roles, queues, topics, buckets and secrets, permissions to call a function.',
    ),
    api: heals('The shared API with its routes and authorizers, function URLs, host names.'),
    messaging: heals('Queues, topics, subscriptions, event buses, rules, schedules.'),
    data: heals('Tables, buckets, secrets.'),
    network: heals('VPC, subnets, routes, security groups, endpoints.'),
    observability: heals('Log groups, alarms, dashboards, flow logs, the budget.'),
  }),
]);
