import { escapeMarkup } from './escape.js';
import type { HistoryPoint } from './model.js';

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
