import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

/** What the controller must know and nobody else may: how to recognise GitHub, and how to be recognised by it (S7). */
export class Secrets extends Construct {
  /**
   * Shared with GitHub. Generated here, so that no default exists; a rotation puts `{"secrets": ["new", "old"]}` in its
   * place until GitHub signs with the new one (W12).
   */
  readonly webhook: Secret;
  /** Private key of the GitHub App. Created empty: GitHub makes the key, a person puts it here. */
  readonly appKeyArn: string;

  constructor(scope: Construct, id: string, settings: { readonly protect: boolean }) {
    super(scope, id);
    const removalPolicy = settings.protect ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.webhook = new Secret(this, 'Webhook', {
      description: 'Secret of the GitHub webhook',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy,
    });
    const appKey = new CfnSecret(this, 'AppKey', { description: 'Private key (PEM) of the GitHub App' });
    appKey.applyRemovalPolicy(removalPolicy);
    this.appKeyArn = appKey.ref;

    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Both secrets have a second half at GitHub, which offers no way to rotate it by machine: the private key of an ' +
        'App is made on its page, the webhook secret is typed there. docs/install.md says how to rotate without a gap.',
    });
  }
}
