import { count } from '../../pack/count.js';
import type { Verdict, VerdictStream, VerifyEnd } from '../../verify/model.js';
import { escapeMarkup } from '../escape.js';
import { htmlPage } from '../html-page.js';
import type { Reporter } from '../model.js';
import { exchangeRow } from './html-exchange.js';
import { latencyPlots } from './html-latency.js';
import { SCRIPT, STYLE } from './html-page.js';
import { SkipReasons } from './reasons.js';
import { problemText, summaryText, VERDICTS } from './text.js';

/** Exchanges with a row of their own: all that did not pass, then others, up to this many. */
const SHOWN = 5000;
/** Rows kept for exchanges that passed or were skipped. */
const SHOWN_OTHERS = 2000;

/** One self-contained page: filters by verdict, rule and endpoint, differences side by side, latency plots. */
export const reporter: Reporter<VerdictStream> = {
  format: 'html',
  extension: 'html',
  async *report(stream) {
    const kept: Verdict[] = [];
    const skipped = new SkipReasons();
    let total = 0;
    let others = 0;
    for await (const verdict of stream) {
      total += 1;
      skipped.add(verdict);
      const matters = verdict.verdict === 'fail' || verdict.verdict === 'error';
      if (kept.length >= SHOWN || (!matters && others >= SHOWN_OTHERS)) continue;
      if (!matters) others += 1;
      kept.push(verdict);
    }
    const rows = kept.toSorted((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) || a.entry - b.entry);
    yield page(await stream.end, rows, total, skipped);
  },
};

function page(end: VerifyEnd, verdicts: Verdict[], total: number, skipped: SkipReasons): string {
  const body = [
    '<h1>api-migrate verify</h1>',
    `<p id="summary">${escapeMarkup(summaryText(end))}</p>`,
    bar(end),
    filters(verdicts),
    verdicts.length < total ? `<p>${count(total - verdicts.length, 'exchange')} without a row here: see the JSON report.</p>` : '',
    `<div id="exchanges">${verdicts.map(exchangeRow).join('\n')}</div>`,
    list('Problems', end.errors.map(problemText)),
    list(
      'Checks',
      end.checks.map(({ outcome, rule, message }) => `${outcome}: ${message} [${rule}]`),
    ),
    list(
      'Lifecycle',
      end.lifecycle.map(({ api, method, url, message }) => `${api} ${method} ${url}: ${message}`),
    ),
    list(
      'Skipped',
      skipped.entries().map(([reason, number]) => `${number} × ${reason}`),
    ),
    latencyPlots(end.latency),
    coverage(end),
  ];
  return htmlPage({ title: 'api-migrate verify', style: STYLE, script: SCRIPT, body: body.filter((part) => part !== '').join('\n') });
}

/** Share of each verdict. */
function bar({ summary: { byVerdict, exchanges } }: VerifyEnd): string {
  const parts = VERDICTS.filter((kind) => byVerdict[kind] > 0).map(
    (kind) => `<span class="${kind}" style="flex:${byVerdict[kind]}" title="${byVerdict[kind]} ${kind}">${byVerdict[kind]} ${kind}</span>`,
  );
  return exchanges === 0 ? '' : `<div class="bar">${parts.join('')}</div>`;
}

function filters(verdicts: Verdict[]): string {
  const values = (read: (verdict: Verdict) => string | undefined): string[] =>
    [...new Set(verdicts.flatMap((verdict) => read(verdict) ?? []))].toSorted();
  return `<form id="filters">
<label>text <input name="text" type="search"></label>
${select(
  'verdict',
  VERDICTS.filter((kind) => verdicts.some(({ verdict }) => verdict === kind)),
)}
${select('rule', [...new Set(verdicts.flatMap(rulesOf))].toSorted())}
${select(
  'endpoint',
  values(({ endpoint }) => endpoint),
)}
<output id="shown"></output>
</form>`;
}

/** The rule of the endpoint and those that its differences name. */
function rulesOf({ rule, differences }: Verdict): string[] {
  return [rule, ...differences.map((difference) => difference.rule)].filter((id) => id !== undefined);
}

function select(name: string, values: readonly string[]): string {
  const options = values.map((value) => `<option>${escapeMarkup(value)}</option>`);
  return `<label>${name} <select name="${name}"><option value="">all</option>${options.join('')}</select></label>`;
}

function list(title: string, items: string[]): string {
  return items.length === 0 ? '' : `<h2>${title}</h2><ul>${items.map((item) => `<li>${escapeMarkup(item)}</li>`).join('')}</ul>`;
}

function coverage({ coverage: { exercised, unexercised, uncovered, sites } }: VerifyEnd): string {
  const met = Object.entries(exercised).map(([rule, times]) => `${rule} (${times})`);
  return [
    list(`Rules exercised: ${met.length} of ${met.length + unexercised.length}`, met),
    list('Rules never met', unexercised),
    list(
      'No rule covers',
      uncovered.map(({ method, path, count: times }) => `${method} ${path} (${times})`),
    ),
    sites
      ? list(
          `Call sites: ${sites.exercised} of ${count(sites.total, 'call site')} exercised`,
          sites.unexercised.map(({ file, line, v1 }) => `${file}:${line} ${v1}`),
        )
      : '',
  ].join('');
}
