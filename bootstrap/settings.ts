import { readLimits } from '../controller/reading-limits.ts';

/** What a deployment of the controller is told. One controller serves one environment of one registry. */
export interface ControllerSettings {
  /** Registry repository on GitHub, `owner/name`. */
  readonly registry: string;
  /** Branch whose head is the desired state. */
  readonly branch: string;
  /** Environment that this controller keeps, such as `dev` or `prod`; part of every name it makes. */
  readonly environment: string;
  /** Prefix of everything that the registry creates, and so the scope of the controller's permissions. */
  readonly project: string;
  readonly githubAppId: string;
  /** Only this installation of the App is listened to (W8); any when absent. */
  readonly githubInstallationId?: string;
  /** Id of the registry repository, so that it may be renamed or transferred (W7); known by its name when absent. */
  readonly githubRepositoryId?: string;
  /** `https://api.github.com`, or the API of a GitHub Enterprise Server. */
  readonly githubApiUrl: string;
  /** The platform's own bucket for function packages; a pattern while `platform.yaml` leaves its name to the project. */
  readonly artifactBucket: string;
  /** The bucket of the Terraform state with the outputs; a pattern while `platform.yaml` leaves its name to the project. */
  readonly stateBucket: string;
  /** Other buckets that function packages may be read from. */
  readonly artifactBuckets: readonly string[];
  /** Functions whose authors chose a name outside of the project's prefix; `*` at the end stands for any ending. */
  readonly functionNames: readonly string[];
  /** How much of a registry is read, as `docs/reference/limits.md` says; the defaults when absent. */
  readonly limits?: string;
  /** Part of the address of the status badge; there is no badge when absent. */
  readonly badgeToken?: string;
  /** Host names that the shared API may have. None may be made while this is empty. */
  readonly apiDomains: readonly string[];
  /** Route 53 zones in which a host name of the API may be made. */
  readonly hostedZones: readonly string[];
  /**
   * `open` lets CloudFormation change and delete the permissions boundary, for as long as a person needs that; `fixed` is
   * how it should be (A2).
   */
  readonly boundary: 'fixed' | 'open';
  /** Whether data outlives mistakes: deletion and termination protection on, data retained when the stack goes. */
  readonly protect: boolean;
}

/** Settings that cannot be used. `problems` holds one sentence each, so that all are corrected in one go. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The controller cannot be described:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

const ENVIRONMENT = /^[a-z][a-z0-9-]{0,15}$/;
/** Team resources are `{project}-{team}-{type}-{name}`: a long project would leave no room within 64 characters. */
const PROJECT = /^[a-z][a-z0-9-]{1,31}$/;
const ID = /^[1-9]\d{0,14}$/;
/** Two characters at least before `*`, so that a slip does not open the whole account. */
const FUNCTION = /^[A-Za-z0-9_-]{2,64}\*?$/;
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** As many characters as 128 bits take in hexadecimal, so that nobody guesses it; all of them stand in a URL as they are. */
const BADGE_TOKEN = /^[A-Za-z0-9_-]{32,128}$/;
const HOST = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;
const ZONE = /^Z[A-Z0-9]{1,31}$/;

/**
 * Reads the settings from CDK context (`cdk deploy -c name=value`). `lookup` gives a context value or undefined.
 * Throws {@link SettingsError} with every problem found.
 */
export function readSettings(lookup: (name: string) => unknown): ControllerSettings {
  const text = (name: string, fallback = ''): string => String(lookup(name) ?? fallback).trim();
  const environment = text('environment');
  const project = text('project');
  const [githubInstallationId, githubRepositoryId] = [text('githubInstallationId'), text('githubRepositoryId')];
  const [limits, badgeToken] = [text('limits'), text('badgeToken')];
  const settings: ControllerSettings = {
    registry: text('registry'),
    branch: text('branch', 'main'),
    environment,
    project,
    githubAppId: text('githubAppId'),
    ...(githubInstallationId && { githubInstallationId }),
    ...(githubRepositoryId && { githubRepositoryId }),
    githubApiUrl: text('githubApiUrl', 'https://api.github.com').replace(/\/+$/, ''),
    artifactBucket: text('artifactBucket', `${project}-artifacts-*`),
    stateBucket: text('stateBucket', `${project}-state-*`),
    artifactBuckets: text('artifactBuckets').split(',').filter(Boolean),
    functionNames: text('functionNames').split(',').filter(Boolean),
    ...(limits && { limits }),
    ...(badgeToken && { badgeToken }),
    apiDomains: text('apiDomains').split(',').filter(Boolean),
    hostedZones: text('hostedZones').split(',').filter(Boolean),
    boundary: text('boundary', 'fixed') === 'open' ? 'open' : 'fixed',
    protect: text('protect', String(environment !== 'dev')) !== 'false',
  };
  const problems = problemsOf(settings, { protect: text('protect', 'true'), boundary: text('boundary', 'fixed') });
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}

