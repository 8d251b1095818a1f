/** Physical ids of types with a compound identifier may come as `<api id>|<id>`. */
export function partId(physicalId: string): string {
  return physicalId.slice(physicalId.lastIndexOf('|') + 1);
}
