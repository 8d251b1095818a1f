import type { RegistryDocument } from '../../documents/registry.ts';
import { type CompileContext, teamName } from '../context.ts';

/** Lambda's limit: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_FUNCTION_NAME = 64;

/** Physical name of a function: the author's, or the conventional one. */
export function functionNameOf(document: RegistryDocument<'Function'>, context: CompileContext): string {
  return document.spec.functionName ?? teamName(context, document, 'function', MAX_FUNCTION_NAME);
}

/** Name of a function's log group: Lambda's own convention, with the function's name in it (L4). */
export function logGroupNameOf(document: RegistryDocument<'Function'>, context: CompileContext): string {
  return `/aws/lambda/${functionNameOf(document, context)}`;
}
