import { dirname } from 'node:path/posix';
import { count } from '../pack/count.js';
import type { Finding } from '../scan/model.js';
import { diffLines } from './diff-lines.js';
import { escapeMarkup } from './escape.js';
import { changeOf, fullMessage, hiddenText, ignoredText, isLeft, placeOf, problemText, unprovenText } from './findings.js';
import { burnDown, chart, type Done, legend, rankOf } from './html-charts.js';
import { beforeAfter } from './html-code.js';
import { htmlPage, select, tileList } from './html-page.js';
import { SCRIPT, STYLE } from './html-style.js';
import { ruleUrl } from './links.js';
import type { CodeResult, ReportContext, Reporter } from './model.js';

/** Findings with a place of their own on the page. */
const SHOWN = 5000;

/** One self-contained page: charts, then findings with filters, groups, code before and after, and evidence. */
export const reporter: Reporter<CodeResult> = {
  format: 'html',
  extension: 'html',
  report(result, context) {
    const title = `api-migrate ${result.command}`;
    const shown = result.findings.slice(0, SHOWN);
    const body = [
      `<header><h1>${title}</h1><p class="lead">${escapeMarkup(lead(result, context))}</p>${tiles(result)}${notes(result, context)}</header>`,
      '<main>',
      charts(result, context),
      burnDown(context.history ?? []),
      `<h2>Findings</h2>${filters(shown, context)}`,
      shown.length < result.findings.length
        ? `<p>${count(result.findings.length - shown.length, 'finding')} more: see the JSON report.</p>`
        : '',
      `<div id="findings">${shown.map((finding) => article(finding, context)).join('\n')}</div>`,
      problems(result),
      diffs(result),
      '</main>',
    ];
    return htmlPage({ title, style: STYLE, script: SCRIPT, body: body.filter((part) => part !== '').join('\n') });
  },
};

function lead({ findings, files, summary }: CodeResult, { packs }: ReportContext): string {
  const used = new Set(findings.map(({ pack }) => pack));
  const titles = packs.filter(({ id }) => used.has(id)).map(({ title }) => title);
  const isClean = files.skipped.every(({ mayHoldCalls }) => mayHoldCalls !== true) && summary.hidden === 0;
  const none = `${isClean ? 'No v1 calls of' : 'Nothing shown of'} ${packs.map(({ id }) => id).join(', ')}`;
  return `${titles.length > 0 ? titles.join(', ') : none} · ${count(files.scanned, 'file')} read`;
}

function tiles(result: CodeResult): string {
  const { summary, findings } = result;
  const left = findings.filter(isLeft).length;
  const facts: [value: string, what: string][] = [
    [`${findings.length}`, findings.length === 1 ? 'finding' : 'findings'],
    [`${left}`, 'left to do'],
    ...(summary.completion === null
      ? []
      : [[`${summary.completion} %`, doneOf(result) === 'ready' ? 'of the calls will use v2' : 'of the calls use v2'] as [string, string]]),
    ...(summary.callsRemoved > 0 ? [[`${summary.callsRemoved}`, 'HTTP calls saved'] as [string, string]] : []),
  ];
  return tileList(facts);
}

function notes(result: CodeResult, { filters: given }: ReportContext): string {
  const texts = [hiddenText(result, given), ignoredText(result), unprovenText(result)].filter((text) => text !== undefined);
  return texts.map((text) => `<p class="note">${escapeMarkup(text)}.</p>`).join('');
}

function charts(result: CodeResult, { ownerOf }: ReportContext): string {
  const { findings } = result;
  const done = doneOf(result);
  if (findings.length === 0) return '';
  return `<h2>How far it is</h2><div class="charts">
${chart('By API', findings, done, ({ pack }) => pack)}
${chart('By directory', findings, done, ({ file }) => dirname(file))}
${chart('By rule', findings, done, ({ rule }) => rule)}
${ownerOf ? chart('By owner', findings, done, ({ file }) => ownerOf(file) ?? 'nobody') : ''}
</div>${legend(done)}`;
}

function doneOf(result: CodeResult): Done {
  if (result.command === 'scan') return 'ignored';
  return result.summary.written ? 'done' : 'ready';
}

function filters(findings: readonly Finding[], { ownerOf }: ReportContext): string {
  const values = (read: (finding: Finding) => string): string[] => [...new Set(findings.map(read))].toSorted();
  return `<form id="filters">
<label>Search<input name="text" type="search"></label>
${select(
  'level',
  'Level',
  values(({ level }) => level),
)}
${select(
  'state',
  'State',
  values(({ state }) => state),
)}
${select(
  'rule',
  'Rule',
  values(({ rule }) => rule),
)}
${
  ownerOf
    ? select(
        'owner',
        'Owner',
        values(({ file }) => ownerOf(file) ?? ''),
      )
    : ''
}
<label>Group by<select name="group"><option value="">nothing</option><option value="file" selected>file</option><option value="rule">rule</option><option value="directory">directory</option><option value="level">level</option>${ownerOf ? '<option value="owner">owner</option>' : ''}</select></label>
<label>Sort by<select name="sort"><option value="place">place</option><option value="level">level</option><option value="rule">rule</option></select></label>
<output id="shown"></output>
</form>`;
}

function article(finding: Finding, context: ReportContext): string {
  const { file, line, level, state, rule } = finding;
  const rank = rankOf(finding);
  const owner = context.ownerOf?.(file) ?? '';
  const data = { level, state, rule, file, line, rank, owner, directory: dirname(file) };
  const attributes = Object.entries(data).map(([key, value]) => `data-${key}="${escapeMarkup(`${value}`)}"`);
  const url = ruleUrl(rule, context.packs);
  const id = `<code>${escapeMarkup(rule)}</code>`;
  return `<article class="finding ${rank}" ${attributes.join(' ')}>
<div class="head"><b class="${rank}">${state === 'open' ? level : state}</b>${url === undefined ? id : `<a href="${escapeMarkup(url)}">${id}</a>`}<code class="place">${escapeMarkup(placeOf(finding))}</code></div>
<p class="change"><code>${escapeMarkup(changeOf(finding, context.packs))}</code></p>
<p>${escapeMarkup(fullMessage(finding))}</p>
${beforeAfter(finding, context)}${evidence(finding)}</article>`;
}

function evidence({ evidence: steps = [] }: Finding): string {
  if (steps.length === 0) return '';
  const items = steps.map((step) => `<li><code>${escapeMarkup(placeOf(step))}</code> ${escapeMarkup(step.what)}</li>`);
  return `<details><summary>evidence</summary><ol>${items.join('')}</ol></details>`;
}

function problems({ errors, files }: CodeResult): string {
  const items = [...errors, ...files.skipped].map((problem) => `<li>${escapeMarkup(problemText(problem))}</li>`);
  return items.length === 0 ? '' : `<h2>Files not understood or not analysed</h2><ul>${items.join('')}</ul>`;
}

function diffs(result: CodeResult): string {
  if (result.command !== 'migrate' || result.files.changed.length === 0) return '';
  const files = result.files.changed.map(({ file, diff }) => {
    const lines = diffLines(diff).map(({ kind, text }) => `<span class="${kind}">${escapeMarkup(text)}</span>`);
    return `<details><summary><code>${escapeMarkup(file)}</code></summary><pre tabindex="0">${lines.join('')}</pre></details>`;
  });
  return `<h2>${result.summary.written ? 'Files written' : 'Files that would change'}</h2>${files.join('\n')}`;
}
