import type { DesiredStack, DesiredState } from '../compile/desired.ts';
import type { Finding, Location } from '../diagnostics/finding.ts';
import type { ObservedStack } from '../observe/observed.ts';
import { isEmptyStack, type PlanInput } from './make-plan.ts';
import { type OutputsByStack, parameterValues } from './parameters.ts';

/** Names by which a component can be meant: the owners of the stacks, a team's stacks together as `team/<name>`. */
export function componentsOf({ stacks }: DesiredState): readonly string[] {
  return [...new Set(stacks.map(({ owner }) => componentOf(owner)))];
}

/**
 * A plan's input cut down to one component. Nothing is deleted: what is not looked at cannot be told from what left the registry. The
 * observed state stays whole, because the component takes outputs of others.
 */
export function onlyComponent(input: PlanInput, component: string): PlanInput {
  const stacks = input.desired.stacks.filter(({ owner }) => componentOf(owner) === component);
  return { ...input, desired: { ...input.desired, stacks }, prune: false };
}

/**
 * Says which other stacks a component has to wait for: those of which it takes an output that is not there yet, and where it comes after
 * the teams, because it names what they have on the API, those that are not as the registry says. `desired` is all of it.
 */
export function refuseEarly(
  { desired: own, observed }: PlanInput,
  desired: DesiredState,
  at: Location,
): readonly Finding[] {
  const outputs: OutputsByStack = Object.fromEntries(observed.stacks.map((stack) => [stack.name, stack.outputs]));
  const found = new Map(observed.stacks.map((stack) => [stack.name, stack]));
  const selected = new Set(own.stacks.map(({ name }) => name));
  const owners = new Map(desired.stacks.map(({ name, owner }) => [name, componentOf(owner)]));
  return own.stacks.flatMap((stack) => {
    const missing = [...Map.groupBy(missingIn(stack, outputs), (from) => from.stack)].map(([name, all]) => ({
      name,
      message: `${stack.name} needs ${all.map(({ output }) => output).join(', ')} of ${name}, which is not applied yet.`,
    }));
    const teams = teamsBefore(stack, desired).filter((team) => !isAsWanted(team, found.get(team.name)));
    const unsettled = teams.map(({ name }) => ({
      name,
      message: `${stack.name} comes after ${name}, which is not applied as the registry says.`,
    }));
    return [...missing, ...unsettled]
      .filter(({ name }) => !selected.has(name))
      .map(({ name, message }): Finding => {
        const hint = `Apply that first: holdfast apply --component ${owners.get(name) ?? name}`;
        return { code: 'ComponentNotApplied', severity: 'error', message, ...at, path: '', hint };
      });
  });
}

/** The teams' stacks that one of the platform's comes after. Team stacks wait for each other by their parameters. */
function teamsBefore({ owner, wave }: DesiredStack, { stacks }: DesiredState): readonly DesiredStack[] {
  if (isTeam(owner)) return [];
  return stacks.filter((other) => isTeam(other.owner) && other.wave < wave);
}

function isTeam(owner: string): boolean {
  return owner.startsWith('team/');
}

function isAsWanted({ digest, body }: DesiredStack, found: ObservedStack | undefined): boolean {
  if (found === undefined || isEmptyStack(found)) return false;
  return found.digest === digest || JSON.stringify(found.template) === body;
}

function missingIn({ parameters }: DesiredStack, outputs: OutputsByStack): DesiredStack['parameters'][string][] {
  const values = parameterValues(parameters, outputs);
  return Object.entries(parameters).flatMap(([name, from]) => (values[name]?.kind === 'unknown' ? [from] : []));
}

/** `team/payments/2` is of the component `team/payments`; the platform's components are their own. */
function componentOf(owner: string): string {
  return owner.split('/').slice(0, 2).join('/');
}