/** Name of the controller's stack, and prefix of all that is in it. */
export function stackName(settings: Pick<ControllerSettings, 'environment'>): string {
  return `holdfast-${settings.environment}`;
}

/** `words` are the settings of few words as they were given. */
function problemsOf(
  settings: ControllerSettings,
  words: Readonly<Record<'protect' | 'boundary', string>>,
): readonly string[] {
  const { registry, branch, environment, project, githubAppId, githubApiUrl, artifactBucket, stateBucket } = settings;
  const ids = [settings.githubInstallationId, settings.githubRepositoryId];
  const checks: readonly (readonly [ok: boolean, problem: string])[] = [
    [/^[\w.-]+\/[\w.-]+$/.test(registry), '-c registry=owner/name: the GitHub repository that holds the registry'],
    [/^[^\s~^:?*[\\]+$/.test(branch), '-c branch=main: a branch name'],
    [ENVIRONMENT.test(environment), '-c environment=dev: 1 to 16 small letters, digits and dashes'],
    [PROJECT.test(project), '-c project=shared-lambda-infra: 2 to 32 small letters, digits and dashes'],
    [ID.test(githubAppId), '-c githubAppId=123456: the number on the page of the GitHub App'],
    [ids.every((id) => id === undefined || ID.test(id)), '-c githubInstallationId, -c githubRepositoryId: numbers'],
    [isHttpUrl(githubApiUrl), '-c githubApiUrl=https://api.github.com: a URL'],
    [
      artifactBucket === `${project}-artifacts-*` || BUCKET.test(artifactBucket),
      '-c artifactBucket=name: a bucket name',
    ],
    [stateBucket === `${project}-state-*` || BUCKET.test(stateBucket), '-c stateBucket=name: a bucket name'],
    [settings.artifactBuckets.every((name) => BUCKET.test(name)), '-c artifactBuckets=one,two: bucket names'],
    [settings.functionNames.every((name) => FUNCTION.test(name)), '-c functionNames=one,two-*: names of functions'],
    [
      settings.badgeToken === undefined || BADGE_TOKEN.test(settings.badgeToken),
      '-c badgeToken=$(openssl rand -hex 16): 32 to 128 letters, digits, dashes and underscores that nobody can guess',
    ],
    [settings.apiDomains.every((name) => HOST.test(name)), '-c apiDomains=api.example.com: host names'],
    [settings.hostedZones.every((id) => ZONE.test(id)), '-c hostedZones=Z0123456789: ids of Route 53 zones'],
    [['fixed', 'open'].includes(words.boundary), '-c boundary=fixed or -c boundary=open'],
    [['true', 'false'].includes(words.protect), '-c protect=true or -c protect=false'],
  ];
  const problems = checks.filter(([ok]) => !ok).map(([, problem]) => problem);
  return [...problems, ...limitProblems(settings), ...reservedProblems(settings)];
}

/** The functions read the limits when they start; a mistake is better told now. */
function limitProblems({ limits }: ControllerSettings): readonly string[] {
  try {
    readLimits(limits, '-c limits');
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** A prefix is a permission scope here: the registry's must reach neither its controller nor what deploys that. */
function reservedProblems(settings: ControllerSettings): readonly string[] {
  const patterns = [
    { option: 'project', value: settings.project, pattern: `${settings.project}-*` },
    ...settings.functionNames.map((value) => ({ option: 'functionNames', value, pattern: value })),
  ];
  return [`${stackName(settings)}-`, 'cdk-hnb659fds-'].flatMap((taken) =>
    patterns
      .filter(({ pattern }) => reaches(pattern, taken))
      .map(
        ({ option, value }) =>
          `-c ${option}=${value}: the registry's permissions would reach ${taken}*, which is not its own`,
      ),
  );
}

/** True when the pattern could match a name that begins with `taken`. */
function reaches(pattern: string, taken: string): boolean {
  const start = pattern.replace(/\*$/, '');
  return start.startsWith(taken) || (pattern.endsWith('*') && taken.startsWith(start));
}

/** Plain HTTP is for the loopback interface only: installation tokens travel to this URL. */
function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname));
}
