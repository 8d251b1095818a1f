import { describe } from 'vitest';
import { testEachCall } from './each-call.ts';

describe('C3: an outside call that fails once ends in the same state', () => testEachCall('fail'));
describe('C3: an outside call whose reply is lost ends in the same state', () => testEachCall('lose-reply'));
