/** The only source of time in the controller, so that tests can use literal times. Gives epoch milliseconds. */
export interface Clock {
  now(): number;
}
