import { blockers } from '../../../scan/blockers.js';
import { dirname, extname, relative, sep } from 'node:path';
import { resolvableAt } from '../../aspects/url/scope-check.js';
import { declarationOf } from '../../../project/scopes.js';
import { hasModuleSyntax } from '../../../project/source.js';
import { ts } from '../../../project/syntax.js';
import { isInside } from '../../../project/nodes.js';
import type { Analysis } from '../../../scan/analyse.js';
import { planResponse } from '../../aspects/response/index.js';
import { addPlan, addUrls, emptyChangeSet, type ChangeSet, downgrade, block } from '../../plan/change-set.js';
import { freeIn } from '../../names.js';
import { planRequest } from '../../aspects/request/index.js';
import { headEdit, headEnd, lastOfHead } from '../../../edit/head.js';
import type { TextEdit } from '../../../edit/text-edit.js';
import { styleOf } from '../../../edit/style.js';
import { planUrl } from '../../aspects/url/index.js';
import { mergedObject, propertiesOf } from './bodies.js';
import { bodyOf, resourceName, wholeCall } from './nodes.js';
import { withoutAdded, withSpread } from './kept.js';
import type { Pair } from '../../../scan/pairs.js';
import { localResponse } from './local-response.js';

interface Names {
  store: string;
  register: string;
}

/**
 * The two calls stand in different functions whose signatures stay: the first keeps its metadata under an id made here,
 * the second looks it up by that id. Honest only as a review: the id must not leave the process.
 */
export function planRegistry(pair: Pair, members: ChangeSet['sites'], analysis: Analysis): ChangeSet {
  const group = emptyChangeSet(members);
  const home = pair.first.call.site.getSourceFile();
  const names = namesFor(pair, home);
  downgrade(group, 'review', blockers.metadataWaits(resourceName(pair)));
  replaceFirst(group, pair, names, analysis);
  for (const second of pair.seconds) carryMetadata(group, second, names, analysis);
  if (group.blocked !== undefined) return group;
  const users = new Set(pair.seconds.map(({ site }) => site.call.site.getSourceFile()));
  declare(group, home, users, names, pair);
  return group;
}

function namesFor(pair: Pair, home: ts.SourceFile): Names {
  const resource = resourceName(pair);
  const trees = [home, ...pair.seconds.map(({ site }) => site.call.site.getSourceFile())];
  const title = `${resource[0]?.toUpperCase() ?? ''}${resource.slice(1)}`;
  const wanted = `register${title}`;
  const other = `keep${title}Metadata`;
  const register = freeIn(wanted, trees) === wanted ? wanted : freeIn(other, trees);
  return { store: freeIn(`${resource}Metadata`, trees), register };
}

function replaceFirst(group: ChangeSet, { first }: Pair, names: Names, analysis: Analysis): void {
  const { call } = first;
  const body = bodyOf(call, analysis.interpreter);
  const request = planRequest(call, first.match, analysis);
  if (request.kind === 'blocked') {
    block(group, request.reason);
    return;
  }
  if (!body || !isInside(body, wholeCall(call))) {
    block(group, blockers.firstBodyUnseen());
    return;
  }
  group.edits.push(...request.edits.filter((edit) => !isWithin(edit, wholeCall(call))));
  const metadata = withoutAdded(propertiesOf(body, request.edits), propertiesOf(body, []));
  const whole = isGiven(body) && metadata.entries.length === 1 && metadata.entries[0]?.text === `...${body.getText()}`;
  const object = whole ? body.getText() : mergedObject({ entries: [], isMultiLine: metadata.isMultiLine }, metadata, body);
  const [status = 200] = first.match.operation.status.keys();
  const local = localResponse(call, { code: `${names.register}(${object})`, status }, analysis.interpreter);
  if (!local) {
    block(group, blockers.firstResponseRead());
    return;
  }
  group.edits.push(local);
}

/** A name that holds an object for sure. */
function isGiven(body: ts.Expression): boolean {
  const declaration = ts.isIdentifier(body) ? declarationOf(body) : undefined;
  if (!declaration) return false;
  return ts.isParameter(declaration) ? !declaration.questionToken : ts.isVariableDeclaration(declaration) && !declaration.type;
}

function isWithin(edit: { file: string; start: number; end: number }, node: ts.Node): boolean {
  return edit.file === node.getSourceFile().fileName && edit.start >= node.getStart() && edit.end <= node.getEnd();
}

