import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** Bodies too big for the ledger: templates, whole plans, evidence. Current versions are kept for as long as the bucket is. */
export class Evidence extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, settings: { readonly protect: boolean }) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      lifecycleRules: [
        { id: 'forget-replaced-versions', noncurrentVersionExpiration: Duration.days(90) },
        { id: 'forget-broken-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
      ],
      removalPolicy: settings.protect ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only the planner and the applier can read or write here, and what they do is in their logs. Server access logs ' +
        'need a second bucket that would have the same gap; an account that wants them turns on CloudTrail data events.',
    });
  }
}
