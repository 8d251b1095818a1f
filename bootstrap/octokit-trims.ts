import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import { adapterSources } from './adapter-sources.ts';

/** Octokit's list of GitHub's thousand endpoints: scope → method → route and what else it says of it. */
type Endpoints = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const TABLE = /@octokit\/plugin-rest-endpoint-methods\/dist-src\/generated\/endpoints\.js$/;
const OAUTH_USER = /@octokit\/auth-oauth-user\/dist-bundle\/index\.js$/;
const OAUTH_APP = /@octokit\/auth-oauth-app\/dist-bundle\/index\.js$/;

/** `scope.method` of each of Octokit's REST methods that an adapter names, as in `rest.checks.create`. */
export function endpointsCalled(): ReadonlySet<string> {
  return new Set([...adapterSources().matchAll(/\brest\.(\w+\.\w+)/g)].map(([, name = '']) => name));
}

/**
 * Leaves two things out of a bundle. Of Octokit's list of endpoints, 82 KB, it takes over those that our adapters call; another
 * one would be no function. Logging in as a person, by OAuth, is for web sites: an App signs in with its key. A stand-in throws.
 */
export const octokitTrims: Plugin = {
  name: 'octokit-trims',
  setup: (build) => {
    build.onLoad({ filter: TABLE }, async ({ path }) => {
      const { default: endpoints }: { default: Endpoints } = await import(pathToFileURL(path).href);
      return { contents: `export default ${JSON.stringify(kept(endpoints, endpointsCalled()))};`, loader: 'js' };
    });
    build.onLoad({ filter: OAUTH_APP }, () => ({ contents: NO_OAUTH, loader: 'js' }));
    // The assignment alone would keep all of it; of this module an App needs to know only which routes are OAuth's.
    build.onLoad({ filter: OAUTH_USER }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace('createOAuthUserAuth.VERSION = VERSION;', ''),
      loader: 'js',
    }));
  },
};

function kept(endpoints: Endpoints, called: ReadonlySet<string>): Endpoints {
  const scopes = Object.entries(endpoints).map(([scope, methods]) => {
    const ours = Object.entries(methods).filter(([method]) => called.has(`${scope}.${method}`));
    return [scope, Object.fromEntries(ours)] as const;
  });
  return Object.fromEntries(scopes.filter(([, methods]) => Object.keys(methods).length > 0));
}

const NO_OAUTH = `
  const refuse = () => { throw new Error('OAuth is not in this bundle'); };
  export const createOAuthAppAuth = () => refuse;
  export const createOAuthUserAuth = refuse;`;
