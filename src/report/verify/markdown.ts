import { count } from '../../pack/count.js';
import type { Verdict, VerdictStream, VerifyEnd } from '../../verify/model.js';
import { escapeMarkdown, markdownCode } from '../escape.js';
import type { Reporter } from '../model.js';
import { SkipReasons } from './reasons.js';
import {
  busiest,
  differenceText,
  percentilesText,
  placeOf,
  problemText,
  requestText,
  summaryText,
  unexplained,
  unusedRows,
} from './text.js';

const SHOWN = 200;

/** For a pull request or a wiki: the sum first, then what did not pass. */
export const reporter: Reporter<VerdictStream> = {
  format: 'markdown',
  extension: 'md',
  async *report(stream) {
    const failed: Verdict[] = [];
    const skipped = new SkipReasons();
    let hidden = 0;
    for await (const verdict of stream) {
      skipped.add(verdict);
      if (verdict.verdict !== 'fail' && verdict.verdict !== 'error') continue;
      if (failed.length < SHOWN) failed.push(verdict);
      else hidden += 1;
    }
    yield page(await stream.end, failed, hidden, skipped);
  },
};

function page(end: VerifyEnd, failed: Verdict[], hidden: number, skipped: SkipReasons): string {
  const parts = [
    '# api-migrate verify',
    escapeMarkdown(summaryText(end)),
    rules(end),
    list(
      'Problems',
      end.errors.map((problem) => escapeMarkdown(problemText(problem))),
    ),
    ...(failed.length === 0 ? [] : ['## Not passed', ...failed.map(exchange)]),
    hidden === 0 ? '' : `${hidden} more did not pass.`,
    list(
      'Skipped',
      skipped.entries().map(([reason, number]) => `${number} × ${escapeMarkdown(reason)}`),
    ),
    list(
      'Checks',
      end.checks.map(({ outcome, rule, message }) => `${outcome}: ${escapeMarkdown(message)} (${markdownCode(rule)})`),
    ),
    list(
      'Lifecycle',
      end.lifecycle.map(({ api, method, url, message }) => `${api} ${markdownCode(`${method} ${url}`)}: ${escapeMarkdown(message)}`),
    ),
    list(
      'No rule covers',
      end.coverage.uncovered.map(({ method, path, count: times }) => `${markdownCode(`${method} ${path}`)} (${times})`),
    ),
    list('Not held against the OpenAPI document', (end.coverage.undocumented ?? []).map(escapeMarkdown)),
    list('Allowances that explained nothing', unusedRows(end).map(markdownCode)),
    list('Rules never met', end.coverage.unexercised.map(markdownCode)),
    sites(end),
    latency(end),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function rules({ summary }: VerifyEnd): string {
  const rows = Object.entries(summary.byRule).map(
    ([rule, { pass, fail, error, skipped }]) => `| ${markdownCode(rule)} | ${pass} | ${fail} | ${error} | ${skipped} |`,
  );
  return rows.length === 0
    ? ''
    : ['| rule | passed | failed | error | skipped |', '| --- | ---: | ---: | ---: | ---: |', ...rows].join('\n');
}

function exchange(verdict: Verdict): string {
  const head = `### ${escapeMarkdown(placeOf(verdict))}: ${markdownCode(requestText(verdict.request))}`;
  const sent = verdict.v2.map((request) => `- sent ${markdownCode(requestText(request))}: ${request.status ?? 'no answer'}`);
  const differences = unexplained(verdict).map((difference) => `- ${escapeMarkdown(differenceText(difference))}`);
  const reason = differences.length === 0 && verdict.reason !== undefined ? [`- ${escapeMarkdown(verdict.reason)}`] : [];
  return [head, '', ...sent, ...differences, ...reason].join('\n');
}

function list(title: string, items: string[]): string {
  return items.length === 0 ? '' : `## ${title}\n\n${items.map((item) => `- ${item}`).join('\n')}`;
}

function sites({ coverage: { sites: found } }: VerifyEnd): string {
  if (!found) return '';
  const open = found.unexercised.map(({ file, line, v1 }) => `${markdownCode(`${file}:${line}`)} ${markdownCode(v1)}`);
  return list(`Call sites: ${found.exercised} of ${count(found.total, 'call site')} exercised`, open);
}

function latency(end: VerifyEnd): string {
  const rows = busiest(end.latency, 50).map(
    ({ endpoint, recorded, live }) =>
      `| ${markdownCode(endpoint)} | ${percentilesText(recorded)} | ${percentilesText(live)} | ${live.count} |`,
  );
  if (rows.length === 0) return '';
  return ['## Latency, p50 / p95', '', '| endpoint | recorded | live | samples |', '| --- | ---: | ---: | ---: |', ...rows].join('\n');
}
