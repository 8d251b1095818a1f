import type { Palette } from '../../../controller/report/palette.ts';

const asIs = (text: string): string => text;

/** No colours. */
export const PLAIN: Palette = { bold: asIs, dim: asIs, red: asIs, green: asIs, yellow: asIs, cyan: asIs };