function carryMetadata(group: ChangeSet, { site }: Pair['seconds'][number], names: Names, analysis: Analysis): void {
  const body = bodyOf(site.call, analysis.interpreter);
  const request = planRequest(site.call, site.match, analysis);
  const id = body && idCode(site, body);
  if (request.kind === 'blocked' || !body || id === undefined || !site.match.operation.v2 || !isInside(body, wholeCall(site.call))) {
    block(group, request.kind === 'blocked' ? request.reason : blockers.secondPartsUnseen());
    return;
  }
  group.edits.push(...request.edits.filter((edit) => !isWithin(edit, body)));
  const text = mergedObject(
    { entries: [], isMultiLine: false },
    withSpread(propertiesOf(body, request.edits), `${names.store}.get(${id})`),
    body,
  );
  group.edits.push({ file: body.getSourceFile().fileName, start: body.getStart(), end: body.getEnd(), text });
  addUrls(group, planUrl(site, site.match.operation.v2));
  addPlan(group, planResponse(site.call, site.match.operation, analysis));
}

function idCode({ match, url }: Pair['first'], at: ts.Node): string | undefined {
  const parameter = Object.keys(match.parameters).find((name) => match.operation.rule.kind === 'carry' && match.operation.rule.by === name);
  const range = parameter === undefined ? undefined : match.parameterRanges[parameter];
  const part = range && url.parts.find((candidate) => candidate.at === range.start && 'placeholder' in candidate.part);
  return part && resolvableAt(url, part, at);
}

/** Puts the store where the first call stands; other files import it from there. */
function declare(group: ChangeSet, home: ts.SourceFile, users: Set<ts.SourceFile>, names: Names, pair: Pair): void {
  const others = [...users].filter((file) => file !== home);
  const isCommonJs = !hasModuleSyntax(home) && others.length > 0;
  if (isCommonJs) {
    block(group, blockers.twoModules());
    return;
  }
  const code = storeCode(names, resourceName(pair), isTyped(home), others.length > 0, home);
  group.edits.push(headEdit(home, code));
  for (const file of others) group.edits.push(importEdit(file, home, names.store));
}

function isTyped(tree: ts.SourceFile): boolean {
  return /\.[mc]?tsx?$/.test(tree.fileName);
}

function storeCode({ store, register }: Names, resource: string, typed: boolean, exported: boolean, home: ts.SourceFile): string {
  const { indent, eol, semicolons } = styleOf(home);
  const end = semicolons ? ';' : '';
  const signature = typed ? `${register}<T extends object>(metadata: T): T & { id: string }` : `${register}(metadata)`;
  return [
    `/** What v2 takes with the first job of each ${resource}, by the id made here in place of the former call. */`,
    `${exported ? 'export ' : ''}const ${store} = new Map${typed ? '<string, object>' : ''}()${end}`,
    '',
    `function ${signature} {`,
    `${indent}const id = crypto.randomUUID()${end}`,
    `${indent}${store}.set(id, { ...metadata })${end}`,
    `${indent}return { ...metadata, id }${end}`,
    '}',
  ].join(eol);
}

function importEdit(file: ts.SourceFile, home: ts.SourceFile, name: string): TextEdit {
  const { quote, semicolons, eol } = styleOf(file);
  const path = `${quote}${specifier(file, home)}${quote}`;
  const last = lastOfHead(file);
  const text = `import { ${name} } from ${path}${semicolons ? ';' : ''}`;
  if (last) return { file: file.fileName, start: last.getEnd(), end: last.getEnd(), text: `${eol}${text}` };
  const at = headEnd(file);
  return { file: file.fileName, start: at, end: at, text: `${text}${eol}`, rank: -2 };
}

/** Relative specifier of a file, with the extension that the importing file uses for its own imports. */
function specifier(from: ts.SourceFile, to: ts.SourceFile): string {
  const path = relative(dirname(from.fileName), to.fileName).split(sep).join('/');
  const dotted = path.startsWith('.') ? path : `./${path}`;
  const used = from.statements.flatMap((statement) =>
    ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier) && statement.moduleSpecifier.text.startsWith('.')
      ? [extname(statement.moduleSpecifier.text)]
      : [],
  );
  const extension = extname(dotted);
  const [own] = used;
  if (own === undefined || own === '') return used.length > 0 || isTyped(to) ? dotted.slice(0, -extension.length) : dotted;
  return dotted.slice(0, -extension.length) + own;
}
