import * as z from 'zod';
import type { Frozen } from '../frozen.ts';
import { bucketNameSchema } from './bucket-name.ts';

/** Where Terraform users look for it, as in `terraform { backend "s3" {} }` of the shared infrastructure. */
const DEFAULT_KEY = 'shared-infra/terraform.tfstate';

/** S3's limit: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const MAX_KEY_LENGTH = 1024;

/** Characters that S3 asks nobody to escape. The ending is what the applier may write: see `bootstrap/constructs/roles.ts`. */
const KEY_PATTERN = /^(?:[A-Za-z0-9_-]+\/)*[A-Za-z0-9_-]+\.tfstate$/;

/** Where the outputs of the platform and its teams are published for other tools. */
export const outputsSchema = z
  .strictObject({
    ssm: z
      .enum(['all', 'platform', 'none'])
      .default('all')
      .describe(
        'Which outputs become parameters of Parameter Store below `/{project}/outputs/`: all, those of the platform, or none.',
      ),
    terraformState: z
      .strictObject({
        bucket: bucketNameSchema
          .exactOptional()
          .describe('Bucket of the state file. Holdfast makes it. Default: `{project}-state-{account}-{region}`.'),
        key: z
          .string()
          .max(MAX_KEY_LENGTH)
          .regex(KEY_PATTERN, 'must be an object key of letters, digits, - and _ that ends in .tfstate')
          .default(DEFAULT_KEY)
          .describe('Key of the state file.'),
      })
      .prefault({})
      .describe('A Terraform state with the outputs, for `terraform_remote_state` to read.'),
  })
  .prefault({});

/** Where outputs are published, with the bucket's name filled in. */
export function withStateBucket<
  Spec extends {
    readonly project: string;
    readonly account: string;
    readonly region: string;
    readonly outputs: z.output<typeof outputsSchema>;
  },
>({ project, account, region, outputs }: Spec) {
  const { bucket, key } = outputs.terraformState;
  return { ...outputs, terraformState: { bucket: bucket ?? `${project}-state-${account}-${region}`, key } };
}

/** The `outputs` block of a Platform's spec with all defaults filled in. */
export type OutputsSpec = Frozen<ReturnType<typeof withStateBucket>>;
