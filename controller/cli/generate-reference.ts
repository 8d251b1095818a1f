import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Option } from 'commander';
import { badgeConfig, type Environment, reconcilerConfig, webhookConfig } from '../config.ts';
import type { Verb } from './verb.ts';
import { commonOptions, VERBS } from './verbs.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** The text of `docs/reference/cli.md`, made from the table of verbs. Pure. */
export function renderCliReference(): string {
  const common = `## Options of every verb\n\n${optionTable(commonOptions())}`;
  return `${[CLI_HEADER, common, ...VERBS.map(renderVerb), CLI_FOOTER].join('\n\n')}\n`;
}

const CLI_HEADER = `# Command line

<!-- Generated from controller/cli/verbs.ts by controller/cli/generate-reference.ts. Do not edit. -->

\`npx holdfast <verb>\` in a clone of this repository; \`--help\` after a verb prints what stands here. Data goes to standard output,
progress and problems to standard error, so that \`--format json\` can be piped. Colours appear only on a terminal and never when
\`NO_COLOR\` is set.

| exit code | means |
| --- | --- |
| 0 | nothing to do, or success |
| 1 | differences were found, or the registry has errors |
| 2 | it could not run: a wrong command line, no such folder, no credentials, AWS or the controller out of reach |

\`validate\`, \`cost\`, \`schema\` and \`plan --offline\` need no AWS. \`demo\` brings its own. The others use the credentials and region of your
shell, as the AWS CLI does, and all but \`plan\` need a [deployed controller](../install.md).`;

