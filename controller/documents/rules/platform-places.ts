import type { Json, JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { objectOf } from '../raw.ts';

/** ARNs in a Platform that have to be of its own account, or of its own region too, and what they are. */
const OWN: readonly (readonly [path: Path, what: string, regional: boolean])[] = [
  [['spec', 'api', 'domain', 'certificateArn'], 'certificate', true],
  [['spec', 'iam', 'github', 'provider'], 'provider', false],
];

/**
 * What the Platform refers to lies where it is: a regional API takes certificates of its own region and account
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-custom-domain-names.html), and a role trusts identity
 * providers of its own account (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html).
 */
export function platformPlaces(document: JsonObject): readonly Problem[] {
  const spec = objectOf(document.spec);
  return OWN.flatMap(([path, what, regional]): Problem[] => {
    const arn = textAt(document, path);
    if (arn === undefined) return [];
    const [, , , region = '', account = ''] = arn.split(':');
    if (isOther(account, spec.account)) return [wrong(path, what, 'account', account, spec.account)];
    if (regional && isOther(region, spec.region)) return [wrong(path, what, 'region', region, spec.region)];
    return [];
  });
}

/** Only of two texts can it be said that they differ: what is no text has a finding of its own. */
function isOther(found: string, own: Json | undefined): boolean {
  return typeof own === 'string' && found !== own;
}

function wrong(path: Path, what: string, sort: string, found: string, own: Json | undefined): Problem {
  const message = `The ${what} is of the ${sort} ${found}; it has to be of the platform's, ${String(own)}.`;
  return { code: 'InvalidValue', path, message };
}

function textAt(document: JsonObject, path: Path): string | undefined {
  const value = path.reduce<Json | undefined>((at, name) => objectOf(at)[name], document);
  return typeof value === 'string' && value.startsWith('arn:') ? value : undefined;
}
