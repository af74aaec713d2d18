import { reasonFields, ruleBlocker } from '../blockers.js';
import { linearPattern } from '../../pack/pattern.js';
import type { ApiCall } from '../../http/call.js';
import { pathText, type Table, withBraces } from '../../match/index.js';
import type { AdviceRule } from '../../pack/model.js';
import type { Project } from '../../project/project.js';
import type { Source } from '../../project/source.js';
import type { Analysis } from '../analyse.js';
import { evidenceOf } from '../evidence.js';
import { rangeOf } from '../findings.js';
import type { Finding } from '../model.js';
import { overdue, type SettingsUse } from '../settings.js';
import type { Site } from '../site.js';
import { filtersOf, readsOf } from './answers.js';
import { headersIn, isSigned, pairsIn, textsIn } from './code.js';
import { fieldsOf, loopOf } from './requests.js';
import type { Advice, AdviceSpot } from './spot.js';

/** A finding of a rule that gives advice. */
export interface AdviceFinding {
  finding: Omit<Finding, 'id'>;
  /** The settings that the rule changes; absent where it only points. */
  settings?: SettingsUse;
}

/** Places that the packs want a person to look at: nothing of them is a call that a rule moves. */
export function adviceFindings(analysis: Analysis): AdviceFinding[] {
  return analysis.matcher.tables.flatMap((table) => {
    const rules = [...table.byId.values()].filter((rule) => rule.kind === 'advice');
    return rules.flatMap((rule) => {
      const spots = analysis.project.attempt(analysis.project.root, () => spotsOf({ rule, detect: rule.detect, table }, analysis)) ?? [];
      return oncePerLine(spots.map((spot) => adviceAt(rule, spot, table, analysis)));
    });
  });
}

function adviceAt(rule: AdviceRule, spot: AdviceSpot, table: Table, analysis: Analysis): AdviceFinding {
  const finding = findingOf(rule, spot, table, analysis);
  const { object, node: site } = spot;
  if (!object || !('pair' in rule.detect) || !rule.detect.set) return { finding };
  const settings: SettingsUse = { rule, table, site, object, set: rule.detect.set, remove: rule.detect.remove ?? [] };
  const due = overdue(settings, analysis, new Date());
  return { finding: due === undefined ? finding : { ...finding, message: `${finding.message}, which was due on ${due}` }, settings };
}

function spotsOf({ detect, table }: Advice, analysis: Analysis): AdviceSpot[] {
  const { interpreter, project, known } = analysis;
  const sources = (): readonly Source[] => project.parsed().filter(({ path }) => project.reads(path));
  if ('pair' in detect) {
    const data = dataWith(Object.keys(detect.pair), project);
    return [...new Set([...sources(), ...data])].flatMap((source) => pairsIn(source, detect, interpreter));
  }
  if ('url' in detect) return callsTo(detect.url, table, analysis);
  if ('header' in detect) {
    const own = known.has(table) ? sources() : sources().filter((source) => isSigned(source, detect));
    return own.flatMap((source) => headersIn(source, detect, interpreter));
  }
  // What could be said of any product needs a call that shows whose it is.
  if (!known.has(table)) return [];
  if ('text' in detect) return sources().flatMap((source) => textsIn(source, detect));
  const sites = analysis.sites.filter(({ match }) => match.table === table);
  const on = (endpoints: readonly string[] | '*'): Site[] =>
    sites.filter(({ match }) => endpoints === '*' || endpoints.includes(match.operation.v1.source));
  const atEach = (chosen: Site[], look: (site: Site) => AdviceSpot[]): AdviceSpot[] =>
    chosen.flatMap((site) => project.attempt(site.call.site, () => look(site)) ?? []);
  if ('read' in detect) return atEach(on(detect.on), (site) => readsOf(site, detect, interpreter));
  if ('field' in detect) return atEach(on(detect.on), (site) => fieldsOf(site, detect, interpreter));
  if ('loop' in detect) return atEach(on([detect.loop]), loopOf);
  if ('filterAfter' in detect) return atEach(on(detect.filterAfter), (site) => filtersOf(site, interpreter));
  return mixedIn(sites, analysis, table);
}

/** JSON files that hold all the keys. */
function dataWith(keys: string[], project: Project): Source[] {
  const files = project.texts.filter((file) => file.endsWith('.json') && keys.every((key) => project.mentions(file, [key])));
  return files.flatMap((file) => project.source(file) ?? []);
}

/** Calls whose URL fits a pattern; what is only known at run time stands as `{}` in it. */
function callsTo(url: string, table: Table, { calls, sites }: Analysis): AdviceSpot[] {
  const pattern = linearPattern(url);
  return calls.flatMap((call): AdviceSpot[] => {
    const fits = call.urls.some(({ url: { text } }) => pattern.test(withBraces(text)));
    if (!fits) return [];
    const site = sites.find((candidate) => candidate.call === call && candidate.match.table === table);
    return [{ node: call.site, what: pathOf(call), ...(site ? { site } : {}) }];
  });
}

function pathOf({ urls }: ApiCall): string {
  const text = urls[0]?.url.text ?? '';
  return text
    .replaceAll(/[\uE000-\uF8FF]/g, '{…}')
    .replace(/^[a-z]+:\/\/[^/]*/i, '')
    .replace(/[?#].*$/, '');
}

/** The first v1 call of each file that has calls of v2 too. */
function mixedIn(sites: Site[], { current }: Analysis, table: Table): AdviceSpot[] {
  const both = new Set(
    current.filter(({ urls }) => urls.some((url) => url.kind === 'current' && url.table === table)).map(({ source }) => source),
  );
  const firsts = sites.filter(({ call }) => both.delete(call.source));
  return firsts.map((site) => ({ node: site.call.site, site }));
}

function findingOf(rule: AdviceRule, { node, site, what }: AdviceSpot, table: Table, { project }: Analysis): Omit<Finding, 'id'> {
  const operation = site?.match.operation;
  return {
    pack: table.pack.id,
    rule: rule.id,
    rules: [rule.id],
    level: rule.level,
    state: 'open',
    ...rangeOf(node, project),
    ...(site ? { method: site.call.method ?? '*' } : {}),
    v1: operation ? pathText(operation.v1) : (what ?? rule.id),
    client: site?.call.request.client ?? 'code',
    message: rule.title,
    ...reasonFields(ruleBlocker(rule)),
    ...(rule.phase === undefined ? {} : { phase: rule.phase }),
    ...(site ? { evidence: evidenceOf(site.call, site.url, (path) => project.relative(path), node) } : {}),
  };
}

/** One finding for each line: a test against two statuses is one thing to look at. */
function oncePerLine(all: AdviceFinding[]): AdviceFinding[] {
  const seen = new Set<string>();
  return all.filter(({ finding: { file, line } }) => !seen.has(`${file}:${line}`) && seen.add(`${file}:${line}`));
}
