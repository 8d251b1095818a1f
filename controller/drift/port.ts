import type { Json, JsonObject } from '../lib/json.ts';

/** A Lambda function as Lambda tells it. Property names are CloudFormation's, so that both sides compare directly. */
export interface ObservedFunction {
  /** `AWS::Lambda::Function` properties as read back (MemorySize, Timeout, Environment, …). */
  readonly properties: Readonly<Record<string, Json>>;
  /** Base64 SHA-256 of the deployed package (F2). */
  readonly codeSha256: string;
  /** True while Lambda still carries out a change: what is read then is neither the old nor the new. */
  readonly updating: boolean;
}

/** Reads functions. `undefined` means that the function is gone. */
export interface FunctionReader {
  readFunction(name: string): Promise<ObservedFunction | undefined>;
}

/** A route with its integration, property names as in CloudFormation. */
export interface ObservedRoute {
  readonly routeId: string;
  readonly routeKey: string;
  readonly properties: Readonly<Record<string, Json>>;
  readonly integrationId?: string;
}

/** The shared HTTP API as API Gateway tells it. */
export interface ObservedApi {
  readonly apiId: string;
  readonly properties: Readonly<Record<string, Json>>;
  /** Stage name → properties as in `AWS::ApiGatewayV2::Stage`. */
  readonly stages: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  /** Integration id → properties as in `AWS::ApiGatewayV2::Integration`. */
  readonly integrations: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly routes: readonly ObservedRoute[];
}

/** Reads an HTTP API whole, across pages. `undefined` means that the API is gone. */
export interface ApiReader {
  readApi(apiId: string): Promise<ObservedApi | undefined>;
}

/** A resource that is to be read. */
export interface ReadTarget {
  readonly type: string;
  readonly physicalId: string;
  /** What Git says of it, as far as it is known: some resources are found by it only (a permission by its function). */
  readonly declared: JsonObject;
  /** Where the stack is: `aws`, account, region. */
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** Something inside a resource of ours; `partKey` tells whether a template declares it. */
export interface ResourcePart {
  readonly type: string;
  /** What a person would look for in AWS. */
  readonly physicalId: string;
  readonly properties: JsonObject;
}

/**
 * Reads resources of every type that a sweep compares, property names as in CloudFormation. What several resources need of a
 * service is read once, so a reader serves one sweep and knows nothing of the next.
 */
export interface ResourceReader {
  /** `undefined` only when the service itself says that there is no such resource. Throws HoldfastError when nobody can tell. */
  readResource(target: ReadTarget): Promise<JsonObject | undefined>;
  /** What a person may have added inside a resource: aliases, routes, subscriptions, …; nothing for types that hold nothing. */
  partsOf(target: ReadTarget): Promise<readonly ResourcePart[]>;
  /** An attribute (`Fn::GetAtt`) that only the service knows; `undefined` when it cannot be read. */
  readAttribute(target: ReadTarget, attribute: string): Promise<Json | undefined>;
}

/** Puts a function's declared package back. CloudFormation cannot: `Code` is write-only, so it never sees the difference (F2). */
export interface CodeRestorer {
  restoreCode(
    functionName: string,
    code:
      | { readonly s3: { readonly bucket: string; readonly key: string; readonly version?: string } }
      | { readonly imageUri: string },
  ): Promise<void>;
}
