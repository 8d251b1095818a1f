import type { ProbedRoute } from './health.ts';

/** A function as Lambda tells its state. https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html */
export interface FunctionState {
  readonly state: string;
  readonly stateReason?: string;
  readonly lastUpdate: string;
  readonly lastUpdateReason?: string;
}

/** Where an alias leads. `shifting`: a part of its traffic goes to another version. */
export interface AliasState {
  readonly version: string;
  readonly shifting: boolean;
}

/** An alarm as CloudWatch tells it. `since` is when its state last changed, in epoch milliseconds. */
export interface AlarmState {
  readonly state: string;
  readonly since: number;
  readonly reason?: string;
}

/** What a route answered, or why there was no answer. */
export type ProbeAnswer = { readonly status: number } | { readonly problem: string };

/**
 * Looks at how resources are. `undefined` means that there is no such thing. Reads only, but for requests to routes, which are GET or HEAD to
 * the shared API, carry nothing, follow no redirect and give nothing but the status back (P2). Throws HoldfastError when nobody can tell.
 */
export interface HealthReader {
  functionState(name: string): Promise<FunctionState | undefined>;
  aliasState(functionName: string, alias: string): Promise<AliasState | undefined>;
  /** Of an event source mapping: `Enabled`, `Disabled`, `Creating`, … */
  mappingState(id: string): Promise<string | undefined>;
  /** By name; what is not there has none. */
  alarmStates(names: readonly string[]): Promise<ReadonlyMap<string, AlarmState>>;
  /** Never throws: that there is no answer is one. */
  probe(route: ProbedRoute): Promise<ProbeAnswer>;
}
