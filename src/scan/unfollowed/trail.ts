import { exportsOf } from '../../project/exports.js';
import type { Project } from '../../project/project.js';
import { referencesTo, type ValueDeclaration } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import { unwrap, wrapperOf } from '../../project/unwrap.js';
import type { Analysis } from '../analyse.js';
import { isRouteOfServer, mayBeSent } from './place.js';

/** Where the way of a text ends, as far as names can be followed. */
export interface Trail {
  /**
   * `text`: something looks at it or writes it down; `route`: a server answers there; `unused`: nothing reads it; `exported`: nothing
   * in view does; `lost`: what becomes of it is not seen.
   */
  end: 'text' | 'route' | 'unused' | 'exported' | 'lost';
  /** What was seen last, as a predicate: `is given to \`client.send\` (a.ts:9)`. */
  what: string;
}

/** Names that are followed from one text. */
const MAX_STEPS = 24;

/** Follows a text through the names of its file to where it is lost. */
export function trailOf(whole: ts.Expression, analysis: Analysis): Trail {
  return new Walk(analysis).from(whole);
}

class Walk {
  readonly #analysis: Analysis;
  readonly #seen = new Set<ts.Node>();

  constructor(analysis: Analysis) {
    this.#analysis = analysis;
  }

  from(node: ts.Expression): Trail {
    const { interpreter } = this.#analysis;
    if (this.#seen.has(node) || this.#seen.size > MAX_STEPS) return this.#lost('is used here', node);
    this.#seen.add(node);
    if (!mayBeSent(node, interpreter)) {
      const end = isRouteOfServer(node, interpreter) ? 'route' : 'text';
      return { end, what: `is read ${this.#at(node)}` };
    }
    const place = wrapperOf(node);
    const { parent } = place;
    if (ts.isVariableDeclaration(parent) && parent.initializer === place)
      return ts.isIdentifier(parent.name) ? this.#named(parent, parent.name.text) : this.#lost('is taken apart', parent);
    if (ts.isPropertyAssignment(parent) && parent.initializer === place) return this.#held(parent.name, parent.parent);
    if (ts.isShorthandPropertyAssignment(parent)) return this.#held(parent.name, parent.parent);
    if (ts.isPropertyDeclaration(parent)) return this.#lost(`is the member \`${parent.name.getText()}\` of a class`, parent);
    if (ts.isEnumMember(parent))
      return this.#declared(parent.parent, `is the member \`${parent.name.getText()}\` of \`${parent.parent.name.text}\``);
    if (ts.isParameter(parent)) return this.#lost(`is the default of \`${parent.name.getText()}\``, parent);
    if (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === place)) return this.#returned(parent);
    if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return this.#given(parent, place);
    if (ts.isArrayLiteralExpression(parent) || ts.isSpreadElement(parent)) return this.#container(parent);
    if (ts.isExportAssignment(parent)) return this.#lost('is exported', parent);
    if (ts.isPropertyAccessExpression(parent)) return this.#member(parent);
    if (ts.isBinaryExpression(parent)) return this.#joined(parent, place);
    if (ts.isConditionalExpression(parent) || ts.isTemplateSpan(parent) || ts.isAwaitExpression(parent))
      return this.from(ts.isTemplateSpan(parent) ? parent.parent : parent);
    return this.#lost('is used here', node);
  }

  /** All uses of a name: the first that is lost, else what they are. */
  #named(declaration: ValueDeclaration, name: string): Trail {
    const uses = referencesTo(declaration).filter(({ parent }) => !ts.isExportSpecifier(parent) && !ts.isExportAssignment(parent));
    const trails = uses.map((use) => this.from(use));
    const lost = trails.find(({ end }) => end === 'lost');
    if (lost) return lost;
    if (isExported(declaration, this.#analysis.project)) return this.#exported(declaration, name);
    return trails[0] ?? { end: 'unused', what: `is the value of \`${name}\`, which nothing reads ${this.#at(declaration)}` };
  }

  #exported(declaration: ts.Node, name: string): Trail {
    const { project } = this.#analysis;
    const user = project.importersOf(declaration.getSourceFile().fileName).find((importer) => project.mentions(importer, [name]));
    if (user !== undefined) return this.#lost(`is exported as \`${name}\`, which ${project.relative(user)} uses`, declaration);
    return { end: 'exported', what: `is exported as \`${name}\`, which nothing in view uses ${this.#at(declaration)}` };
  }

