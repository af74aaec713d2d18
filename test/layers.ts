import { posix } from 'node:path';
import { ts } from 'ts-morph';

/** Rooms of `src/` (and the shipped packs) and the rooms that each may import; see docs/architecture.md. */
export const MAY_IMPORT: Record<string, readonly string[]> = {
  pack: [],
  match: ['pack'],
  project: ['pack', 'match'],
  dataflow: ['project'],
  http: ['pack', 'match', 'project', 'dataflow'],
  edit: ['project', 'dataflow'],
  scan: ['pack', 'match', 'project', 'dataflow', 'http'],
  validate: ['pack', 'match', 'project', 'dataflow', 'http', 'scan'],
  migrate: ['pack', 'match', 'project', 'dataflow', 'http', 'edit', 'scan', 'validate'],
  apply: ['project', 'edit', 'scan', 'migrate'],
  record: [],
  verify: ['pack', 'match', 'record'],
  report: ['pack'],
  rules: ['pack'],
};

/** Rooms whose models a report prints; it may import their types from `model.ts` and nothing else. */
const REPORTED = new Set(['scan', 'validate', 'migrate', 'verify']);

/** Libraries that belong to the command line. */
const EDGE_LIBRARIES = new Set(['chalk', 'ora', 'commander', '@clack/prompts']);

/** Something a core room must not do. */
export interface Violation {
  file: string;
  line: number;
  message: string;
}

/** Room of a file such as `src/scan/index.ts`; undefined for the command line, the library entry, and what is outside. */
export function roomOf(file: string): string | undefined {
  const [top = '', second = ''] = file.split('/');
  const room = top === 'src' ? second : top;
  return Object.hasOwn(MAY_IMPORT, room) ? room : undefined;
}

/** Checks one file of a core room: imports in the wrong direction, printing, ending the process, colour. */
export function violationsIn(file: string, text: string): Violation[] {
  const room = roomOf(file);
  if (room === undefined) return [];
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
  const found: Violation[] = [];
  const report = (node: ts.Node, message: string): void => {
    found.push({ file, line: tree.getLineAndCharacterOfPosition(node.getStart()).line + 1, message });
  };
  const visit = (node: ts.Node): void => {
    const specifier = importedBy(node);
    const problem = specifier === undefined ? edgeUse(node) : importProblem(room, file, specifier);
    if (problem !== undefined) report(node, problem);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** Module specifier of an import, a re-export, an `import()` expression or an `import()` type. */
function importedBy(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return textOf(node.arguments[0]);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return textOf(node.argument.literal);
  return undefined;
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node && ts.isStringLiteralLike(node) ? node.text : undefined;
}

function importProblem(room: string, file: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.'))
    return EDGE_LIBRARIES.has(specifier) ? `imports ${specifier}, which belongs to the command line` : undefined;
  const target = posix.join(posix.dirname(file), specifier);
  const [top, second] = target.split('/');
  const other = roomOf(target);
  if (other === undefined) return top === 'src' || top === 'rules' ? `imports ${target}, which is no room below it` : undefined;
  if (other === room || (MAY_IMPORT[room] ?? []).includes(other)) return undefined;
  if (room === 'report' && REPORTED.has(other) && target === `${top}/${second}/model.js`) return undefined;
  return `imports ${target}: ${room} may import ${MAY_IMPORT[room]?.join(', ') || 'nothing of ours'}`;
}

/** Printing, ending the process, or telling it how to end. */
function edgeUse(node: ts.Node): string | undefined {
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
  const [object, property] = [node.expression.text, node.name.text];
  if (object === 'console') return `prints with console.${property}`;
  if (object === 'process' && ['stdout', 'stderr', 'exit', 'exitCode', 'abort'].includes(property)) return `uses process.${property}`;
  return undefined;
}

/**
 * Folders of a room, and files beside them, that import each other in a circle, or stand between two circles.
 * @param texts text by path, such as `src/scan/index.ts`
 */
export function circlesIn(texts: ReadonlyMap<string, string>): string[] {
  const graph = new Map<string, Set<string>>();
  for (const [file, text] of texts) {
    const from = placeOf(file);
    const targets = graph.get(from) ?? new Set();
    graph.set(from, targets);
    for (const { fileName } of ts.preProcessFile(text).importedFiles) {
      const target = posix.join(posix.dirname(file), fileName.replace(/\.js$/, '.ts'));
      if (texts.has(target) && placeOf(target) !== from) targets.add(placeOf(target));
    }
  }
  return knotOf(graph);
}

/** `src/migrate/urls` for a file anywhere below that folder, `src/migrate/plan.ts` for one that stands beside it. */
function placeOf(file: string): string {
  return file.split('/').slice(0, 3).join('/');
}

/** What is left of a graph when everything is taken off that imports nothing, or that nothing imports. */
function knotOf(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const left = new Set(graph.keys());
  for (let before = -1; before !== left.size;) {
    before = left.size;
    for (const node of left) {
      const imports = [...(graph.get(node) ?? [])].some((target) => left.has(target));
      const isImported = [...left].some((other) => graph.get(other)?.has(node));
      if (!imports || !isImported) left.delete(node);
    }
  }
  return [...left].toSorted();
}
