import { blockers, ruleBlocker } from '../../scan/blockers.js';
import { unwrap } from '../../project/unwrap.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { constantText } from '../../dataflow/value.js';
import type { Json } from '../../pack/model.js';
import { ts } from '../../project/syntax.js';
import type { CallUse, ConstructUse, ExportName, ImportUse, SdkUse } from '../../scan/sdk/index.js';
import type { TextEdit } from '../../edit/text-edit.js';
import { blockedPlan, NOTHING, type Plan, type PlanContext } from '../plan/result.js';
import { propertyKey, quoted, type Style, styleOf } from '../../edit/style.js';
import { declarationNamed, referencesTo, type ValueDeclaration } from '../../project/scopes.js';
import type { Analysis } from '../../scan/analyse.js';
import type { Finding } from '../../scan/model.js';
import { planResponse } from '../aspects/response/index.js';
import { addPlan, type Anchor, block, type ChangeSet, emptyChangeSet, placeChangeSet } from '../plan/change-set.js';
import { Additions } from '../aspects/request/additions.js';
import { planBody } from '../aspects/request/body.js';
import { surroundingsOf } from '../aspects/request/index.js';

/** Gives a constructor the arguments that the new version takes. */
function planConstruction(use: ConstructUse, interpreter: Interpreter): Plan {
  const { made, rule, level, reason } = use;
  const { construct } = rule;
  if (!made || !construct) return blockedPlan(use.reason ?? ruleBlocker(rule));
  const set = Object.entries(construct.set ?? {});
  const edits = construct.positional ? asOptions(made, construct.positional, set) : withOptions(made, set, interpreter);
  return { kind: 'edits', edits, level, rules: [rule.id], ...(reason === undefined ? {} : { reason }) };
}

/** `new Client(url)` to `new Client({ url, … })`. */
function asOptions(made: ts.NewExpression, names: string[], set: [string, Json][]): TextEdit[] {
  const style = styleOf(made);
  const given = [...(made.arguments ?? [])];
  const entries = given.map((argument, index) => property(names[index] ?? '', argument.getText(), style));
  const text = objectText([...entries, ...set.map(([name, value]) => property(name, literal(value, style), style))], style);
  const [first, last] = [given[0], given.at(-1)];
  return first && last ? [{ ...placeOf(first), end: last.getEnd(), text }] : [];
}

/** Options that say what is set, whatever they said before. */
function withOptions(made: ts.NewExpression, set: [string, Json][], interpreter: Interpreter): TextEdit[] {
  const style = styleOf(made);
  const texts = set.map(([name, value]) => property(name, literal(value, style), style));
  const [first] = made.arguments ?? [];
  if (!first) {
    const at = made.arguments ? made.getEnd() - 1 : made.getEnd();
    const text = objectText(texts, style);
    return [{ ...placeOf(made), start: at, end: at, text: made.arguments ? text : `(${text})` }];
  }
  const options = unwrap(first);
  if (!ts.isObjectLiteralExpression(options)) return [{ ...placeOf(first), text: objectText([`...${first.getText()}`, ...texts], style) }];
  return set.flatMap(([name, value]) => setIn(options, name, value, interpreter));
}

function setIn(options: ts.ObjectLiteralExpression, name: string, value: Json, interpreter: Interpreter): TextEdit[] {
  const style = styleOf(options);
  const text = literal(value, style);
  const own = options.properties.findLast((entry) => entry.name && !ts.isComputedPropertyName(entry.name) && entry.name.text === name);
  const isLast = own !== undefined && !options.properties.slice(options.properties.indexOf(own)).some(ts.isSpreadAssignment);
  if (own && isLast) {
    const now = interpreter.member(interpreter.valueOf(options, { bindings: new Map(), frames: [] }), name);
    if (now && constantText(now) === String(value)) return [];
    return [ts.isPropertyAssignment(own) ? { ...placeOf(own.initializer), text } : { ...placeOf(own), text: property(name, text, style) }];
  }
  return [appended(options, property(name, text, style))];
}

/** An entry behind those of an object, on a line of its own where they have theirs. */
function appended(options: ts.ObjectLiteralExpression, entry: string): TextEdit {
  const style = styleOf(options);
  const source = options.getSourceFile().text;
  const last = options.properties.at(-1);
  if (!last) return { ...placeOf(options), text: objectText([entry], style) };
  const lineStart = source.lastIndexOf('\n', last.getStart() - 1) + 1;
  const lead = source.slice(lineStart, last.getStart());
  const isOwnLine = lead.trim() === '' && source.slice(options.getStart(), last.getStart()).includes('\n');
  const { hasTrailingComma } = options.properties;
  const end = hasTrailingComma ? options.properties.end : last.getEnd();
  const gap = isOwnLine ? `${style.eol}${lead}` : ' ';
  return { ...placeOf(options), start: end, end, text: `${hasTrailingComma ? '' : ','}${gap}${entry}${hasTrailingComma ? ',' : ''}` };
}

