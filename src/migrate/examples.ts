import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { conditionOf, type PackOptions } from '../pack/options.js';
import type { Example, Pack, Rule } from '../pack/model.js';
import type { Finding } from '../scan/model.js';
import { migrate } from './index.js';

/** What became of one example when it was migrated. */
export interface ExampleOutcome {
  rule: string;
  /** Name of the example, or its number among those of the rule. */
  example: string;
  outcome: 'pass' | 'fail';
  /** Why it fails, in one line. */
  message?: string;
  /** Texts that should be equal and are not. */
  expected?: string;
  actual?: string;
}

/**
 * Runs the before/after pairs of a pack's rules: each is migrated by itself, as a program of one file, and must come out as
 * the rule says. Rules of a stage are run in that stage.
 */
export async function* checkExamples(pack: Pack): AsyncGenerator<ExampleOutcome> {
  const stages = Object.values(pack.stages ?? {}).map((stage): Pack => ({ ...pack, ...stage }));
  const seen = new Set<string>();
  for (const table of [pack, ...stages]) {
    for (const rule of table.rules) {
      if (seen.has(rule.id)) continue;
      seen.add(rule.id);
      for (const [index, example] of (rule.examples ?? []).entries()) {
        const outcome = await checkExample(table, rule, example);
        yield { rule: rule.id, example: example.name ?? `${index + 1}`, ...outcome };
      }
    }
  }
}

async function checkExample(pack: Pack, rule: Rule, example: Example): Promise<Omit<ExampleOutcome, 'rule' | 'example'>> {
  const cwd = await realpath(await mkdtemp(join(tmpdir(), 'api-migrate-example-')));
  try {
    const file = resolve(cwd, example.file ?? 'example.ts');
    if (!file.startsWith(cwd + sep)) return { outcome: 'fail', message: `"${example.file}" is no name of a file` };
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, example.before);
    const { changes, findings } = await migrate({
      paths: [cwd],
      cwd,
      packs: [pack],
      packOptions: { [pack.id]: optionsFor(rule) },
      markers: false,
    });
    const actual = changes.find((change) => change.file === file)?.after ?? (await readFile(file, 'utf8'));
    return judge(rule, example, actual, findings);
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

/** The options under which the rule is on. */
function optionsFor(rule: Rule): PackOptions {
  const condition = conditionOf(rule);
  return condition ? { [condition.name]: !condition.negated } : {};
}

function judge(
  rule: Rule,
  { before, after }: Example,
  actual: string,
  findings: readonly Finding[],
): Omit<ExampleOutcome, 'rule' | 'example'> {
  const expected = after ?? before;
  if (actual !== expected) {
    const why = findings.flatMap(({ rule: id, reason }) => (reason === undefined ? [] : [`${id}: ${reason}`]));
    return {
      outcome: 'fail',
      message: why.length === 0 ? 'comes out differently' : `comes out differently (${why.join('; ')})`,
      expected,
      actual,
    };
  }
  const isMet = findings.some((finding) => finding.rules.includes(rule.id));
  if (after !== undefined && after !== before && !isMet) return { outcome: 'fail', message: 'the rule has no part in this example' };
  return { outcome: 'pass' };
}
