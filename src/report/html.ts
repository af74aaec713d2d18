import { count } from '../pack/count.js';
import type { Pack } from '../pack/model.js';
import type { Finding } from '../scan/model.js';
import { diffLines } from './diff-lines.js';
import { escapeMarkup } from './escape.js';
import { changeOf, fullMessage, LEVELS, placeOf, problemText } from './findings.js';
import { htmlPage } from './html-page.js';
import type { CodeResult, Reporter } from './model.js';

/** One self-contained page: findings with filters, evidence, and the diffs of a migration. */
export const reporter: Reporter<CodeResult> = {
  format: 'html',
  extension: 'html',
  report(result, context) {
    const title = `api-migrate ${result.command}`;
    const body = [
      `<h1>${title}</h1>`,
      overview(result),
      filters(result.findings),
      table(result.findings, context.packs),
      problems(result),
      diffs(result),
    ];
    return htmlPage({ title, style: STYLE, script: SCRIPT, body: body.filter((part) => part !== '').join('\n') });
  },
};

function overview({ summary, findings, files }: CodeResult): string {
  const facts = [
    `${count(findings.length, 'finding')} in ${count(files.scanned, 'file')}`,
    LEVELS.map((level) => `<span class="${level}">${summary.byLevel[level]} ${level}</span>`).join(', '),
    ...(summary.completion === null ? [] : [`${summary.completion} % of the calls speak v2`]),
    `${count(summary.callsRemoved, 'HTTP call')} saved`,
  ];
  return `<p>${facts.join(' · ')}</p>`;
}

function filters(findings: Finding[]): string {
  return `<form id="filters">
<label>text <input name="text" type="search"></label>
${select(
  'level',
  findings.map(({ level }) => level),
)}
${select(
  'state',
  findings.map(({ state }) => state),
)}
${select(
  'rule',
  findings.map(({ rule }) => rule),
)}
<output id="shown"></output>
</form>`;
}

function select(name: string, values: string[]): string {
  const options = [...new Set(values)].toSorted().map((value) => `<option>${escapeMarkup(value)}</option>`);
  return `<label>${name} <select name="${name}"><option value="">all</option>${options.join('')}</select></label>`;
}

function table(findings: Finding[], packs: readonly Pack[]): string {
  return `<table id="findings"><thead><tr><th>place</th><th>level</th><th>state</th><th>rule</th><th>change</th></tr></thead><tbody>
${findings.map((finding) => row(finding, packs)).join('\n')}
</tbody></table>`;
}

function row(finding: Finding, packs: readonly Pack[]): string {
  const { level, state, rule, evidence = [] } = finding;
  const chain = evidence.map((step) => `<li><code>${escapeMarkup(placeOf(step))}</code> ${escapeMarkup(step.what)}</li>`).join('');
  return `<tr data-level="${level}" data-state="${state}" data-rule="${escapeMarkup(rule)}"><td><code>${escapeMarkup(placeOf(finding))}</code></td>
<td class="${level}">${level}</td><td>${state}</td><td><code>${escapeMarkup(rule)}</code></td>
<td><code>${escapeMarkup(changeOf(finding, packs))}</code><br>${escapeMarkup(fullMessage(finding))}${chain === '' ? '' : `<details><summary>evidence</summary><ol>${chain}</ol></details>`}</td></tr>`;
}

function problems({ errors, files }: CodeResult): string {
  const items = [...errors, ...files.skipped].map((problem) => `<li>${escapeMarkup(problemText(problem))}</li>`);
  return items.length === 0 ? '' : `<h2>Files not understood or not analysed</h2><ul>${items.join('')}</ul>`;
}

function diffs(result: CodeResult): string {
  if (result.command !== 'migrate' || result.files.changed.length === 0) return '';
  const files = result.files.changed.map(({ file, diff }) => {
    const lines = diffLines(diff).map(({ kind, text }) => `<span class="${kind}">${escapeMarkup(text)}</span>`);
    return `<details open><summary><code>${escapeMarkup(file)}</code></summary><pre>${lines.join('\n')}</pre></details>`;
  });
  return `<h2>Changes</h2>${files.join('\n')}`;
}

const STYLE = `
form { display: flex; gap: 1rem; flex-wrap: wrap; margin: 1rem 0 }
.auto, .added { color: var(--green) } .review { color: var(--yellow) } .manual, .removed { color: var(--red) } .hunk, .header { opacity: .6 }
tr[hidden] { display: none }
`;

const SCRIPT = `
const form = document.getElementById('filters');
const rows = [...document.querySelectorAll('#findings tbody tr')];
const apply = () => {
  const { text, level, state, rule } = Object.fromEntries(new FormData(form));
  const needle = text.toLowerCase();
  for (const row of rows) {
    const fits = (key, wanted) => wanted === '' || row.dataset[key] === wanted;
    row.hidden = !(fits('level', level) && fits('state', state) && fits('rule', rule) && row.textContent.toLowerCase().includes(needle));
  }
  document.getElementById('shown').textContent = rows.filter((row) => !row.hidden).length + ' of ' + rows.length + ' shown';
};
form.addEventListener('input', apply);
form.addEventListener('submit', (event) => event.preventDefault());
apply();
`;
