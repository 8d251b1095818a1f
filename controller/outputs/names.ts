/** `vpcId` as Terraform and Parameter Store spell it: `vpc_id`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/^_/, '');
}

/** All documents of a kind together, in JSON: `EventProcessor` gives `eventProcessors`. */
export function pluralOf(kind: string): string {
  return `${kind.charAt(0).toLowerCase()}${kind.slice(1)}s`;
}
