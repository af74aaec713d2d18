import { count } from '../../pack/count.js';
import type { Verdict, VerdictStream, VerifyEnd } from '../../verify/model.js';
import { printableLine } from '../escape.js';
import type { ReportContext, Reporter, Style } from '../model.js';
import { SkipReasons } from './reasons.js';
import {
  busiest,
  differenceText,
  percentilesText,
  placeOf,
  problemText,
  requestText,
  sentText,
  summaryText,
  unexplained,
  unusedRows,
} from './text.js';

/** Exchanges that are shown in full. */
const SHOWN = 200;
/** Differences of one exchange that are shown. */
const SHOWN_DIFFERENCES = 12;

/** For people at a terminal: what failed as it comes, then the sum. */
export const reporter: Reporter<VerdictStream> = {
  format: 'pretty',
  extension: 'txt',
  async *report(stream, context) {
    const skipped = new SkipReasons();
    let shown = 0;
    let hidden = 0;
    for await (const verdict of stream) {
      skipped.add(verdict);
      if (verdict.verdict !== 'fail' && verdict.verdict !== 'error') continue;
      if (shown < SHOWN) yield `${exchange(verdict, context.style).join('\n')}\n\n`;
      else hidden += 1;
      shown += 1;
    }
    const end = await stream.end;
    const more = hidden === 0 ? [] : [`${hidden} more did not pass; all of them are in --format json or html.`, ''];
    yield `${[...more, ...ending(end, skipped, context)].join('\n')}\n`;
  },
};

function exchange(verdict: Verdict, style: Style): string[] {
  const label = verdict.verdict === 'fail' ? style.red('FAIL ') : style.yellow('ERROR');
  const head = `${label} ${style.bold(printableLine(placeOf(verdict)))}  ${printableLine(requestText(verdict.request))}`;
  const sent = verdict.v2.slice(0, 3).map((request) => style.dim(`      ${printableLine(sentText(request))}`));
  const rest = verdict.v2.length > 3 ? [style.dim(`      and ${verdict.v2.length - 3} more requests`)] : [];
  const differences = unexplained(verdict);
  if (differences.length === 0) return [head, ...sent, ...rest, `      ${printableLine(verdict.reason ?? '')}`];
  const lines = differences.slice(0, SHOWN_DIFFERENCES).map((difference) => `      ${printableLine(differenceText(difference))}`);
  const more = differences.length > SHOWN_DIFFERENCES ? [`      and ${differences.length - SHOWN_DIFFERENCES} more differences`] : [];
  return [head, ...sent, ...rest, ...lines, ...more];
}

function ending(end: VerifyEnd, skipped: SkipReasons, { style }: ReportContext): string[] {
  const sections = [
    section(
      'Skipped',
      skipped
        .entries()
        .slice(0, 8)
        .map(([reason, number]) => `${number} x ${reason}`),
      style,
    ),
    section('Problems', end.errors.map(problemText), style),
    section(
      'Checks',
      end.checks.map(({ outcome, rule, message }) => `${outcome}: ${message} [${rule}]`),
      style,
    ),
    section(
      'Lifecycle',
      end.lifecycle.map(({ api, method, url, message }) => `${api} ${method} ${url}: ${message}`),
      style,
    ),
    section(
      'No rule covers',
      end.coverage.uncovered.slice(0, 10).map(({ method, path, count: times }) => `${method} ${path} (${times})`),
      style,
    ),
    section('Not held against the OpenAPI document', (end.coverage.undocumented ?? []).slice(0, 10), style),
    section('Allowances that explained nothing', shortened(unusedRows(end)), style),
    coverage(end, style),
    latency(end, style),
  ];
  return [...sections.flat(), verdictLine(end, style)];
}

function shortened(items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`${items.slice(0, 8).join(', ')}${items.length > 8 ? `, and ${items.length - 8} more` : ''}`];
}

function section(title: string, lines: string[], style: Style): string[] {
  return lines.length === 0 ? [] : [style.bold(title), ...lines.map((line) => `  ${printableLine(line)}`), ''];
}

function coverage({ coverage: { exercised, unexercised, sites } }: VerifyEnd, style: Style): string[] {
  const total = Object.keys(exercised).length + unexercised.length;
  if (total === 0) return [];
  const missing =
    unexercised.length === 0 ? [] : [`never met: ${unexercised.slice(0, 12).join(', ')}${unexercised.length > 12 ? ', ...' : ''}`];
  const calls = sites ? [`${sites.exercised} of ${count(sites.total, 'call site')} exercised`] : [];
  return section(`Coverage: ${Object.keys(exercised).length} of ${count(total, 'rule')}`, [...missing, ...calls], style);
}

function latency({ latency: all }: VerifyEnd, style: Style): string[] {
  const lines = busiest(all, 8).map(
    ({ endpoint, recorded, live }) => `${endpoint}: recorded ${percentilesText(recorded)}, live ${percentilesText(live)} (${live.count})`,
  );
  return section('Latency, p50 / p95', lines, style);
}

function verdictLine(end: VerifyEnd, style: Style): string {
  const { fail, error } = end.summary.byVerdict;
  const paint = fail > 0 ? style.red : error > 0 || end.summary.stopped !== undefined ? style.yellow : style.green;
  return paint(printableLine(summaryText(end)));
}
