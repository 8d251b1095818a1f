/** A held lease. `token` grows with every acquisition (fencing, C1). */
export interface Lease {
  readonly name: string;
  readonly owner: string;
  readonly token: number;
  readonly expiresAt: number;
}
