import { styleText } from 'node:util';
import type { Palette } from '../report/palette.ts';
import type { Io } from './io.ts';

/** Colours for the terminal, or none (`NO_COLOR`, a pipe), for what is printed on standard output or standard error. */
export function paletteOf(io: Io, stream: 'out' | 'err' = 'out'): Palette {
  const paint = (style: Parameters<typeof styleText>[0]) => (text: string) =>
    io.color[stream] ? styleText(style, text, { validateStream: false }) : text;
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
    cyan: paint('cyan'),
  };
}
