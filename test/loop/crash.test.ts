import { describe } from 'vitest';
import { testEachCall } from './each-call.ts';

describe('C2: dying before an outside call ends in the same state', () => testEachCall('crash-before'));
describe('C2: dying after an outside call ends in the same state', () => testEachCall('crash-after'));
