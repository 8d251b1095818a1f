/**
 * Stands in for `@aws-sdk/credential-provider-node` in our Lambda bundles. Lambda puts a function's credentials into its
 * environment (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime), so the
 * search through profiles, SSO, processes and metadata services is left out: less than half of the code, half of the start.
 */

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * The one export of that package that the SDK's clients use: a provider of the credentials in the environment, which last as
 * long as the process. It throws `CredentialsProviderError` when there are none.
 */
export function defaultProvider(): () => Promise<Credentials> {
  return async () => {
    const {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    } = process.env;
    if (!accessKeyId || !secretAccessKey) {
      throw Object.assign(new Error('There are no credentials in the environment.'), {
        name: 'CredentialsProviderError',
      });
    }
    return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  };
}
