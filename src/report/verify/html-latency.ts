import type { EndpointLatency, Percentiles } from '../../verify/model.js';
import { escapeMarkup } from '../escape.js';
import { busiest, percentilesText } from './text.js';

const WIDTH = 360;
const ROW = 16;
const SHOWN = 40;

/** Recorded and live latency of each endpoint on one logarithmic scale: a bar from p50 to p95. */
export function latencyPlots(latency: readonly EndpointLatency[]): string {
  const shown = busiest(latency, SHOWN);
  if (shown.length === 0) return '';
  const longest = Math.max(...shown.flatMap(({ recorded, live }) => [recorded.p95 ?? 0, live.p95 ?? 0]), 1);
  const rows = shown.map(
    ({ endpoint, recorded, live }) => `<tr><td><code>${escapeMarkup(endpoint)}</code></td><td>${plot(recorded, live, longest)}</td>
<td>${percentilesText(recorded)} <small>(${recorded.count})</small></td><td>${percentilesText(live)} <small>(${live.count})</small></td></tr>`,
  );
  return `<h2>Latency, p50 to p95</h2><table class="latency"><thead><tr><th>endpoint</th><th>0.1 ms to ${Math.ceil(longest)} ms, logarithmic</th><th>recorded</th><th>live</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
}

function plot(recorded: Percentiles, live: Percentiles, longest: number): string {
  const bars = [bar(recorded, 0, 'recorded', longest), bar(live, ROW, 'live', longest)].join('');
  return `<svg width="${WIDTH}" height="${2 * ROW}" role="img" aria-label="recorded ${percentilesText(recorded)}, live ${percentilesText(live)}">${bars}</svg>`;
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