  #declared(declaration: ValueDeclaration, what: string): Trail {
    const isRead = isExported(declaration, this.#analysis.project) || referencesTo(declaration).length > 0;
    return isRead ? this.#lost(what, declaration) : { end: 'unused', what: `${what}, which nothing reads ${this.#at(declaration)}` };
  }

  #held(name: ts.PropertyName, object: ts.Expression): Trail {
    return this.#container(object, `is the member \`${name.getText()}\` of an object`);
  }

  /** What holds the text: an object, a list. */
  #container(node: ts.Expression | ts.SpreadElement, what = 'is an element of a list'): Trail {
    const place = wrapperOf(node);
    const { parent } = place;
    if (ts.isPropertyAssignment(parent)) return this.#container(parent.parent, what);
    if (ts.isArrayLiteralExpression(parent) || ts.isSpreadElement(parent)) return this.#container(parent, what);
    if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return this.#given(parent, place);
    if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name))
      return this.#declared(parent, what.replace(/an? (?:object|list)$/, `\`${parent.name.text}\``));
    return this.#lost(what, node);
  }

  #returned(node: ts.ReturnStatement | ts.ArrowFunction): Trail {
    const fn = ts.isArrowFunction(node) ? node : ts.findAncestor(node, ts.isFunctionLike);
    const holder = fn && ts.isVariableDeclaration(fn.parent) ? fn.parent : fn && ts.isFunctionDeclaration(fn) ? fn : undefined;
    const name = holder?.name && ts.isIdentifier(holder.name) ? holder.name.text : undefined;
    if (!holder || name === undefined) return this.#lost('is what a function returns', node);
    if (referencesTo(holder).length > 0) return this.#lost(`is what \`${name}\` returns`, node);
    if (isExported(holder, this.#analysis.project)) return this.#exported(holder, name);
    return { end: 'unused', what: `is what \`${name}\` returns, which nothing calls ${this.#at(holder)}` };
  }

  #given(call: ts.CallExpression | ts.NewExpression, place: ts.Node): Trail {
    if (call.expression === place) return this.#lost('is called', call);
    const to = call.expression.getText().replaceAll(/\s+/g, '');
    return this.#lost(`is given to \`${ts.isNewExpression(call) ? 'new ' : ''}${to.length > 60 ? `${to.slice(0, 60)}…` : to}\``, call);
  }

  /** `text.replace(…)` gives a text on; other members look at it. */
  #member(access: ts.PropertyAccessExpression): Trail {
    const { parent } = access;
    const isText = ts.isCallExpression(parent) && parent.expression === access;
    return isText ? this.from(parent) : { end: 'text', what: `is read ${this.#at(access)}` };
  }

  #joined(node: ts.BinaryExpression, place: ts.Node): Trail {
    const { kind } = node.operatorToken;
    if (kind < ts.SyntaxKind.FirstAssignment || kind > ts.SyntaxKind.LastAssignment) return this.from(node);
    return node.left === place ? this.#lost('is assigned to', node) : this.#lost(`is assigned to \`${unwrap(node.left).getText()}\``, node);
  }

  #lost(what: string, node: ts.Node): Trail {
    return { end: 'lost', what: `${what} ${this.#at(node)}` };
  }

  #at(node: ts.Node): string {
    const tree = node.getSourceFile();
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
    return `(${this.#analysis.project.relative(tree.fileName)}:${line + 1})`;
  }
}

function isExported(declaration: ts.Node, project: Project): boolean {
  const source = project.source(declaration.getSourceFile().fileName);
  if (!source) return true;
  return [...exportsOf(source).named.values()].some((entry) => entry.kind !== 're-export' && entry.node === declaration);
}
