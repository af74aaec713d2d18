import { parseArgs } from 'node:util';
import { programOf } from './grammar.js';
import { FAILURES, judge, type Outcome, type Verdict } from './judge.js';
import { reduce } from './reduce.js';

/** `scripts/fuzz.js`: many programs, a counter of kinds, and the failures reduced to a few lines. */
const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '3600' },
    api: { type: 'string' },
    reduce: { type: 'boolean', default: false },
  },
});
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const end = Date.now() + Number(values.seconds) * 1000;
const counts = new Map<Outcome, number>();
const kinds = new Map<string, { count: number; first: Verdict }>();
let made = 0;
for (let seed = Number(values.from); made < Number(values.count) && Date.now() < end; seed += 1, made += 1) {
  const verdict = await judge(programOf(seed, values.api));
  counts.set(verdict.outcome, (counts.get(verdict.outcome) ?? 0) + 1);
  if (!FAILURES.includes(verdict.outcome)) continue;
  const kind = `${verdict.program.api} ${verdict.outcome} ${verdict.why.replaceAll(/[0-9a-f-]{30,}|value\d+|data\d+/g, '…').slice(0, 90)}`;
  const known = kinds.get(kind);
  if (known) known.count += 1;
  else kinds.set(kind, { count: 1, first: verdict });
}
say(`${made} programs: ${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`);
for (const [kind, { count, first }] of [...kinds].toSorted(([, a], [, b]) => b.count - a.count)) {
  const shown = values.reduce ? await reduce(first) : first;
  say(`\n=== ${count} times: ${kind} (seed ${first.program.seed}: ${first.program.traits.join(', ')})`);
  for (const { file, line, state, rule, reason } of shown.findings) say(`    ${file}:${line} ${state} ${rule} ${reason ?? ''}`);
  for (const [name, text] of Object.entries(shown.program.files)) say(`--- ${name}\n${text}`);
  for (const [name, text] of Object.entries(shown.after)) if (text !== shown.program.files[name]) say(`+++ ${name}\n${text}`);
}
if (kinds.size > 0) process.exitCode = 1;
