/** The only source of time in the controller, so that tests can use literal times. Gives epoch milliseconds. */
export interface Clock {
  now(): number;
}

/** The machine's clock, for the places that wire the real world together. */
export const SYSTEM_CLOCK: Clock = { now: () => Date.now() };
