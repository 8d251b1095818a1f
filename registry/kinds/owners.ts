import * as z from 'zod';

/** A login of GitHub: letters, digits and single dashes, 39 at most; an enterprise appends `_` and its short name. */
const login = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$/, 'must be a GitHub login such as octocat, without @');

/** People who answer for something, by their GitHub logins. */
export const ownersSchema = z.array(login).min(1).max(50);
