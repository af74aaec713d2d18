import { pathText, type Table, withBraces } from '../match/index.js';
import type { AdviceRule } from '../pack/model.js';
import { ts } from '../project/syntax.js';
import type { Site } from './site.js';
import { linearPattern } from '../pack/pattern.js';
import { traceResponse } from '../http/response/index.js';
import type { Interpreter } from '../dataflow/interpreter.js';
import { alternatives, constantText, EMPTY } from '../dataflow/value.js';
import { bodyField } from '../http/body.js';
import { propertyName } from '../dataflow/interpret/members.js';
import { nodesOf, type TextNode } from '../project/nodes.js';
import type { Source } from '../project/source.js';
import { referencesTo } from '../project/scopes.js';
import { reasonFields, ruleBlocker } from './blockers.js';
import type { ApiCall } from '../http/call.js';
import type { Project } from '../project/project.js';
import type { Analysis } from './analyse.js';
import { evidenceOf } from './evidence.js';
import { rangeOf } from './findings.js';
import type { Finding } from './model.js';
import { overdue, type SettingsUse } from './settings.js';

/** A rule that points at something in the code, with the pack that it is of. */
interface Advice<Detect = AdviceRule['detect']> {
  rule: AdviceRule;
  detect: Detect;
  table: Table;
}

/** A place that a rule points at. */
interface AdviceSpot {
  node: ts.Node;
  /** The v1 call that it belongs to, where there is one. */
  site?: Site;
  /** What was found, for people, when no call says it. */
  what?: string;
  /** The object whose entries are pointed at. */
  object?: ts.ObjectLiteralExpression;
}

/** The form of a rule's pattern that has these keys. */
type DetectWith<Key extends string> = Extract<AdviceRule['detect'], { [key in Key]: unknown }>;

type Path = readonly string[];

/** Reads of a field of the answer, or comparisons of it with a text. */
function readsOf(site: Site, { read, value }: DetectWith<'read'>, interpreter: Interpreter): AdviceSpot[] {
  const names = new Set([read].flat());
  const { reads: steps, sinks: uses } = traceResponse(site.call, interpreter);
  if (value === undefined)
    return steps
      .filter(({ name, from, outcome }) => outcome !== 'failure' && names.has(name) && isItem(from))
      .map(({ node }) => ({ node, site }));
  const pattern = linearPattern(value);
  return uses.flatMap(({ as, path, other, node, outcome }) => {
    const isField = as === 'compare' && outcome !== 'failure' && names.has(path.at(-1) ?? '') && isItem(path.slice(0, -1));
    return isField && other && textsOf(other, interpreter).some((text) => pattern.test(text)) ? [{ node, site }] : [];
  });
}

/** The answer itself, or an element of a list in it. */
function isItem(path: Path): boolean {
  return path.length === 0 || path.at(-1) === '*';
}

/** Texts that the other side of a comparison may be. */
function textsOf(other: ts.Node, interpreter: Interpreter): string[] {
  if (ts.isSwitchStatement(other))
    return other.caseBlock.clauses.flatMap((clause) => (ts.isCaseClause(clause) ? textsOf(clause.expression, interpreter) : []));
  if (!ts.isExpression(other)) return [];
  return alternatives(interpreter.valueOf(other, EMPTY)).flatMap((option) => {
    if (option.kind === 'array') return option.node.elements.flatMap((element) => textsOf(element, interpreter));
    const text = constantText(option);
    return text === undefined ? [] : [text];
  });
}

/** `.filter(…)` on a list of the answer. */
function filtersOf(site: Site, interpreter: Interpreter): AdviceSpot[] {
  const spots: AdviceSpot[] = [];
  for (const [node, places] of traceResponse(site.call, interpreter).visited) {
    const access = node.parent;
    const isFiltered = ts.isPropertyAccessExpression(access) && access.expression === node && access.name.text === 'filter';
    if (isFiltered && ts.isCallExpression(access.parent) && places.some(({ kind }) => kind === 'body'))
      spots.push({ node: access.parent, site });
  }
  return spots;
}

/** Fields of a request body, or those that are set to a text. */
function fieldsOf(site: Site, { field, value }: DetectWith<'field'>, interpreter: Interpreter): AdviceSpot[] {
  const pattern = value === undefined ? undefined : linearPattern(value);
  return [field].flat().flatMap((name) => {
    const ref = bodyField(site.call.request, name, interpreter);
    if (!ref) return [];
    const texts = alternatives(interpreter.valueOf(ref.node, ref.env)).map(constantText);
    return !pattern || texts.some((text) => text !== undefined && pattern.test(text)) ? [{ node: ref.node, site }] : [];
  });
}

const EACH = new Set(['forEach', 'map', 'flatMap', 'reduce']);

