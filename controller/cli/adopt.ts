import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type DraftedAdoption, draftAdoption } from '../adoption.ts';
import { adoptionDiff, notAdoptedWords } from '../report/adoption.ts';
import { visible } from '../report/visible.ts';
import { WORKING_FOLDER } from '../source/snapshot.ts';
import { requireController } from './aws.ts';
import { requireEnvironment } from './environment.ts';
import { type CommonOptions, type ExitCode, type Io, printJson, progress } from './io.ts';
import { lookNow, sweepingWorld } from './sweeping-world.ts';

/**
 * `holdfast adopt [resources]`: looks now, writes live values into the files of the registry folder, and prints the diff. Commits nothing: what
 * becomes of the files is the caller's to say.
 */
export async function run(options: CommonOptions, io: Io, resources = ''): Promise<ExitCode> {
  const controller = await requireController(await requireEnvironment(options, io), io.env);
  const world = await sweepingWorld(controller, options, io);
  const names = resources.split(',').flatMap((name) => name.trim() || []);
  const drafted = await draftAdoption(await lookNow(world), names, WORKING_FOLDER, world);
  const folder = resolve(io.cwd, options.registry);
  for (const { path, after } of drafted.files) await writeFile(join(folder, path), after);
  print(drafted, options, io);
  return drafted.notAdopted.length === 0 && drafted.unknown.length === 0 ? 0 : 1;
}

function print({ adopted, notAdopted, unknown, files }: DraftedAdoption, options: CommonOptions, io: Io): void {
  const diff = adoptionDiff(files);
  if (options.format === 'json') {
    const written = files.map(({ path }) => path);
    const values = adopted.map(({ stack, logicalId, document, path, field, file }) => {
      return { stack, logicalId, document, path, field, file };
    });
    printJson(io, { written, adopted: values, notAdopted, unknown, diff });
    return;
  }
  if (diff !== '') io.out(options.format === 'markdown' ? `\`\`\`diff\n${diff}\n\`\`\`\n` : `${diff}\n`);
  else progress(io, options, 'There is nothing that could be written into the registry.');
  for (const one of notAdopted) io.err(`not adopted: ${visible(notAdoptedWords(one))}\n`);
  for (const name of unknown) io.err(`Nothing that drifted is called ${visible(name)}.\n`);
}
