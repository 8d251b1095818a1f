import * as z from 'zod';

/** Longest name of a document: leaves room for `{project}-{team}-function-` within most services' 64 characters. */
export const MAX_NAME_LENGTH = 40;

/** Lower-case words joined by single dashes. Anchored and ASCII only (R5); matches in linear time. */
export const NAME_PATTERN = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

const WORDING = 'must be lower-case letters and digits in words joined by single dashes, beginning with a letter';

/** A name that becomes part of physical AWS names (R5). */
export const nameSchema = z.string().max(MAX_NAME_LENGTH).regex(NAME_PATTERN, WORDING);
