/** An annotation at a registry line. Lines count from 1. */
export interface CheckAnnotation {
  readonly path: string;
  readonly line: number;
  readonly level: 'failure' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
}

/** A button on a check. GitHub's limits: label 20, description 40, identifier 20 characters, three a check. */
export interface CheckAction {
  readonly label: string;
  readonly description: string;
  readonly identifier: string;
}

/** Everything of one check run, within GitHub's limits (G1). `conclusion` absent means still running. */
export interface CheckContent {
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  readonly annotations: readonly CheckAnnotation[];
  readonly actions: readonly CheckAction[];
  readonly conclusion?: 'success' | 'failure';
}

/** Where reports go. */
export interface CheckWriter {
  /**
   * Creates or rewrites in place the one check run of this name on exactly this commit (G5).
   * `externalId` identifies the run for us. Repeating the call changes nothing (C3).
   */
  writeCheck(name: string, sha: string, externalId: string, content: CheckContent): Promise<void>;
}
