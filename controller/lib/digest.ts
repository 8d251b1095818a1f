import { hash } from 'node:crypto';

/** `sha256:<64 hex>` of a text's UTF-8 bytes. The form in which templates, plans and parameters are compared. */
export function digestOf(text: string): string {
  return `sha256:${hash('sha256', text, 'hex')}`;
}
