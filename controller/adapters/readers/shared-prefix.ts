/**
 * The beginning of a conventional name (`<project>-<team>-<type>-<name>`) that others of its kind share, so that one list reads
 * many; the whole name where there is none, so that a list never goes over a whole account.
 */
export function sharedPrefix(name: string): string {
  const start = name.lastIndexOf('/') + 1;
  const end = name.lastIndexOf('-');
  return end > start ? name.slice(0, end + 1) : name;
}
