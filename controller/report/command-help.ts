import { CONSENT_KINDS } from '../diagnostics/consent.ts';
import { blocks, code, table } from './markdown.ts';

/** Every command with what it does, as Markdown; the reference page has the same table. */
export const COMMANDS: readonly (readonly [string, string])[] = [
  ['/holdfast plan', 'Plan this pull request again. On a fork’s, lets the head that is there now be planned.'],
  ['/holdfast confirm [what…]', 'Agree to what the plan asks: all of it, or only what is named.'],
  ['/holdfast apply', 'Apply the branch. On a merged pull request only.'],
  ['/holdfast retry', 'Try the head of the branch again, also outside of sync windows.'],
  ['/holdfast suspend [reason]', 'Begin nothing new until somebody resumes.'],
  ['/holdfast resume', 'Go on, and apply the head of the branch.'],
  ['/holdfast revert', 'Put back what somebody changed by hand.'],
  ['/holdfast adopt [resource…]', 'Have what somebody changed by hand written into the registry, as a pull request.'],
  [
    '/holdfast accept until <date> [resource…] [because …]',
    'Leave what has drifted, all of it or what is named, until the end of that day.',
  ],
  ['/holdfast accept none [resource…]', 'Take back that drift is accepted.'],
  ['/holdfast rescue <stack>', 'Get a stuck stack out, in the one safe way that its status has.'],
  ['/holdfast help', 'Show this.'],
];

/** What is answered to `/holdfast help`, and to a command that we do not know. */
export const COMMAND_HELP = blocks([
  table(
    ['Command', 'What it does'],
    COMMANDS.map(([command, meaning]) => [code(command), meaning]),
  ),
  `Only the first line of a comment counts, and only people with write access are heard. What can be confirmed: ${CONSENT_KINDS.map(code).join(', ')}.`,
]);
