/** Rule of AWS Control Tower → why templates of ours do not follow it. A waiver that is no longer needed fails the test. */
export const WAIVERS: Readonly<Record<string, string>> = {
  dynamodb_table_encrypted_kms_check:
    'A table is under a key that DynamoDB owns, at no cost, unless its author says so.',
  dynamodb_table_pitr_enabled_check: 'On unless the author of a Table turns it off.',
  s3_bucket_default_encryption_kms_check: 'A bucket is under keys of S3, at no cost, unless its author says so.',
  s3_bucket_object_lock_enabled_check: 'Objects that nobody may delete for years are not what a team’s bucket is for.',
  s3_bucket_versioning_enabled_check: 'On unless the author of a Bucket turns it off.',
  s3_event_notifications_enabled_check: 'A bucket tells of its changes where somebody wants to hear of them.',
  sqs_dlq_check: 'Every queue has one unless its author turns it off, as for a queue that is one itself.',
};
