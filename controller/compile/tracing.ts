import type { JsonObject } from '../lib/json.ts';
import { allow } from './statement.ts';

/** What a function that traces may do, as in AWSXRayDaemonWriteAccess. X-Ray knows no resources there. */
export const SEND_TRACES: JsonObject = allow(['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], '*');