/** The call, when it runs once for each element of a list. */
function loopOf(site: Site): AdviceSpot[] {
  for (let at: ts.Node = site.call.site; !ts.isSourceFile(at.parent); at = at.parent) {
    if (ts.isIterationStatement(at.parent, false) && at.parent.statement === at) return [{ node: site.call.site, site }];
    if (!ts.isFunctionLike(at)) continue;
    const call = at.parent;
    const callee = ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : '';
    return EACH.has(callee) ? [{ node: site.call.site, site }] : [];
  }
  return [];
}

/** Literals that a pattern fits. */
function textsIn({ tree }: Source, { text }: DetectWith<'text'>): AdviceSpot[] {
  const pattern = linearPattern(text);
  return nodesOf(tree).texts.flatMap((node) => {
    const found = pattern.exec(node.text)?.[0];
    return found === undefined ? [] : [{ node, what: found }];
  });
}

/** Places that send or read a header, or those where it has a value. */
function headersIn({ tree }: Source, { header, value }: DetectWith<'header'>, interpreter: Interpreter): AdviceSpot[] {
  const name = header.toLowerCase();
  const pattern = value === undefined ? undefined : linearPattern(value);
  return nodesOf(tree).texts.flatMap((node) => {
    if (node.text.toLowerCase() !== name || !namesHeader(node)) return [];
    const given = pattern && valueBeside(node);
    const text = given && constantText(interpreter.valueOf(given, EMPTY));
    return pattern && (text === undefined || !pattern.test(text)) ? [] : [{ node, what: header }];
  });
}

/** True when texts beside the header show whose it is. */
function isSigned({ tree }: Source, { header, signs = [] }: DetectWith<'header'>): boolean {
  const patterns = signs.map((sign) => linearPattern(sign, { ignoreCase: true }));
  return nodesOf(tree).texts.some(
    ({ text }) => text.toLowerCase() !== header.toLowerCase() && patterns.some((pattern) => pattern.test(text)),
  );
}

const METHODS = new Set([
  'get',
  'set',
  'has',
  'append',
  'delete',
  'header',
  'getHeader',
  'setHeader',
  'getResponseHeader',
  'setRequestHeader',
]);

/** A name in a call of a method for headers, in an object or pattern, between brackets, in a decorator, or held by a constant. */
function namesHeader(node: TextNode): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) return parent.name === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  if (ts.isVariableDeclaration(parent)) return parent.initializer === node && referencesTo(parent).some((use) => isHeaderName(use));
  return isHeaderName(node);
}

/** `headers[name]`, `headers.get(name)`, `@Headers(name)`, `{ [name]: … }`. */
function isHeaderName(node: TextNode | ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isComputedPropertyName(parent)) return true;
  if (ts.isElementAccessExpression(parent)) return parent.argumentExpression === node;
  if (!ts.isCallExpression(parent) || parent.arguments[0] !== node) return false;
  if (ts.isDecorator(parent.parent)) return true;
  return ts.isPropertyAccessExpression(parent.expression) && METHODS.has(parent.expression.name.text);
}

/** What a header is set to or compared with. */
function valueBeside(node: TextNode): ts.Expression | undefined {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer;
  if (ts.isCallExpression(parent) && parent.arguments[1]) return parent.arguments[1];
  const test = parent.parent;
  if (!ts.isBinaryExpression(test)) return undefined;
  return test.left === parent ? test.right : test.left;
}

/** Objects that have all these keys with these values. */
function pairsIn({ tree }: Source, { pair }: DetectWith<'pair'>, interpreter: Interpreter): AdviceSpot[] {
  const wanted = Object.entries(pair).map(([key, value]) => ({ key, pattern: linearPattern(value) }));
  const spots: AdviceSpot[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const found = wanted.map(({ key, pattern }) => entryOf(node, key, pattern, interpreter));
      const [first] = found;
      if (first && found.every((entry) => entry !== undefined))
        spots.push({ node: first, what: wanted.map(({ key }) => key).join(', '), object: node });
    }
    ts.forEachChild(node, visit);
  };
  if (wanted.every(({ key }) => tree.text.includes(key))) visit(tree);
  return spots;
}

function entryOf(node: ts.ObjectLiteralExpression, key: string, pattern: RegExp, interpreter: Interpreter): ts.Node | undefined {
  return node.properties.find((property) => {
    if (!ts.isPropertyAssignment(property) || propertyName(property.name, EMPTY, interpreter) !== key) return false;
    const text = constantText(interpreter.valueOf(property.initializer, EMPTY));
    return text !== undefined && pattern.test(text);
  });
}

/** A finding of a rule that gives advice. */
interface AdviceFinding {
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
