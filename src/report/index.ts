import type { CodeResult, Format, Reporter } from './model.js';

const REPORTERS: Record<Format, () => Promise<{ reporter: Reporter<CodeResult> }>> = {
  pretty: () => import('./pretty.js'),
  json: () => import('./json.js'),
  jsonl: () => import('./jsonl.js'),
  sarif: () => import('./sarif.js'),
  github: () => import('./github.js'),
  gitlab: () => import('./gitlab.js'),
  rdjsonl: () => import('./rdjsonl.js'),
  junit: () => import('./junit.js'),
  markdown: () => import('./markdown.js'),
  html: () => import('./html.js'),
  tasks: () => import('./tasks.js'),
};

/** The reporter of a format for the results of scan and migrate. */
export async function codeReporter(format: Format): Promise<Reporter<CodeResult>> {
  return (await REPORTERS[format]()).reporter;
}
