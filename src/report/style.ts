import type { Style } from './model.js';

const same = (text: string): string => text;

/** No emphasis at all: files, pipes, `NO_COLOR`. */
export const plainStyle: Style = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };
