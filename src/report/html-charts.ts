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
  const groups = [...groupBy(findings, key)].toSorted(([, a], [, b]) => b.length - a.length);
  const rows = groups.slice(0, SHOWN).map(([name, members]) => row(name, members, done));
  const more = groups.length - SHOWN;
  const rest = more > 0 ? `<li><span class="count">and ${more} more</span></li>` : '';
  return `<section class="chart"><h3>${escapeMarkup(title)}</h3><ol>${rows.join('')}${rest}</ol></section>`;
}

function row(name: string, members: readonly Finding[], done: Done): string {
  const counts = RANKS.map((rank) => [rank, members.filter((finding) => rankOf(finding) === rank).length] as const);
  const parts = counts.filter(([, number]) => number > 0);
  const text = parts.map(([rank, number]) => `${number} ${rank === 'done' ? done : rank}`).join(', ');
  const bars = parts.map(([rank, number]) => `<i class="${rank}" style="flex:${number}"></i>`).join('');
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
  return `<ul class="legend">${RANKS.map((rank) => `<li><i class="${rank}"></i>${meanings[rank]}</li>`).join('')}</ul>`;
}