function property(name: string, value: string, style: Style): string {
  const key = propertyKey(name, style);
  return key === value && style.shorthand ? key : `${key}: ${value}`;
}

function objectText(entries: string[], { padding }: Style): string {
  return padding ? `{ ${entries.join(', ')} }` : `{${entries.join(', ')}}`;
}

function literal(value: Json, style: Style): string {
  return typeof value === 'string' ? quoted(value, style) : JSON.stringify(value);
}

function placeOf(node: ts.Node): { file: string; start: number; end: number } {
  return { file: node.getSourceFile().fileName, start: node.getStart(), end: node.getEnd() };
}

/** Gives the names that come through an import those of the new version. */
function planNames({ names, rule, level, reason }: ImportUse): Plan {
  const edits = names.flatMap((name) => renamed(name, rule.rename?.[name.symbol] ?? name.symbol));
  return edits.length === 0 ? NOTHING : { kind: 'edits', edits, level, rules: [rule.id], ...(reason === undefined ? {} : { reason }) };
}

function renamed({ node }: ExportName, to: string): TextEdit[] {
  if (ts.isPropertyAccessExpression(node)) return [edit(node.name, to)];
  if (ts.isQualifiedName(node)) return [edit(node.right, to)];
  if (node.propertyName) return [edit(node.propertyName, to)];
  if (ts.isExportSpecifier(node)) return [edit(node.name, `${to} as ${node.name.text}`)];
  return renamedBinding(node, to);
}

/** A name that is also that of the file: it follows, where nothing stands in its way; else it stays as an alias. */
function renamedBinding(node: ts.ImportSpecifier | ts.BindingElement, to: string): TextEdit[] {
  const references = referencesTo(node satisfies ValueDeclaration);
  const follows = references.every((reference) => isFree(reference) && declarationNamed(to, reference) === undefined);
  if (!follows) return [edit(node.name, ts.isImportSpecifier(node) ? `${to} as ${node.name.getText()}` : `${to}: ${node.name.getText()}`)];
  return [edit(node.name, to), ...references.map((reference) => edit(reference, to))];
}

/** False where the name of the variable is also the name of something else. */
function isFree({ parent }: ts.Identifier): boolean {
  return !ts.isShorthandPropertyAssignment(parent) && !ts.isExportSpecifier(parent);
}

function edit(node: ts.Node, text: string): TextEdit {
  return { file: node.getSourceFile().fileName, start: node.getStart(), end: node.getEnd(), text };
}

interface Open {
  use: SdkUse;
  finding: Finding;
}

/**
 * Plans the uses of client libraries. A library has one version in a project: all that a rule names of it changes, or
 * nothing does.
 */
export function planSdk(selected: Finding[], sdkOf: ReadonlyMap<string, SdkUse>, analysis: Analysis): ChangeSet[] {
  const open = selected.flatMap((finding): Open[] => {
    const use = sdkOf.get(finding.id);
    return use ? [{ use, finding }] : [];
  });
  const calls = analysis.sdk.filter((use): use is CallUse => use.kind === 'call').map(({ call }) => call);
  const context: PlanContext = { interpreter: analysis.interpreter, sites: [...analysis.sites, ...calls] };
  return open.map((entry) => {
    const group = planUse(entry, context);
    const { rule, table } = entry.use;
    group.awaits = blockers.newSdkVersion(rule.module);
    for (const other of analysis.sdk) if (other.rule.module === rule.module && other.table === table) group.dependsOn.add(anchorOf(other));
    return group;
  });
}

function anchorOf(use: SdkUse): Anchor {
  return use.kind === 'call' ? use.call.call : use;
}

function planUse({ use, finding }: Open, context: PlanContext): ChangeSet {
  const group = use.kind === 'call' ? emptyChangeSet([{ site: use.call, finding }]) : placeChangeSet(use, finding);
  if (use.level === 'manual') {
    block(group, use.reason ?? ruleBlocker(use.rule));
    return group;
  }
  switch (use.kind) {
    case 'call':
      planCall(group, use, context);
      break;
    case 'import':
      addPlan(group, planNames(use));
      break;
    case 'construct':
      addPlan(group, planConstruction(use, context.interpreter));
      break;
    case 'range': {
      const { site, to } = use;
      const [file, start, end] = [site.getSourceFile().fileName, site.getStart(), site.getEnd()];
      addPlan(group, {
        kind: 'edits',
        edits: [{ file, start, end, text: quoted(to, { ...styleOf(site), quote: '"' }) }],
        level: use.level,
        rules: [],
      });
    }
  }
  return group;
}

function planCall(group: ChangeSet, { call: site }: CallUse, context: PlanContext): void {
  const { call, match, url } = site;
  const additions = new Additions({ interpreter: context.interpreter, site: call.site });
  addPlan(group, planBody(call, match.operation, additions, surroundingsOf(call, match, url, context)));
  addPlan(group, planResponse(call, match.operation, context));
}