const CLI_FOOTER = `## Data for other programs

\`--format json\` prints one JSON value. Members named here stay as they are; new ones may come.

| verb | prints |
| --- | --- |
| \`validate\` | \`{"documents": n, "findings": [finding]}\` |
| \`plan\` | \`{"digest", "summary": {"create", "update", "replace", "delete", "noop"}, "stacks": [{"name", "wave", "action", "notes", "nodes": [node]}], "findings": [finding], "cost": {"currency", "region", "pricesAsOf", amounts, "teams": [{"team", amounts}], "resources": [{"stack", "logicalId", "type", "document"?, amounts}]}, "drift": {"at", "sha", "untouched": {"modified", "deleted", "added", "names": [name]}}}\` |
| \`cost\` | \`{"currency", "region", "pricesAsOf", "monthlyUsd", "teams": [{"team", "monthlyUsd", "kinds": [{"kind", "monthlyUsd"}]}], "kinds": [{"kind", "monthlyUsd"}], "components": [{"component", "monthlyUsd"}], "resources": [resource], "unpriced": [{"stack", "logicalId", "type"}], "assumptions": [text], "findings": [finding]}\` |
| \`apply\`, \`reconcile --wait\` | \`{"kind": "apply", "sha", "state", "findings", "stacks": [{"name", "action", "state", "reason"?}], "plan"?, "shown"?, "problem"?, "unpublished"?}\` |
| \`drift\` | \`{"sha", "resources": [{"stack", "logicalId", "type", "physicalId", "status", …}]}\` |
| \`drift --revert\` | as \`apply\`; as \`drift\` when there is nothing to put back |
| \`adopt\` | \`{"written": [path], "adopted": [{"stack", "logicalId", "document", "path", "field", "file"}], "notAdopted": [{"stack", "logicalId", "type", "physicalId", "document"?, "path"?, "because"}], "unknown": [name], "diff"}\` |
| \`status\` | \`{"environment", "appliedSha"?, "healthySha"?, "health"?: {"health", "sha", "at"}, "rolledBack"?: {"to", "over", "from", "by", "at"}, "suspended"?: {"by", "at", "reason"?}, "run"?, "stacks": [{"name", "sync", "health", "status", "sha"?, "unwell"?}], "drift"?}\` |
| \`reconcile\`, \`suspend\`, \`resume\`, \`accept\` | \`{"reference"}\` |
| \`history\` | \`[{"id", "sha", "purpose", "state", "startedAt", "updatedAt", "stacks": [{"name", "action", "step"}], "summary"?, "approval"?, "requestedBy"?, "evidence": [number], "problem"?}]\` |
| \`show\` | \`{"id", "sha", "purpose", "over"?, "requestedBy"?, "state", "startedAt", "updatedAt", "base"?, "approval"?, "consents", "findings", "shown"?, "stacks": [{"name", "action", "state", "reason"?}], "plan"?, "changeSets": [{"stack", "changeSet", "arn", "counts"}], "operations": [{"stack", "events": [{"logicalId", "type", "status", "reason"?, "at"}]}], "problem"?, "evidence": [number]}\` |
| \`verify\` | \`{"environment", "entries": n, "bodies": n, "head", "findings": [{"number", "problem", "message"}]}\` |
| \`rollback\` | as \`apply\` |
| \`init\` | \`{"written": [path]}\` |
| \`outputs\` | \`{"project", "environment", "account", "region", "sha"?, "published", "platform": {…}, "teams": {…}}\`, see [outputs](outputs.md) |
| \`schema\` | the JSON Schema, in every format |
| \`demo\` | \`[{"step", "ok", "ms", "detail"}]\` |

A finding is \`{"code", "severity", "message", "file", "line", "column", "path", "hint"?}\`; [codes](codes.md) lists the codes. A node is
\`{"action", "logicalId", "type", "physicalId"?, "impact", "changes", "drift"?}\`, where \`changes\` is an RFC 6902 patch whose operations also carry
the \`old\` value. \`digest\` and \`cost\` are \`null\` when errors stopped the plan, \`drift\` when nothing had drifted at the last sweep. That of a
node is \`{"status", "properties": [{"path", "planned"?, "applied"?, "actual"?, "effect"}]}\` with an \`effect\` of \`overwritten\`, \`partly\`, \`same\`
(AWS has it already), \`stays\` or \`gone\` (with the resource).

\`shown\` compares a plan with the one that was shown before the merge: \`{"kind": "same", "on"}\`, \`{"kind": "none", "because", "number"?}\`, or
\`{"kind": "moved", "on", "also": [on], "counts": {"unseen", "start", "gone"}, "unseen": {stack: n}, "list": [{"kind", "stack", "logicalId"?, "type"?,
"document"?, "shown"?, "now"?, "changes": [{"path", "shown"?, "now"?}], "notes"?, "because"}]}\`. An \`on\` is \`{"sha", "number"?, "digest", "at"}\`.

Costs are US dollars a month; [cost](cost.md) says how they come about. Amounts of a plan are \`"beforeUsd", "afterUsd", "deltaUsd"\`; the team of
what all teams share is \`null\`. A resource of \`cost\` is \`{"stack", "component", "team", "logicalId", "type", "document", "monthlyUsd", "lines":
[{"what", "quantity", "unit", "unitUsd", "per", "monthlyUsd", "source", "borrowed"}], "assumptions": [text]}\`. \`monthlyUsd\` is \`null\`, and all but
the findings missing, when errors stopped the estimate.

Environment values, and whatever looks or is named like a secret, are printed as the start of their digest
(\`"LOG_LEVEL": "sha256:1f3a…"\`) in every format: a pipeline's log keeps what is printed. The templates that \`plan --out\` writes are the
real ones and have the values.

## Environment variables

| variable | effect |
| --- | --- |
| \`NO_COLOR\` | any value: no colours |
| \`HOLDFAST_DEBUG\` | any value: an unexpected error is printed with its stack |
| \`HOLDFAST_RECONCILE_URL\` | see [configuration](config.md) |
| \`HOLDFAST_LIMITS\` | how much of a registry is read: see [limits](limits.md) |
| \`AWS_PROFILE\`, \`AWS_REGION\`, \`AWS_ENDPOINT_URL\`, … | those of the AWS SDK |`;

function renderVerb(verb: Verb): string {
  const { name, summary, example, arguments: given = [], options = [], exits } = verb;
  const usage = ['holdfast', name, ...given.map((argument) => argument.name), '[options]'].join(' ');
  return [
    `## ${name}`,
    summary,
    `\`\`\`sh\n${usage}\n${example}\n\`\`\``,
    ...given.map((argument) => `\`${argument.name}\`: ${argument.description}`),
    ...(options.length === 0 ? [] : [optionTable(options)]),
    `Exit code 0: ${exits[0]}.${exits[1] === undefined ? '' : ` 1: ${exits[1]}.`}`,
  ].join('\n\n');
}

function optionTable(options: readonly Option[]): string {
  const rows = options.map(({ flags, description, argChoices, defaultValue }) => {
    const choices = argChoices === undefined ? '' : `: ${argChoices.map(code).join(', ')}`;
    const preset = defaultValue === undefined ? '' : ` (default ${code(String(defaultValue))})`;
    return `| ${code(flags)} | ${description.replaceAll('<', '\\<')}${choices}${preset} |`;
  });
  return ['| option | effect |', '| --- | --- |', ...rows].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

/** A variable of the configuration with what the comment beside it says. */
interface Variable {
  readonly name: string;
  readonly text: string;
}

/** The text of `docs/reference/config.md`, made from the text of `controller/config.ts` and from what its readers ask for. Pure. */
export function renderConfigReference(source: string): string {
  const readers = {
    reconciler: missingIn(reconcilerConfig),
    webhook: missingIn(webhookConfig),
    badge: missingIn(badgeConfig),
  };
  const needed = (name: string) =>
    Object.entries(readers)
      .filter(([, missing]) => missing.has(name))
      .map(([reader]) => reader)
      .join(', ') || '-';
  const rows = documentedVariables(source).map(({ name, text }) => `| ${code(name)} | ${needed(name)} | ${text} |`);
  return `${CONFIG_HEADER}\n\n${['| variable | required by | what it is |', '| --- | --- | --- |', ...rows].join('\n')}\n`;
}

const CONFIG_HEADER = `# Configuration

<!-- Generated from controller/config.ts by controller/cli/generate-reference.ts. Do not edit. -->

The controller's functions are configured by environment variables. \`bootstrap/\` sets them all from the settings that it is deployed
with (see [install](../install.md)); nobody has to by hand. A function that misses a required one says so, and which, when it
starts. No variable holds a secret: keys and secrets are read from Secrets Manager by their ARN; the badge's token is part of an address. What the command line reads
besides is in its [own reference](cli.md#environment-variables).`;

/**
 * Every `NAME`: text in the doc comments of a source file, in order, each name once (the first text that it has). The text of one
 * ends where the next begins.
 */
export function documentedVariables(source: string): readonly Variable[] {
  const comments = [...source.matchAll(/\/\*\*(.*?)\*\//gs)].map(([, body = '']) =>
    body.replace(/\s*\n\s*\*\s*/g, ' ').trim(),
  );
  const found = comments.flatMap((comment) =>
    [...comment.matchAll(/`([A-Z][A-Z0-9_]+)`: (.*?)(?=\s*`[A-Z][A-Z0-9_]+`: |$)/g)].map(
      ([, name = '', text = '']) => ({
        name,
        text: asSentence(text),
      }),
    ),
  );
  return found.filter(({ name }, index) => found.findIndex((other) => other.name === name) === index);
}

/** Text for a table cell: first letter large, one full stop. */
function asSentence(text: string): string {
  const plain = text.trim().replace(/\.$/, '').replaceAll('|', '\\|');
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}.`;
}

/** The variables without which a reader refuses to go on, as it says itself. */
function missingIn(read: (env: Environment) => unknown): ReadonlySet<string> {
  try {
    read({});
    return new Set();
  } catch (error) {
    return new Set(error instanceof Error ? error.message.match(/[A-Z][A-Z0-9]*_[A-Z0-9_]+/g) : []);
  }
}

if (import.meta.main) {
  const folder = join(ROOT, 'docs/reference');
  writeFileSync(join(folder, 'cli.md'), renderCliReference());
  writeFileSync(
    join(folder, 'config.md'),
    renderConfigReference(readFileSync(join(ROOT, 'controller/config.ts'), 'utf8')),
  );
}
