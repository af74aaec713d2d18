import type { Example, Level, Pack, Rule, RuleBase } from '../model.js';
import { type EndpointChange, endpointChanges, furtherChanges } from './changes.js';

/** All that a rule has to say to a person, as data. */
export interface RulePage {
  id: string;
  pack: string;
  kind: Rule['kind'] | 'core';
  title: string;
  level: Level;
  /** Heading of the guide that states the change. */
  guide: string;
  /** Step of the migration plan, with its title. */
  phase?: { id: string; title?: string };
  /** Stage of the pack that the rule belongs to. */
  stage?: string;
  evidence?: NonNullable<RuleBase['evidence']>;
  /** Option that turns the rule on, or off after `!`. */
  option?: string;
  why?: string;
  endpoints: EndpointChange[];
  /** Other changes, in words. */
  changes: string[];
  facts: string[];
  todo?: string;
  /** What no code shows. */
  environment?: string;
  verify?: string;
  examples: Example[];
}

/** A pack at a glance, as data. */
export interface PackPage {
  id: string;
  title: string;
  guide: Pack['guide'];
  base: { v1: string[]; v2: string };
  levels: Record<Level, number>;
  phases: { id: string; title: string }[];
  options: { name: string; description: string; default: boolean | string }[];
  stages: string[];
  rules: RulePage[];
}

/** The page of one rule. */
export function rulePage(pack: Pick<Pack, 'id' | 'phases'>, rule: Rule, stage?: string): RulePage {
  return {
    ...basePage(rule, pack.id, rule.kind),
    ...(rule.phase !== undefined && { phase: phaseOf(rule.phase, pack.phases) }),
    ...(stage !== undefined && { stage }),
    endpoints: endpointChanges(rule),
    changes: furtherChanges(rule),
  };
}

/** What a rule says of itself, whatever its kind. */
export function basePage(rule: RuleBase, pack: string, kind: RulePage['kind']): RulePage {
  const { id, title, level, guide, evidence, option, why, facts = [], todo, environment, verify, examples = [] } = rule;
  return {
    id,
    pack,
    kind,
    title,
    level,
    guide,
    ...(evidence !== undefined && { evidence }),
    ...(option !== undefined && { option }),
    ...(why !== undefined && { why }),
    endpoints: [],
    changes: [],
    facts,
    ...(todo !== undefined && { todo }),
    ...(environment !== undefined && { environment }),
    ...(verify !== undefined && { verify }),
    examples,
  };
}

/** The page of a pack: its own rules, then those of its stages that it does not have itself. */
export function packPage(pack: Pack): PackPage {
  const known = new Set(pack.rules.map(({ id }) => id));
  const stages = Object.entries(pack.stages ?? {});
  const staged = stages.flatMap(([stage, { rules }]) =>
    rules.filter(({ id }) => !known.has(id)).map((rule) => rulePage(pack, rule, stage)),
  );
  const rules = [...pack.rules.map((rule) => rulePage(pack, rule)), ...staged];
  return {
    id: pack.id,
    title: pack.title,
    guide: pack.guide,
    base: { v1: [pack.base.v1].flat(), v2: pack.base.v2 },
    levels: countLevels(rules),
    phases: Object.entries(pack.phases ?? {}).map(([id, title]) => ({ id, title })),
    options: Object.entries(pack.options ?? {}).map(([name, option]) => ({ name, ...option })),
    stages: stages.map(([name]) => name),
    rules,
  };
}

/** What a rule is, where it comes from and when it is on, in a few words each. */
export function traitsOf({ kind, guide, phase, stage, evidence, option }: RulePage): string[] {
  return [
    kind,
    `guide: ${guide}`,
    ...(phase ? [`phase ${phase.id}${phase.title === undefined ? '' : ` (${phase.title})`}`] : []),
    ...(stage === undefined ? [] : [`stage ${stage}`]),
    ...(evidence === undefined ? [] : [`evidence: ${evidence}`]),
    ...(option === undefined ? [] : [option.startsWith('!') ? `off with option ${option.slice(1)}` : `on with option ${option}`]),
  ];
}

function phaseOf(id: string, phases: Pack['phases'] = {}): { id: string; title?: string } {
  const title = Object.hasOwn(phases, id) ? phases[id] : undefined;
  return title === undefined ? { id } : { id, title };
}

function countLevels(rules: readonly RulePage[]): Record<Level, number> {
  const levels = { auto: 0, review: 0, manual: 0 };
  for (const { level } of rules) levels[level] += 1;
  return levels;
}
