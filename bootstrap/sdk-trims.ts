import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { adapterSources } from './adapter-sources.ts';

/** A module of the AWS SDK that a Lambda of ours never runs, and what stands in its place. */
interface Trim {
  readonly module: RegExp;
  readonly why: string;
  /** The new text; may be made from the old one. */
  readonly text: (original: string) => string;
}

/**
 * What the SDK carries for other places than Lambda with Node.js 24. A stand-in keeps the exports; those that do something
 * throw, so that a wrong assumption is loud. `test/unit/bundle.test.ts` calls all of a bundle's services for real.
 */
const TRIMS: readonly Trim[] = [
  {
    module: /@smithy\/core\/dist-es\/submodules\/protocols\/HttpProtocol\.js$/,
    why: 'It would load event streams when they are needed, and so give every bundle a file of its own for nothing.',
    text: (original) =>
      original.replace(
        'await import("@smithy/core/event-streams")',
        `(() => { throw new Error('event streams are not in this bundle'); })()`,
      ),
  },
  {
    module: /@smithy\/core\/dist-es\/submodules\/event-streams\/index\.js$/,
    why: 'No operation that we call sends or receives an event stream.',
    text: () => `
      export class EventStreamSerde { constructor() { throw new Error('event streams are not in this bundle'); } }
      export const resolveEventStreamSerdeConfig = (config) => config;
      export const eventStreamSerdeProvider = () => undefined;`,
  },
  {
    module: /@smithy\/signature-v4\/dist-es\/HeaderFormatter\.js$/,
    why: 'Formats the headers of event streams only.',
    text: () =>
      `export class HeaderFormatter { format() { throw new Error('event streams are not in this bundle'); } }`,
  },
  {
    module: /@aws-sdk\/endpoint-cache\/dist-es\/index\.js$/,
    why: 'DynamoDB discovers endpoints only where it is asked to; this is the cache for that.',
    text: () => `
      export class EndpointCache {
        getEndpoint() { return undefined; }
        set() { throw new Error('endpoint discovery is not in this bundle'); }
      }`,
  },
  {
    module:
      /@(?:smithy\/core|aws-sdk\/checksums)\/dist-es\/submodules\/(?:checksum\/(?:sha256\/Sha256|md5\/Md5)|sha\/sha1\/Sha1)Js\.js$/,
    why: 'The hashes in JavaScript are for a Node.js without node:crypto.',
    text: () => `export const Sha256Js = undefined; export const Md5Js = undefined; export const Sha1Js = undefined;`,
  },
  {
    module: /@aws-sdk\/signature-v4-multi-region\/dist-es\/SignatureV4MultiRegion\.js$/,
    why: 'Signatures for all regions at once are for access points; they need a package that we do not have.',
    text: () => `
      import { SignatureV4SignWithCredentials } from './SignatureV4SignWithCredentials';
      const one = ({ signingRegion } = {}) => {
        if (signingRegion === '*') throw new Error('signatures for all regions are not in this bundle');
      };
      export class SignatureV4MultiRegion extends SignatureV4SignWithCredentials {
        static sigv4aDependency() { return 'none'; }
        async sign(request, options) { one(options); return super.sign(request, options); }
        async signWithCredentials(request, credentials, options) {
          one(options);
          return super.signWithCredentials(request, credentials, options);
        }
      }`,
  },
  {
    module: /@smithy\/core\/dist-es\/submodules\/config\/shared-ini-file-loader\/loadSharedConfigFiles\.js$/,
    why: 'A Lambda has no ~/.aws; its settings come from the environment.',
    text: () => `
      export { CONFIG_PREFIX_SEPARATOR } from './constants';
      export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });`,
  },
  {
    module: /@smithy\/core\/dist-es\/submodules\/config\/config-resolver\/regionConfig\/getInstanceMetadataRegion\.js$/,
    why: 'A Lambda has no instance metadata service; AWS_REGION is always set.',
    text: () => `export const getInstanceMetadataRegion = async () => undefined;`,
  },
  {
    module: /@aws-sdk\/client-[^/]+\/package\.json$/,
    why: 'Only the version is read, for the user agent.',
    text: (original) => JSON.stringify({ version: JSON.parse(original).version }),
  },
  {
    module: /@aws-sdk\/client-[^/]+\/dist-es\/models\/(?:errors|\w+ServiceException)\.js$/,
    why: 'Each of a hundred errors repeats what its base class is told, and restores the prototype that native classes keep.',
    text: (original) =>
      original.replace(/^ +(?:name = "\w+";|\$fault = "\w+";|Object\.setPrototypeOf\(this, \w+\.prototype\);)\n/gm, ''),
  },
  {
    module:
      /@aws-sdk\/client-(?:apigatewayv2|dynamodb|eventbridge|lambda|secrets-manager)\/dist-es\/schemas\/schemas_0\.js$/,
    why: 'As below; and an error that no adapter names is understood without its class: same name, message and status.',
    text: (original) => literalKeys(namedErrors(original)),
  },
  {
    module: /@aws-sdk\/client-[^/]+\/dist-es\/schemas\/schemas_0\.js$/,
    why: 'esbuild keeps every object with a computed key, and so the shapes of operations that nobody calls.',
    text: literalKeys,
  },
];

/** In the query protocol of the other services a class also gives an error its name, so they keep theirs. */
function namedErrors(module: string): string {
  const named = adapterSources();
  return module.replace(/^n0_registry\.registerError\((\w+)\$, \w+\);\n/gm, (line, name: string) =>
    named.includes(name) ? line : '',
  );
}

/** `{ [_x]: 1 }` as `{ "key": 1 }` where the file says `const _x = "key";`. */
function literalKeys(module: string): string {
  const constants = new Map(
    [...module.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, name, text]) => [name, text]),
  );
  return module.replace(/\[(_\w+)\]:/g, (key, name: string) => (constants.has(name) ? `${constants.get(name)}:` : key));
}

/** Leaves out of a bundle what {@link TRIMS} lists: 56 KB of the webhook's 274, and a fifth of the reconciler's. */
export const sdkTrims: Plugin = {
  name: 'sdk-trims',
  setup: (build) => {
    for (const { module, text } of TRIMS) {
      build.onLoad({ filter: module }, async ({ path }) => ({
        contents: text(await readFile(path, 'utf8')),
        loader: path.endsWith('.json') ? 'json' : 'js',
      }));
    }
  },
};
