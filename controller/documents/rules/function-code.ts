import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { isObject, objectOf } from '../raw.ts';

/** Fields that Lambda refuses for container images: they are part of the image (LC3; cfn-lint `imageExcludes`). */
const NOT_WITH_IMAGE = ['runtime', 'handler', 'layerArns'] as const;

/** Fields that only say something about a container image. */
const NOT_WITH_ZIP = ['imageConfig'] as const;

/** Fields that a zip file needs (LC2). */
const NEEDED_WITH_ZIP = ['runtime', 'handler'] as const;

/** LC1 to LC3: exactly one of `s3` and `imageUri`, and the fields that belong to it. A tag in place of a digest is a warning (V4). */
export function functionCode(document: JsonObject): readonly Problem[] {
  const spec = objectOf(document.spec);
  const zip = spec.s3 !== undefined;
  const image = spec.imageUri !== undefined;
  if (zip && image)
    return [
      conflict('imageUri', 'spec.imageUri and spec.s3 exclude each other: the code is either an image or a zip file.'),
    ];
  if (image) return [...imageProblems(spec), ...unpinned(spec)];
  if (zip) return zipProblems(spec);
  return isObject(document.spec) ? [NO_CODE] : [];
}

const NO_CODE: Problem = {
  code: 'MissingField',
  path: ['spec'],
  at: 'key',
  message: 'The function has no code: spec.s3 or spec.imageUri is missing.',
};

function conflict(field: string, message: string): Problem {
  return { code: 'ConflictingFields', path: ['spec', field], at: 'key', message };
}

function imageProblems(spec: JsonObject): Problem[] {
  return NOT_WITH_IMAGE.filter((field) => spec[field] !== undefined).map((field) =>
    conflict(field, `spec.${field} is not allowed with spec.imageUri: it is part of the image.`),
  );
}

function zipProblems(spec: JsonObject): Problem[] {
  const missing = NEEDED_WITH_ZIP.filter((field) => spec[field] === undefined).map(neededWithZip);
  const useless = NOT_WITH_ZIP.filter((field) => spec[field] !== undefined);
  return [...missing, ...useless.map((field) => conflict(field, `spec.${field} is only for container images.`))];
}

function neededWithZip(field: string): Problem {
  return {
    code: 'MissingField',
    path: ['spec', field],
    message: `spec.${field} is missing: a function from a zip file needs it.`,
  };
}

function unpinned(spec: JsonObject): Problem[] {
  if (typeof spec.imageUri !== 'string' || spec.imageUri.includes('@sha256:')) return [];
  const message = 'spec.imageUri names a tag, which can be moved to another image without a commit.';
  return [
    {
      code: 'UnpinnedImage',
      severity: 'warning',
      path: ['spec', 'imageUri'],
      message,
      hint: 'Add the digest of the image: @sha256:…',
    },
  ];
}
