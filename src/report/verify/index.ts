import type { VerdictStream } from '../../verify/model.js';
import type { Format, Reporter } from '../model.js';

/** Formats of verify: all but `sarif`, which is about places in source code. */
export const VERIFY_FORMATS = ['pretty', 'json', 'jsonl', 'github', 'junit', 'markdown', 'html'] as const satisfies readonly Format[];

export type VerifyFormat = (typeof VERIFY_FORMATS)[number];

const REPORTERS: Record<VerifyFormat, () => Promise<{ reporter: Reporter<VerdictStream> }>> = {
  pretty: () => import('./pretty.js'),
  json: () => import('./json.js'),
  jsonl: () => import('./jsonl.js'),
  github: () => import('./github.js'),
  junit: () => import('./junit.js'),
  markdown: () => import('./markdown.js'),
  html: () => import('./html.js'),
};

/** The reporter of a format for the verdicts of `verify`; it reads them as they come and drives the run by that. */
export async function verifyReporter(format: VerifyFormat): Promise<Reporter<VerdictStream>> {
  return (await REPORTERS[format]()).reporter;
}
