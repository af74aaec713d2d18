import type { PlannedExchange } from '../../../verify/model.js';
import type { ReportContext } from '../../model.js';

/** Ways to print the translated requests of a dry run. */
export const DRY_RUN_FORMS = ['table', 'curl', 'har'] as const;

export type DryRunForm = (typeof DRY_RUN_FORMS)[number];

/** Prints what a run would send, as it is planned. */
export interface DryRunReporter {
  report(planned: AsyncIterable<PlannedExchange>, context: ReportContext): AsyncIterable<string>;
}

const REPORTERS: Record<DryRunForm, () => Promise<{ reporter: DryRunReporter }>> = {
  table: () => import('./table.js'),
  curl: () => import('./curl.js'),
  har: () => import('./har.js'),
};

/** The reporter of one form of dry run. */
export async function dryRunReporter(form: DryRunForm): Promise<DryRunReporter> {
  return (await REPORTERS[form]()).reporter;
}
