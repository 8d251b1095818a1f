import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ControllerStack } from '../../../bootstrap/controller-stack.ts';
import { type ControllerSettings, readSettings } from '../../../bootstrap/settings.ts';

export type Context = Readonly<Record<string, string>>;

/** What the tests deploy: the smallest command line that `docs/install.md` gives. */
export const CONTEXT: Context = {
  registry: 'acme/registry',
  environment: 'dev',
  project: 'shared-lambda-infra',
  githubAppId: '12345',
};

/** With what is made only where it is asked for, so that the checks see that, too. */
const EVERYTHING: Context = { badgeToken: '0123456789abcdef0123456789abcdef' };

/** The settings of the context, over {@link CONTEXT}. */
export function settingsOf(context: Context = {}): ControllerSettings {
  const all = { ...CONTEXT, ...context };
  return readSettings((name) => all[name]);
}

/** The template of a controller with stand-in code. */
export function synthesise(context: Context = {}): Template {
  return inFolder((outdir) => {
    const app = new App({ outdir, analyticsReporting: false, builtinCloudFormationValidation: false });
    return Template.fromStack(controller(app, context));
  });
}

/**
 * The rules that the controller breaks: cdk-nag's, and those of CDK's own check against AWS's resource schemas. `change` may
 * break the stack, to see that the checks notice.
 */
export function violations(change: (stack: ControllerStack) => void = () => {}): readonly string[] {
  return inFolder((outdir) => {
    const app = new App({ outdir, analyticsReporting: false });
    change(controller(app, EVERYTHING));
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    try {
      app.synth();
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ValidationFailed') throw error;
    }
    return violationsIn(outdir);
  });
}

/** Every rule that the controller acknowledges to break, with the reason. */
export function acknowledgements(): readonly (readonly [rule: string, reason: string])[] {
  return inFolder((outdir) =>
    controller(new App({ outdir }), EVERYTHING)
      .node.findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data).map(([rule, reason]) => [rule, String(reason)] as const)),
  );
}

/** The controller in an app of the caller's, with code that only says yes. */
export function controller(app: App, context: Context): ControllerStack {
  const directory = join(app.outdir, 'functions', 'stand-in');
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'index.mjs'), 'export const handler = async () => ({ statusCode: 202 });');
  const code = { directory, handler: 'index.handler' };
  return new ControllerStack(app, {
    settings: settingsOf(context),
    code: { webhook: code, reconciler: code, badge: code },
  });
}

function inFolder<Result>(work: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-synth-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Report {
  readonly pluginReports: readonly { readonly violations: readonly { readonly ruleName: string }[] }[];
}

function violationsIn(outdir: string): readonly string[] {
  const report: Report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  return report.pluginReports.flatMap(({ violations: found }) => found.map(({ ruleName }) => ruleName));
}

/** Properties, or any other part, of a resource in a template. */
export type Logical = Readonly<Record<string, unknown>>;

/** Logical id of the one resource of a type that has these properties. Throws when there is none or more. */
export function logicalId(template: Template, type: string, properties: Logical = {}): string {
  const found = Object.keys(template.findResources(type, { Properties: properties }));
  const [id] = found;
  if (id === undefined || found.length > 1) throw new Error(`${found.length} resources of ${type} are like that`);
  return id;
}
