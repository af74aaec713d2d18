import type { Json } from '../../pack/model.js';
import type { Difference, Verdict } from '../../verify/model.js';
import { escapeMarkup } from '../escape.js';
import { placeOf, requestText, sentText } from './text.js';

/** One exchange: its line, and below it what was sent and every difference side by side. */
export function exchangeRow(verdict: Verdict): string {
  const { differences, rule, endpoint, reason, v2, request } = verdict;
  const rules = [...new Set([rule, ...differences.map((difference) => difference.rule)].filter((id) => id !== undefined))];
  const open = verdict.verdict === 'fail' ? ' open' : '';
  const data = `data-verdict="${verdict.verdict}" data-rule="${escapeMarkup(rules.join('\n'))}" data-endpoint="${escapeMarkup(endpoint ?? '')}"`;
  const sent = v2.map((item) => `<li><code>${escapeMarkup(sentText(item))}</code></li>`).join('');
  return `<details class="exchange" ${data}${open}>
<summary><b class="${verdict.verdict}">${verdict.verdict}</b> <code>${escapeMarkup(placeOf(verdict))}</code> <code>${escapeMarkup(requestText(request))}</code></summary>
${rule === undefined ? '' : `<p>rule <code>${escapeMarkup(rule)}</code></p>`}
${reason === undefined ? '' : `<p>${escapeMarkup(reason)}</p>`}
${sent === '' ? '' : `<ol>${sent}</ol>`}
${differences.length === 0 ? '' : differenceTable(differences)}
</details>`;
}

function differenceTable(differences: readonly Difference[]): string {
  const order = ['unexplained', 'explained', 'additive', 'volatile'];
  const rows = differences.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)).map(differenceRow);
  return `<table class="differences"><thead><tr><th>place</th><th>kind</th><th>expected of v2</th><th>answered</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function differenceRow({ path, kind, rule, expected, actual, message }: Difference): string {
  const note = [message, rule].filter((part) => part !== undefined).join(' · ');
  return `<tr class="${kind}"><td><code>${escapeMarkup(path)}</code>${note === '' ? '' : `<br><small>${escapeMarkup(note)}</small>`}</td><td>${kind}</td><td>${value(expected)}</td><td>${value(actual)}</td></tr>`;
}

function value(json: Json | undefined): string {
  return json === undefined ? '' : `<pre>${escapeMarkup(JSON.stringify(json, null, 2))}</pre>`;
}
