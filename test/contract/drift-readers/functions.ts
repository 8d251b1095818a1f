import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { CodeDigestReader } from '../../../controller/apply/port.ts';
import { compareProperties } from '../../../controller/drift/compare.ts';
import { FUNCTION_RULES } from '../../../controller/drift/function-rules.ts';
import type { CodeRestorer, FunctionReader } from '../../../controller/drift/port.ts';
import type { JsonObject } from '../../../controller/lib/json.ts';

/** Packages that the harness has stored: both pinned to a version, with the digests that Lambda computes. */
export interface StoredPackage {
  readonly code: Parameters<CodeRestorer['restoreCode']>[1];
  readonly codeSha256: string;
}

/** An empty region with two packages, and what people do in the console. */
export interface FunctionHarness {
  readonly reader: FunctionReader & CodeDigestReader;
  readonly restorer: CodeRestorer;
  readonly declared: StoredPackage;
  readonly other: StoredPackage;
  /** Makes a function with the declared package; properties are CloudFormation's, tags a list. */
  create(properties: JsonObject): Promise<void>;
  setMemory(name: string, megabytes: number): Promise<void>;
  setEnvironment(name: string, variables: Readonly<Record<string, string>>): Promise<void>;
  reserve(name: string, concurrency: number): Promise<void>;
  upload(name: string, stored: StoredPackage): Promise<void>;
  remove(name: string): Promise<void>;
}

const NAME = 'demo-payments-function-charge';

/** A function as our templates declare it. */
const DECLARED: JsonObject = {
  FunctionName: NAME,
  Description: 'Charges cards',
  Runtime: 'nodejs24.x',
  Handler: 'index.handler',
  Role: 'arn:aws:iam::123456789012:role/demo/payments/demo-payments-role-charge',
  PackageType: 'Zip',
  Architectures: ['arm64'],
  MemorySize: 512,
  Timeout: 10,
  EphemeralStorage: { Size: 512 },
  Environment: { Variables: { LOG_LEVEL: 'info', EMPTY: '' } },
  TracingConfig: { Mode: 'PassThrough' },
  Tags: [
    { Key: 'team', Value: 'payments' },
    { Key: 'managed-by', Value: 'holdfast' },
  ],
};

/** What every reader and restorer of functions promises. */
export function functionReaderContract(name: string, createHarness: () => Promise<FunctionHarness>): void {
  describe(`FunctionReader: ${name}`, () => {
    let harness: FunctionHarness;
    const differences = async (expected: JsonObject) => {
      const found = await harness.reader.readFunction(NAME);
      if (found === undefined) throw new Error('the function is gone');
      const { properties: actual } = found;
      return compareProperties({ expected, actual, rules: FUNCTION_RULES, stackTags: {} }).differences;
    };
    beforeEach(async () => {
      harness = await createHarness();
    });

    test('F4: a function that does not exist is gone, not an error', async () => {
      expect(await harness.reader.readFunction(NAME)).toBeUndefined();
      expect(await harness.reader.codeSha256(NAME)).toBeUndefined();
    });

    test('a function that nobody touched is exactly as declared', async () => {
      await harness.create(DECLARED);
      expect(await differences(DECLARED)).toEqual([]);
      // Lambda carries out a creation for a while.
      await vi.waitFor(
        async () =>
          expect(await harness.reader.readFunction(NAME)).toMatchObject({
            updating: false,
            codeSha256: harness.declared.codeSha256,
            properties: { MemorySize: 512, Tags: { team: 'payments', 'managed-by': 'holdfast' } },
          }),
        { timeout: 10_000, interval: 20 },
      );
    });

    test('a function that says only what it must has nothing that its template does not say', async () => {
      const role = 'arn:aws:iam::123456789012:role/charge';
      const minimal = { FunctionName: NAME, Runtime: 'nodejs24.x', Handler: 'index.handler', Role: role };
      await harness.create(minimal);
      expect(await differences(minimal)).toEqual([]);
    });

    test('a change of configuration by hand is read', async () => {
      await harness.create(DECLARED);
      await harness.setMemory(NAME, 1024);
      await harness.setEnvironment(NAME, { LOG_LEVEL: 'info', EMPTY: '', DEBUG: '1' });
      expect((await differences(DECLARED)).map(({ path }) => path)).toEqual([
        '/Properties/MemorySize',
        '/Properties/Environment/Variables/DEBUG',
      ]);
    });

    test('LC6: reserved concurrency is read, and 0 is not the same as none', async () => {
      await harness.create(DECLARED);
      await harness.reserve(NAME, 0);
      expect(await differences(DECLARED)).toEqual([{ path: '/Properties/ReservedConcurrentExecutions', actual: 0 }]);
      expect(await differences({ ...DECLARED, ReservedConcurrentExecutions: 0 })).toEqual([]);
    });

    test('F2: other code has another digest, and restoring puts the declared one back', async () => {
      await harness.create(DECLARED);
      await harness.upload(NAME, harness.other);
      expect(await harness.reader.codeSha256(NAME)).toBe(harness.other.codeSha256);
      expect(harness.other.codeSha256).not.toBe(harness.declared.codeSha256);

      await harness.restorer.restoreCode(NAME, harness.declared.code);
      expect(await harness.reader.codeSha256(NAME)).toBe(harness.declared.codeSha256);
    });

    test('C3: restoring twice changes nothing more', async () => {
      await harness.create(DECLARED);
      await harness.restorer.restoreCode(NAME, harness.declared.code);
      await harness.restorer.restoreCode(NAME, harness.declared.code);
      expect(await differences(DECLARED)).toEqual([]);
      expect(await harness.reader.codeSha256(NAME)).toBe(harness.declared.codeSha256);
    });

    test('restoring the code of a function that is gone is an error that says so', async () => {
      await expect(harness.restorer.restoreCode(NAME, harness.declared.code)).rejects.toMatchObject({
        name: 'HoldfastError',
        code: 'ResourceNotFound',
        retryable: false,
      });
    });

    test('a removed function is gone', async () => {
      await harness.create(DECLARED);
      await harness.remove(NAME);
      expect(await harness.reader.readFunction(NAME)).toBeUndefined();
    });
  });
}
