import { escapeMarkup } from './escape.js';
import type { HistoryPoint } from './model.js';
import type { Finding } from '../scan/model.js';
import { groupBy, isLeft } from './findings.js';

const WIDTH = 720;
const HEIGHT = 180;
const MARGIN = 28;

/** The burn-down: open findings over time. */
export function burnDown(history: readonly HistoryPoint[]): string {
  if (history.length < 2) return '';
  const times = history.map(({ time }) => Date.parse(time));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const most = Math.max(1, ...history.map(({ open }) => open));
  const x = (time: number): number => MARGIN + ((time - first) / Math.max(1, last - first)) * (WIDTH - 2 * MARGIN);
  const y = (open: number): number => HEIGHT - MARGIN - (open / most) * (HEIGHT - 2 * MARGIN);
  const points = history.map(({ open }, index) => `${x(times[index] ?? first).toFixed(1)},${y(open).toFixed(1)}`);
  const dots = history.map(
    ({ time, open, commit }, index) =>
      `<circle cx="${x(times[index] ?? first).toFixed(1)}" cy="${y(open).toFixed(1)}" r="3"><title>${escapeMarkup(`${time.slice(0, 10)} ${commit.slice(0, 8)}: ${open} open`)}</title></circle>`,
  );
  const [from = '', to = ''] = [history[0]?.time.slice(0, 10), history.at(-1)?.time.slice(0, 10)];
  const label = `open findings from ${from} to ${to}: ${history.map(({ open }) => open).join(', ')}`;
  return `<h2>Burn-down</h2><svg class="history" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="100%" role="img" aria-label="${escapeMarkup(label)}">
<g fill="none" stroke="currentColor"><path opacity=".3" d="M${MARGIN},${HEIGHT - MARGIN}H${WIDTH - MARGIN}"/><polyline stroke="var(--blue)" stroke-width="2" points="${points.join(' ')}"/></g>
<g fill="var(--blue)">${dots.join('')}</g>
<g fill="currentColor" font-size="12"><text x="${MARGIN}" y="${HEIGHT - 8}">${escapeMarkup(from)}</text><text x="${WIDTH - MARGIN}" y="${HEIGHT - 8}" text-anchor="end">${escapeMarkup(to)}</text><text x="4" y="${MARGIN - 8}">${most} open</text></g></svg>`;
}

/** How a finding is drawn: done, or by the level that it is left at. */
type Rank = 'done' | 'auto' | 'review' | 'manual';

const RANKS: readonly Rank[] = ['done', 'auto', 'review', 'manual'];

export function rankOf(finding: Finding): Rank {
  return isLeft(finding) ? finding.level : 'done';
}

/** Rows that a chart has room for. */
const SHOWN = 12;

/** What a finding is called that is not left to anybody. */
export type Done = 'ignored' | 'ready' | 'done';

/** A bar for each group: what is done, and what is left by level. */
export function chart(title: string, findings: readonly Finding[], done: Done, key: (finding: Finding) => string): string {
  const groups = [...groupBy(findings, key)].map(([name, members]): Bar => [
    name,
    RANKS.map((rank) => [rank, members.filter((finding) => rankOf(finding) === rank).length, rank === 'done' ? done : rank]),
  ]);
  return barChart(title, groups);
}

/** A bar of a chart: its name, and its parts as class, size and word. */
export type Bar = [name: string, parts: [rank: string, size: number, word: string][]];

/** Bars, the largest first. */
export function barChart(title: string, bars: readonly Bar[]): string {
  const sizeOf = ([, parts]: Bar): number => parts.reduce((sum, [, size]) => sum + size, 0);
  const rows = bars
    .toSorted((a, b) => sizeOf(b) - sizeOf(a))
    .slice(0, SHOWN)
    .map(row);
  const more = bars.length - SHOWN;
  const rest = more > 0 ? `<li><span class="count">and ${more} more</span></li>` : '';
  return `<section class="chart"><h3>${escapeMarkup(title)}</h3><ol>${rows.join('')}${rest}</ol></section>`;
}

function row([name, all]: Bar): string {
  const parts = all.filter(([, size]) => size > 0);
  const text = parts.map(([, size, word]) => `${size} ${word}`).join(', ');
  const bars = parts.map(([rank, size]) => `<i class="${rank}" style="flex:${size}"></i>`).join('');
  return `<li><code>${escapeMarkup(name)}</code><span class="count">${text}</span><span class="bar" role="img" aria-label="${escapeMarkup(`${name}: ${text}`)}">${bars}</span></li>`;
}

/** What the colours mean. */
export function legend(done: Done): string {
  const meanings: Record<Rank, string> = {
    done: { ignored: 'ignored', ready: 'ready: --write applies it (or ignored)', done: 'done (or ignored)' }[done],
    auto: 'auto: migrate applies it',
    review: 'review: applied, marked for a check',
    manual: 'manual: left to you',
  };
  return legendOf(meanings);
}

/** What classes of colours mean. */
export function legendOf(meanings: Record<string, string>): string {
  const items = Object.entries(meanings).map(([rank, meaning]) => `<li><i class="${rank}"></i>${meaning}</li>`);
  return `<ul class="legend">${items.join('')}</ul>`;
}
