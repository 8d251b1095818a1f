import { expect, test } from 'vitest';
import { locateFinding } from '../../../../controller/documents/locate.ts';
import { fieldOf } from '../../../../controller/drift/source-fields.ts';
import { brief, loadWith } from '../registry-files.ts';

const CHARGE = `apiVersion: aws.openmcf.org/v1
kind: AwsLambda
metadata: {name: charge}
spec:
  function_name: charge
  role_arn: {value: "arn:aws:iam::123456789012:role/acme/payments/x"}
  code_source_type: CODE_SOURCE_TYPE_S3
  runtime: nodejs24.x
  handler: index.handler
  s3: {bucket: acme-artifacts, key: charge.zip}
  memory_mb: 512
`;

const FILE = 'teams/payments/charge.yaml';

function overlay(path: string, value: string): string {
  return `apiVersion: holdfast/v1
kind: Overlay
metadata: {name: dev}
spec:
  patches:
    - target: {kind: Function, name: charge, team: payments}
      patch:
        - {op: replace, path: ${path}, value: ${value}}
`;
}

function charge(files: Readonly<Record<string, string>>) {
  const { registry, findings } = loadWith(files);
  const document = registry.documents.find(({ kind }) => kind === 'Function');
  if (document?.kind !== 'Function') throw new Error(JSON.stringify(findings));
  return document;
}

test('a part of the Function is found where the manifest has it, under the name it has there', () => {
  const document = charge({ [FILE]: CHARGE });
  expect(locateFinding(document.source, ['spec', 'memoryMb'])).toEqual({
    file: FILE,
    line: 11,
    column: 14,
    path: 'spec.memory_mb',
  });
  expect(locateFinding(document.source, ['spec', 'timeoutSeconds'])).toMatchObject({ path: 'spec.timeout_seconds' });
  const field = fieldOf('AWS::Lambda::Function', '/Properties/Role', document) ?? [];
  expect(locateFinding(document.source, field)).toMatchObject({ line: 6, path: 'spec.role_arn' });
});

test('an overlay patches a manifest under its own names, and findings lead into the overlay', () => {
  const good = charge({ [FILE]: CHARGE, 'overlays/dev.yaml': overlay('/spec/memory_mb', '1024') });
  expect(good.spec.memoryMb).toBe(1024);
  expect(locateFinding(good.source, ['spec', 'memoryMb'])).toMatchObject({ file: 'overlays/dev.yaml', line: 8 });
  const bad = loadWith({ [FILE]: CHARGE, 'overlays/dev.yaml': overlay('/spec/memory_mb', '64') });
  expect(brief(bad.findings)).toEqual(['error InvalidValue overlays/dev.yaml:8:55']);
});

test('two manifests of one name, or a manifest and a Function, are one document twice', () => {
  const own = `apiVersion: holdfast/v1
kind: Function
metadata: {name: charge}
spec: {runtime: nodejs24.x, handler: a.b, s3: {bucket: acme-artifacts, key: k}}
`;
  expect(brief(loadWith({ [FILE]: `${CHARGE}---\n${own}` }).findings)).toEqual([
    `error DuplicateDocument ${FILE}:15:18`,
  ]);
});

test('a part that an overlay changed is found in the overlay, also under a name that is the same in both formats', () => {
  const { findings } = loadWith({ [FILE]: CHARGE, 'overlays/dev.yaml': overlay('/spec/runtime', 'python2.7') });
  expect(brief(findings)).toEqual(['error RetiredRuntime overlays/dev.yaml:8:53']);
});

test('a hint names the values of a manifest', () => {
  const old = CHARGE.replace('nodejs24.x', 'java8').concat('  architecture: ARM64\n');
  const { findings } = loadWith({ [FILE]: old });
  expect(findings.find(({ code }) => code === 'ConflictingFields')?.hint).toBe('Write `architecture: X86_64`.');
});
