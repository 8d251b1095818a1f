import type { Template } from '../../controller/compile/template.ts';
import type { JsonObject } from '../../controller/lib/json.ts';

/** What a person sets in the console, by type of resource. Registries of the alphabet never say so. */
const SETTINGS: Readonly<Record<string, JsonObject>> = {
  'AWS::Lambda::Function': { MemorySize: 3008 },
  'AWS::Logs::LogGroup': { RetentionInDays: 3653 },
  'AWS::SNS::Topic': { DisplayName: 'by hand' },
};

/** A template as a person leaves it. */
export function changedByHand(template: Template): Template {
  const Resources = Object.entries(template.Resources).map(([id, resource]) => {
    const own = settingsOf(resource.Type);
    return [id, { ...resource, Properties: { ...resource.Properties, ...own } }] as const;
  });
  return { ...template, Resources: Object.fromEntries(Resources) };
}

/** What a person sets on a resource of this type; nothing on most. */
export function settingsOf(type: string): JsonObject {
  return SETTINGS[type] ?? {};
}
