import type { Grant } from '../../../registry/kinds/access.ts';
import { isTeamDocument, type RegistryDocument } from '../../documents/registry.ts';
import type { JsonObject } from '../../lib/json.ts';
import type { UseSite } from '../context.ts';
import { documentAt } from '../references.ts';
import type { Site } from '../site.ts';
import { allow } from '../statement.ts';
import { invokableArns } from './callable.ts';

/** What the role needs for the documents that the function may use. Their own kinds say what a level means. */
export function accessStatements(site: Site<'Function'>): readonly JsonObject[] {
  return (site.document.spec.access ?? []).flatMap((access) => {
    const target = documentAt(access, site);
    return isTeamDocument(target) ? site.context.grantsOf(target, access, site) : [];
  });
}

/** Leave to invoke a function, and to call its address where that asks for a signature. */
export function invokeGrant(
  document: RegistryDocument<'Function'>,
  _grant: Grant,
  site: UseSite,
): readonly JsonObject[] {
  const byAddress = document.spec.url?.auth === 'iam' ? ['lambda:InvokeFunctionUrl'] : [];
  return [allow(['lambda:InvokeFunction', ...byAddress], invokableArns(document, site))];
}
