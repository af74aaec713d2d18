import { declaredWrappers } from '../declared-wrapper.js';
import type { Matcher } from '../../match/index.js';
import { isData } from '../../project/file-kinds.js';
import { exportsOf } from '../../project/exports.js';
import { nodesOf } from '../../project/nodes.js';
import type { Project } from '../../project/project.js';
import type { Source } from '../../project/source.js';
import { ts } from '../../project/syntax.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { createExplorer } from './explore-wrappers.js';
import { ANY, baseText, type Carried, createExposure } from './wrapper-parameters.js';
import { reachOf } from './reach.js';

/** Names of a file that carry a base on, each with what has to be named besides; `*` stands for any. */
type Carriers = Map<string, Carried>;

/**
 * The files to look at: those with a base of a known API, and those that use what such files export as far as it carries
 * the base on. Grows with what is used, not with the project.
 */
export function widen(interpreter: Interpreter, matcher: Matcher): string[] {
  const { project } = interpreter;
  const wrappers = declaredWrappers(interpreter);
  const exposure = createExposure(project, interpreter, createExplorer(interpreter, matcher));
  const isBase = baseText(project.needles.base);
  /** Files to look at, with the names that carry a base into them; undefined where any may. */
  const files = new Map<string, Set<string> | undefined>();
  /** What each visited file was found to carry on. */
  const known = new Map<string, Carriers>();
  const queue: string[] = [];

  const carriersOf = (file: string): Carriers => {
    const source = project.source(file);
    const found: Carriers = new Map();
    if (!source) return found;
    if (isData(file)) {
      const whole = interpreter.exported(file, 'default');
      const carried = whole && exposure.carried(whole);
      return carried ? found.set('*', carried) : found;
    }
    const { named, stars } = exportsOf(source);
    const seeds = files.get(file);
    const reach = seeds && reachOf(source, new Set([...seeds, ...libraryNames(source, project)]), isBase);
    for (const [name, entry] of named) {
      const value = reach?.has(entry) === false ? undefined : interpreter.exported(file, name);
      const carried = value && exposure.carried(value);
      if (carried) found.set(name, carried);
    }
    for (const star of stars) passOn(passedBy(star, file), found);
    return found;
  };

  /** What `export * from` a module carries on; a file that carries nothing so far is visited again when it does. */
  const passedBy = (specifier: string, file: string): Carriers => {
    const target = project.resolver.resolve(specifier, file);
    if ('file' in target) return known.get(target.file) ?? new Map();
    return new Map(project.needles.modules.has(specifier) ? [['*', ANY]] : []);
  };

  /** @param again a file whose exports this one passes on carries more than when this one was visited */
  const visit = (file: string, seeds: Set<string> | undefined, again = false): void => {
    const before = files.get(file);
    const isSeeded = files.has(file) && (before === undefined || (seeds && [...seeds].every((name) => before.has(name))));
    if (isSeeded && !again) return;
    if (!isSeeded) files.set(file, before && seeds ? new Set([...before, ...seeds]) : seeds);
    queue.push(file);
  };

  for (const file of project.candidates) visit(file, new Set());
  for (const file of project.texts) if (isData(file) && project.readersOf(file).length > 0) visit(file, new Set());
  // The base that these put before a path need not stand in any file.
  for (const { module } of wrappers) for (const file of project.usersOf(module)) visit(file, new Set());
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    // What a file carries on is not known where that cannot be told: then any name of it may.
    const carriers = project.attempt(file, () => carriersOf(file)) ?? new Map([['*', ANY]]);
    const isMore = extentOf(carriers) !== extentOf(known.get(file) ?? new Map());
    known.set(file, carriers);
    for (const provided of project.attempt(file, () => namedByDecorators(project.source(file), isBase, project)) ?? [])
      visit(provided, undefined);
    if (carriers.size === 0) continue;
    const words = wordsOf(carriers);
    if (isData(file)) {
      for (const reader of project.readersOf(file)) visit(reader, undefined);
      continue;
    }
    for (const importer of project.importersOf(file)) {
      const isMember = words === undefined || project.mentions(importer, words);
      if (!isMember && !mayHandOn(importer, carriers, project)) continue;
      const source = project.source(importer);
      const uses = source && usesIn(source, file, carriers, project);
      if (uses && (isMember || uses.all || project.handsOn(importer, uses.names)))
        visit(importer, uses.all ? undefined : uses.names, uses.passesOn && isMore);
    }
  }
  return [...files.keys()].filter((file) => !isData(file)).toSorted();
}

