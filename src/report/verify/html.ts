import { count } from '../../pack/count.js';
import type { Json } from '../../pack/model.js';
import type { Difference, EndpointLatency, Percentiles, Verdict, VerdictKind, VerdictStream, VerifyEnd } from '../../verify/model.js';
import { escapeMarkup } from '../escape.js';
import { type Bar, barChart, legendOf } from '../html-charts.js';
import { htmlPage, select, tileList } from '../html-page.js';
import type { Reporter } from '../model.js';
import { SCRIPT, STYLE } from './html-style.js';
import { SkipReasons } from './reasons.js';
import {
  busiest,
  percentilesText,
  percentText,
  placeOf,
  problemText,
  requestText,
  sentText,
  summaryText,
  unusedRows,
  VERDICTS,
  WORDS,
} from './text.js';

/** Exchanges with a row of their own: all that did not pass, then others, up to this many. */
const SHOWN = 5000;
/** Rows kept for exchanges that passed or were skipped. */
const SHOWN_OTHERS = 2000;

const WIDTH = 360;
const ROW = 16;
/** Endpoints whose latency is drawn. */
const PLOTTED = 40;

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
    `<header><h1>api-migrate verify</h1><p class="lead" id="summary">${escapeMarkup(summaryText(end))}</p>${tiles(end)}${stopNote(end)}</header>`,
    '<main>',
    charts(end),
    `<h2>Exchanges</h2>${filters(verdicts)}`,
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
    '</main>',
  ];
  return htmlPage({ title: 'api-migrate verify', style: STYLE, script: SCRIPT, body: body.filter((part) => part !== '').join('\n') });
}

function tiles({ summary }: VerifyEnd): string {
  const { exchanges, byVerdict, calls, judged } = summary;
  return tileList([
    [`${exchanges}`, exchanges === 1 ? 'exchange' : 'exchanges'],
    [`${byVerdict.pass}`, 'passed'],
    [`${byVerdict.fail + byVerdict.error}`, 'failed or in error'],
    [calls === 0 ? 'none' : percentText(judged, calls), 'of the recorded calls judged'],
  ]);
}

/** Why the run ended early. */
function stopNote({ summary: { stopped } }: VerifyEnd): string {
  return stopped === undefined ? '' : `<p class="note">${escapeMarkup(stopped)}</p>`;
}

function charts({ summary: { byPack, byRule, exchanges } }: VerifyEnd): string {
  if (exchanges === 0) return '';
  const meanings = { fail: 'failed: v2 differs', error: 'in error: no verdict', skipped: 'skipped: not judged', pass: 'passed' };
  return `<h2>How it went</h2><div class="charts">${barChart('By API', bars(byPack))}${barChart('By rule', bars(byRule))}</div>${legendOf(meanings)}`;
}

function bars(counts: Record<string, Record<VerdictKind, number>>): Bar[] {
  return Object.entries(counts).map(([name, of]) => [name, VERDICTS.map((kind) => [kind, of[kind], WORDS[kind]])]);
}

function filters(verdicts: Verdict[]): string {
  const values = (read: (verdict: Verdict) => (string | undefined)[]): string[] =>
    [...new Set(verdicts.flatMap(read))].filter((each) => each !== undefined).toSorted();
  return `<form id="filters">
<label>Search<input name="text" type="search"></label>
${select(
  'verdict',
  'Verdict',
  VERDICTS.filter((kind) => verdicts.some(({ verdict }) => verdict === kind)),
)}
${select('rule', 'Rule', values(rulesOf))}
${select(
  'endpoint',
  'Endpoint',
  values(({ endpoint }) => [endpoint]),
)}
<output id="shown"></output>
</form>`;
}

/** The rule of the endpoint and those that its differences name. */
function rulesOf({ rule, differences }: Verdict): string[] {
  return [rule, ...differences.map((difference) => difference.rule)].filter((id) => id !== undefined);
}

function list(title: string, items: string[]): string {
  return items.length === 0 ? '' : `<h2>${title}</h2><ul>${items.map((item) => `<li>${escapeMarkup(item)}</li>`).join('')}</ul>`;
}

