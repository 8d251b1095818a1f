import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { listOf, objectOf } from '../raw.ts';

/** A function's own address: open to anybody only with a warning, and no credentials from any origin (see `platform-cors`). */
export function functionUrl(document: JsonObject): readonly Problem[] {
  const { auth, cors } = objectOf(objectOf(document.spec).url);
  return [...(auth === 'none' ? [PUBLIC] : []), ...(takesAnyCredentials(objectOf(cors)) ? [CREDENTIALS] : [])];
}

function takesAnyCredentials({ allowCredentials, allowOrigins }: JsonObject): boolean {
  return allowCredentials === true && listOf(allowOrigins).includes('*');
}

const PUBLIC: Problem = {
  code: 'PublicUrl',
  severity: 'warning',
  path: ['spec', 'url', 'auth'],
  message: 'Anybody on the internet can call this function by its address.',
};

const CREDENTIALS: Problem = {
  code: 'ConflictingFields',
  path: ['spec', 'url', 'cors', 'allowCredentials'],
  message: 'allowCredentials cannot be true while allowOrigins has *.',
};
