import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { listOf, objectOf } from '../raw.ts';

/** Browsers refuse credentials from any origin, and API Gateway refuses to be told so. Source: Fetch standard, CORS protocol and credentials. */
export function platformCors(document: JsonObject): readonly Problem[] {
  const cors = objectOf(objectOf(objectOf(document.spec).api).cors);
  if (cors.allowCredentials !== true || !listOf(cors.allowOrigins).includes('*')) return [];
  const path = ['spec', 'api', 'cors', 'allowCredentials'];
  return [{ code: 'ConflictingFields', path, message: 'allowCredentials cannot be true while allowOrigins has *.' }];
}
