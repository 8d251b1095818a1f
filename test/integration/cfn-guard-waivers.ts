/** Rule of AWS Control Tower → why templates of ours do not follow it. A waiver that is no longer needed fails the test. */
export const WAIVERS: Readonly<Record<string, string>> = {
  api_gw_v1_execution_logging_enabled_check:
    'Execution logs hold requests and answers in full; access logs tell who called what, at a fraction of the cost.',
  api_gw_v2_authorization_type_configured_check: 'A route is open where its author says so; a Policy can refuse that.',
  api_gw_xray_enabled_check: 'Traces cost, so they are on where the Platform says so.',
  cloudwatch_log_group_encrypted_check:
    'Logs are under a key of CloudWatch Logs, at no cost; a key of ours would cost.',
  cloudwatch_log_group_retention_period_check: 'How long logs are kept is the author’s to say; the rule wants a year.',
  dynamodb_table_encrypted_kms_check:
    'A table is under a key that DynamoDB owns, at no cost, unless its author says so.',
  dynamodb_table_pitr_enabled_check: 'On unless the author of a Table turns it off.',
  lambda_function_public_access_prohibited_check:
    'Every permission has a SourceArn; the rule cannot read one that is put together from parameters.',
  lambda_function_url_auth_check:
    'An address is open where its author says so, with a warning; a Policy can refuse that.',
  lambda_inside_vpc_check:
    'A function is in the VPC where it needs something there; outside it starts faster and costs less.',
  s3_bucket_default_encryption_kms_check: 'A bucket is under keys of S3, at no cost, unless its author says so.',
  s3_bucket_logging_enabled_check:
    'The artifact bucket is logged; the log bucket would log itself, and a team’s buckets would cost more than they hold.',
  s3_bucket_object_lock_enabled_check: 'Objects that nobody may delete for years are not what a team’s bucket is for.',
  s3_bucket_versioning_enabled_check: 'On unless the author of a Bucket turns it off.',
  s3_event_notifications_enabled_check: 'A bucket tells of its changes where somebody wants to hear of them.',
  sqs_dlq_check: 'Every queue has one unless its author turns it off, as for a queue that is one itself.',
};
