import type { FunctionUrl } from '../../../registry/kinds/function/url.ts';
import type { JsonObject } from '../../lib/json.ts';
import { getAtt } from '../intrinsics.ts';
import { idFor } from '../logical-ids.ts';
import { put, type Site } from '../site.ts';
import { callableRef } from './callable.ts';
import { aliasOf } from './release.ts';

/** An address of the function's own, and leave for anybody to call it where no signature is asked for. */
export function addUrl(site: Site<'Function'>): void {
  const { url, release } = site.document.spec;
  const { name } = site.document.metadata;
  if (url === undefined) return;
  const properties = {
    TargetFunctionArn: getAtt(idFor('Function', name), 'Arn'),
    ...(release !== undefined && { Qualifier: aliasOf(release) }),
    AuthType: url.auth === 'none' ? 'NONE' : 'AWS_IAM',
    InvokeMode: url.invokeMode === 'response-stream' ? 'RESPONSE_STREAM' : 'BUFFERED',
    ...corsOf(url),
  };
  const attributes = release === undefined ? {} : { DependsOn: [idFor('LambdaAlias', name)] };
  put(site, 'LambdaUrl', 'AWS::Lambda::Url', properties, attributes);
  if (url.auth === 'none') openToAll(site);
}

function corsOf({ cors }: FunctionUrl): JsonObject {
  if (cors === undefined) return {};
  const { allowOrigins, allowMethods, allowHeaders, exposeHeaders, maxAgeSeconds, allowCredentials } = cors;
  return {
    Cors: {
      AllowOrigins: allowOrigins,
      ...(allowMethods !== undefined && { AllowMethods: allowMethods }),
      ...(allowHeaders !== undefined && { AllowHeaders: allowHeaders }),
      ...(exposeHeaders !== undefined && { ExposeHeaders: exposeHeaders }),
      ...(maxAgeSeconds !== undefined && { MaxAge: maxAgeSeconds }),
      AllowCredentials: allowCredentials ?? false,
    },
  };
}

/**
 * Addresses made since October 2025 need leave for both actions, the second only by way of an address:
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
function openToAll(site: Site<'Function'>): void {
  const FunctionName = callableRef(site.document);
  put(site, 'LambdaOpenUrl', 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunctionUrl',
    FunctionName,
    Principal: '*',
    FunctionUrlAuthType: 'NONE',
  });
  put(site, 'LambdaOpenFunction', 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName,
    Principal: '*',
    InvokedViaFunctionUrl: true,
  });
}
