import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { bundleFunction } from './bundle.ts';
import { ControllerStack } from './controller-stack.ts';
import { addEventCore } from './event-core.ts';
import { readSettings, SettingsError } from './settings.ts';

/** The CDK app of the controller: `cdk deploy -c registry=owner/name -c environment=dev …`, see docs/install.md. */
async function main(): Promise<void> {
  // CDK's own check of the template takes longer than all the rest, and only warns; the unit tests run it and are strict.
  const app = new App({ analyticsReporting: false, builtinCloudFormationValidation: false });
  const settings = readSettings((name) => app.node.tryGetContext(name));
  const bundle = (name: string) => bundleFunction(`functions/${name}/handler.ts`, join(app.outdir, 'functions', name));
  const [webhook, reconciler, badge] = await Promise.all([
    bundle('webhook'),
    bundle('reconciler'),
    settings.badgeToken === undefined ? undefined : bundle('badge'),
  ]);
  await addEventCore(reconciler.directory);
  new ControllerStack(app, { settings, code: { webhook, reconciler, ...(badge && { badge }) } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
}

try {
  await main();
} catch (error) {
  // Settings are the caller's to correct; everything else is a defect, and its stack trace is wanted.
  console.error(error instanceof SettingsError ? error.message : error);
  process.exitCode = 1;
}