function coverage(end: VerifyEnd): string {
  const { exercised, unexercised, uncovered, sites } = end.coverage;
  const met = Object.entries(exercised).map(([rule, times]) => `${rule} (${times})`);
  return [
    list(`Rules exercised: ${met.length} of ${met.length + unexercised.length}`, met),
    list('Rules never met', unexercised),
    list('Not held against the OpenAPI document', end.coverage.undocumented ?? []),
    list('Allowances that explained nothing', unusedRows(end)),
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

/** One exchange: its line, and below it what was sent and every difference side by side. */
function exchangeRow(verdict: Verdict): string {
  const { differences, rule, endpoint, reason, v2, request } = verdict;
  const rules = [...new Set(rulesOf(verdict))];
  const open = verdict.verdict === 'fail' ? ' open' : '';
  const data = `data-verdict="${verdict.verdict}" data-rule="${escapeMarkup(rules.join('\n'))}" data-endpoint="${escapeMarkup(endpoint ?? '')}"`;
  const sent = v2.map((item) => `<li><code>${escapeMarkup(sentText(item))}</code></li>`).join('');
  return `<details class="exchange ${verdict.verdict}" ${data}${open}>
<summary><b>${verdict.verdict}</b> <code>${escapeMarkup(placeOf(verdict))}</code> <code>${escapeMarkup(requestText(request))}</code></summary>
${rule === undefined ? '' : `<p>rule <code>${escapeMarkup(rule)}</code></p>`}
${reason === undefined ? '' : `<p>${escapeMarkup(reason)}</p>`}
${sent === '' ? '' : `<ol>${sent}</ol>`}
${differences.length === 0 ? '' : differenceTable(differences)}
</details>`;
}

function differenceTable(differences: readonly Difference[]): string {
  const order = ['unexplained', 'accepted', 'explained', 'additive', 'volatile'];
  const rows = differences.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)).map(differenceRow);
  return `<table class="differences"><thead><tr><th>place</th><th>kind</th><th>expected of v2</th><th>answered</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function differenceRow({ path, kind, rule, expected, actual, message }: Difference): string {
  const note = [message, rule].filter((part) => part !== undefined).join(' · ');
  return `<tr class="${kind}"><td><code>${escapeMarkup(path)}</code>${note === '' ? '' : `<br><small>${escapeMarkup(note)}</small>`}</td><td>${kind}</td><td>${value(expected)}</td><td>${value(actual)}</td></tr>`;
}

function value(json: Json | undefined): string {
  return json === undefined ? '' : `<pre tabindex="0">${escapeMarkup(JSON.stringify(json, null, 2))}</pre>`;
}

/** Recorded and live latency of each endpoint on one logarithmic scale: a bar from p50 to p95. */
function latencyPlots(latency: readonly EndpointLatency[]): string {
  const shown = busiest(latency, PLOTTED);
  if (shown.length === 0) return '';
  const longest = Math.max(...shown.flatMap(({ recorded, live }) => [recorded.p95 ?? 0, live.p95 ?? 0]), 1);
  const rows = shown.map(
    ({ endpoint, recorded, live }) => `<tr><td><code>${escapeMarkup(endpoint)}</code></td><td>${plot(recorded, live, longest)}</td>
<td>${percentilesText(recorded)} <small>(${recorded.count})</small></td><td>${percentilesText(live)} <small>(${live.count})</small></td></tr>`,
  );
  return `<h2>Latency, p50 to p95</h2><div class="scroll" tabindex="0"><table class="latency"><thead><tr><th>endpoint</th><th>0.1 ms to ${Math.ceil(longest)} ms, logarithmic</th><th>recorded</th><th>live</th></tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
}

function plot(recorded: Percentiles, live: Percentiles, longest: number): string {
  const both = [bar(recorded, 0, 'recorded', longest), bar(live, ROW, 'live', longest)].join('');
  return `<svg width="${WIDTH}" height="${2 * ROW}" role="img" aria-label="recorded ${percentilesText(recorded)}, live ${percentilesText(live)}">${both}</svg>`;
}

function bar({ p50, p95 }: Percentiles, top: number, name: string, longest: number): string {
  if (p50 === null || p95 === null) return '';
  const from = position(p50, longest);
  const width = Math.max(position(p95, longest) - from, 3);
  return `<rect class="${name}" x="${from.toFixed(1)}" y="${top + 2}" width="${width.toFixed(1)}" height="${ROW - 4}"><title>${name}: ${percentilesText({ count: 0, p50, p95 })}</title></rect>`;
}

function position(milliseconds: number, longest: number): number {
  const shortest = 0.1;
  return (Math.log(Math.max(milliseconds, shortest) / shortest) / Math.log(Math.max(longest, 1) / shortest)) * (WIDTH - 4);
}