/** The files of what a decorator with a base names: a framework hands the base to them. */
function namedByDecorators(source: Source | undefined, isBase: (text: string) => boolean, project: Project): string[] {
  const statements = source?.tree.statements ?? [];
  const told = statements
    .flatMap((statement) => (ts.isClassDeclaration(statement) ? (ts.getDecorators(statement) ?? []) : []))
    .map((decorator) => decorator.getText())
    .filter((text) => isBase(text));
  if (told.length === 0) return [];
  const words = new Set(told.flatMap((text) => text.match(/[A-Za-z_$][\w$]*/g) ?? []));
  return statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    if (importedNames(statement.importClause, () => true).every((name) => !words.has(name))) return [];
    const target = project.resolver.resolve(statement.moduleSpecifier.text, source?.path ?? '');
    return 'file' in target ? [target.file] : [];
  });
}

/** Adds what a module passes on under the names that it has there. */
function passOn(from: Carriers, to: Carriers): void {
  for (const [name, carried] of from) if (name !== 'default' && name !== 'export=') to.set(name, to.get(name) ?? carried);
}

/** Tells two states of what one file carries apart. */
function extentOf(carriers: Carriers): string {
  return [...carriers].map(([name, { members }]) => `${name}(${[...members].join(' ')})`).join(' ');
}

/** Texts by which a file can use a module without a name of it. */
const WHOLE = ['export *', 'export*', 'import *', 'import*', 'import(', 'require'];

/** Words of which a user of the names has one; undefined when any use counts. */
function wordsOf(carriers: Carriers): string[] | undefined {
  if (NAMELESS.some((name) => carriers.get(name)?.members.size === 0)) return undefined;
  const own = [...carriers].flatMap(([name, { members }]) => (members.size === 0 ? [name] : [...members]));
  return [...new Set([...own, ...WHOLE])];
}

/** Names that say nothing of what an importer calls the value. */
const NAMELESS = ['default', 'export=', '*'];

/** True for a file that may give the whole of a carrier to a function, which reads its members elsewhere. */
function mayHandOn(importer: string, carriers: Carriers, project: Project): boolean {
  return NAMELESS.some((name) => carriers.has(name)) || project.handsOn(importer, carriers.keys());
}

/** Local names of what a file imports from client libraries. */
function libraryNames({ tree }: Source, { needles }: Project): string[] {
  return tree.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    return needles.modules.has(statement.moduleSpecifier.text) ? importedNames(statement.importClause, () => true) : [];
  });
}

interface Uses {
  /** Local names of what is imported. */
  names: Set<string>;
  /** True where it is not known under which names. */
  all: boolean;
  /** The file exports what it imports. */
  passesOn: boolean;
}

/** How a file imports carriers of another file; undefined when it does not. */
function usesIn(source: Source, from: string, carriers: Carriers, project: Project): Uses | undefined {
  const leadsBy = (specifier: string): boolean => {
    const target = project.resolver.resolve(specifier, source.path);
    return 'file' in target && target.file === from;
  };
  const leads = (specifier: ts.Expression | undefined): boolean =>
    specifier !== undefined && ts.isStringLiteralLike(specifier) && leadsBy(specifier.text);
  const has = (name: string): boolean => carriers.has(name) || carriers.has('*') || carriers.has('export=');
  const uses: Uses = { names: new Set(), all: false, passesOn: exportsOf(source).stars.some(leadsBy) };
  for (const statement of source.tree.statements) {
    if (ts.isImportDeclaration(statement)) {
      if (leads(statement.moduleSpecifier)) for (const name of importedNames(statement.importClause, has)) uses.names.add(name);
    } else if (ts.isExportDeclaration(statement)) {
      uses.passesOn ||= leads(statement.moduleSpecifier) && reExportsAny(statement, has);
    } else if (ts.isImportEqualsDeclaration(statement) && ts.isExternalModuleReference(statement.moduleReference)) {
      if (leads(statement.moduleReference.expression)) uses.names.add(statement.name.text);
    }
  }
  if (nodesOf(source.tree).calls.some((call) => isRequire(call) && leads(call.arguments?.[0]))) uses.all = true;
  return uses.all || uses.passesOn || uses.names.size > 0 ? uses : undefined;
}

function importedNames(clause: ts.ImportClause | undefined, has: (name: string) => boolean): string[] {
  if (!clause) return [];
  const own = clause.name && has('default') ? [clause.name.text] : [];
  const { namedBindings } = clause;
  if (!namedBindings) return own;
  if (ts.isNamespaceImport(namedBindings)) return [...own, namedBindings.name.text];
  const named = namedBindings.elements.filter((element) => has((element.propertyName ?? element.name).text));
  return [...own, ...named.map((element) => element.name.text)];
}

function reExportsAny({ exportClause }: ts.ExportDeclaration, has: (name: string) => boolean): boolean {
  if (!exportClause || ts.isNamespaceExport(exportClause)) return true;
  return exportClause.elements.some((element) => has((element.propertyName ?? element.name).text));
}

function isRequire(call: ts.CallExpression | ts.NewExpression): boolean {
  if (!ts.isCallExpression(call)) return false;
  return call.expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(call.expression) && call.expression.text === 'require');
}
