import type { Json, JsonObject } from '../lib/json.ts';

/** One CloudFormation resource, as it stands in a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: JsonObject;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: 'Delete' | 'Retain' | 'RetainExceptOnCreate' | 'Snapshot';
  readonly UpdateReplacePolicy?: 'Delete' | 'Retain' | 'Snapshot';
  readonly UpdatePolicy?: JsonObject;
  readonly Metadata?: JsonObject;
}

/** Whether a resource stays in AWS when it leaves its template (K4). */
export function isKept({ DeletionPolicy: policy = 'Delete' }: TemplateResource): boolean {
  return policy !== 'Delete';
}

/** A CloudFormation template as plain data, in CloudFormation's own words. */
export interface Template {
  readonly AWSTemplateFormatVersion: '2010-09-09';
  readonly Description?: string;
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Description?: string }>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: Json; readonly Description?: string }>>;
}
