import type { Finding } from '../scan/model.js';
import { escapeMarkup } from './escape.js';
import { groupBy, isLeft } from './findings.js';

/** How a finding is drawn: done, or by the level that it is left at. */
export type Rank = 'done' | 'auto' | 'review' | 'manual';

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
