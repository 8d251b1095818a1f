import { fn, route, team, VALID } from './registry-files.ts';

/** Documents of the registry: 100 teams with 10 files of 10 documents each, without Teams and Platform. */
export const DOCUMENTS = 10_000;

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Name of a team; none is the beginning of another one. */
export function teamName(index: number): string {
  return `t${String(index).padStart(3, '0')}`;
}

/** The only file of each team with routes: the shared API leads to at most 300 functions. */
const ROUTES = 7;

/** Five functions, each with a queue that it sends to, or a route. */
function file(owner: string, index: number): string {
  const documents = range(5).flatMap((part) => {
    const name = `f${index}-${String.fromCharCode(97 + part)}`;
    if (index === ROUTES && part < 2) return [fn(name, 'memoryMb: 256'), route(name, 'GET', `/${owner}/${name}`, name)];
    const url = `{valueFrom: {kind: Queue, name: ${name}, output: queueUrl}}`;
    return [fn(name, `environment: {QUEUE: ${url}}`), queue(name)];
  });
  return documents.join('---\n');
}

function queue(name: string): string {
  return `apiVersion: holdfast/v1\nkind: Queue\nmetadata: {name: ${name}}\nspec: {fifo: false}\n`;
}

/** A valid registry of ten thousand documents, spread over teams and files. */
export function largeRegistry(): Record<string, string> {
  const teams = range(100).flatMap((index): [string, string][] => {
    const name = teamName(index);
    const files = range(10).map((part): [string, string] => [`teams/${name}/f${part}.yaml`, file(name, part)]);
    return [[`teams/${name}/team.yaml`, team(name)], ...files];
  });
  return { 'platform.yaml': VALID['platform.yaml'] ?? '', ...Object.fromEntries(teams) };
}
