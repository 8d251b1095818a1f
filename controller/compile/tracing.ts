import type { JsonObject } from '../lib/json.ts';
import type { CompileContext } from './context.ts';
import { allow } from './statement.ts';

/** Lambda's word for the platform's tracing. Source: https://docs.aws.amazon.com/lambda/latest/api/API_TracingConfig.html */
export function tracingMode({ platform }: CompileContext): 'Active' | 'PassThrough' {
  return platform.spec.observability.tracing === 'active' ? 'Active' : 'PassThrough';
}

/** What a function that traces may do, as in AWSXRayDaemonWriteAccess. X-Ray knows no resources there. */
export const SEND_TRACES: JsonObject = allow(['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], '*');
