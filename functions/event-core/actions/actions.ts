import type { ActionEntry } from '../action.ts';
import { bundle } from './bundle.ts';
import { forward } from './forward.ts';
import { transform } from './transform.ts';

/** All actions that a pipeline may be made of. Adding one is a file here and a line in this list. */
export const ACTIONS: readonly ActionEntry[] = [bundle, transform, forward];
