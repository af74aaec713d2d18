import { escapeJson } from './escape.js';
import type { CodeResult, Reporter } from './model.js';

export const reporter: Reporter<CodeResult> = {
  format: 'json',
  extension: 'json',
  report: (result) => `${escapeJson(JSON.stringify(result, undefined, 2))}\n`,
};
