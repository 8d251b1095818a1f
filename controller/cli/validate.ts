import { hasErrors } from '../diagnostics/finding.ts';
import { compileCommit } from '../plan-commit.ts';
import { renderFindingsMarkdown } from '../report/render-markdown.ts';
import { renderFindingsText } from '../report/render-text.ts';
import { WORKING_FOLDER } from '../source/snapshot.ts';
import { type CommonOptions, type ExitCode, type Io, printJson } from './io.ts';
import { paletteOf } from './palette.ts';
import { openRegistry } from './registry.ts';

/** `holdfast validate`: everything that can be said about the registry without AWS. */
export async function run(options: CommonOptions, io: Io): Promise<ExitCode> {
  const { findings, registry } = await compileCommit(WORKING_FOLDER, await openRegistry(options, io));
  const documents = registry.documents.filter(({ partOf }) => partOf === undefined).length;
  if (options.format === 'json') printJson(io, { documents, findings });
  else if (options.format === 'markdown') io.out(renderFindingsMarkdown(findings, documents));
  else io.out(renderFindingsText(findings, documents, paletteOf(io)));
  return hasErrors(findings) ? 1 : 0;
}
