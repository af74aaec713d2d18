import { blockers } from '../../../../scan/blockers.js';
import type { Interpreter } from '../../../../dataflow/interpreter.js';
import { EMPTY, type Ref } from '../../../../dataflow/value.js';
import { declarationOf } from '../../../../project/scopes.js';
import { ts } from '../../../../project/syntax.js';
import type { TextEdit } from '../../../../edit/text-edit.js';
import { indentAt, styleOf } from '../../../../edit/style.js';
import type { ValueTemplate, ObjectTemplate } from '../draft/model.js';
import { addHeader, changeCalls, changeSet, type HeaderChange, type Inherited, type Outcome } from './changes.js';
import { type SetCall, setCallsOn } from './calls.js';
import { type HeaderList, headersIn } from './list.js';
import { sharedBy } from '../origin.js';
import { isPlain } from '../plain.js';
import { draftEdits, draftText } from '../draft/to-edits.js';
import { codeOf, draftOf } from '../draft/from-source.js';

/** Headers in the code, open to change. */
export interface HeaderPlace {
  /** Changes what is set here; answers the changes of headers that are not. */
  change(changes: HeaderChange[]): HeaderChange[];
  /** Adds headers that are not set. */
  add(changes: HeaderChange[], inherited: Inherited): void;
  edits(): TextEdit[];
}

/** The place that an expression is; `site` is what it is for. */
export function headerPlace(ref: Ref, site: ts.Node, interpreter: Interpreter, outcome: Outcome): HeaderPlace {
  const instance = instanceOf(ref);
  return instance ? instancePlace(instance, site, interpreter, outcome) : expressionPlace(ref, site, interpreter, outcome);
}

function expressionPlace(ref: Ref, site: ts.Node, interpreter: Interpreter, outcome: Outcome): HeaderPlace {
  const shared = sharedBy(ref.node, site);
  const traced = shared === undefined ? draftOf(ref, { interpreter, site }) : codeOf(ref, interpreter);
  const own = headersIn(traced);
  const around: ObjectTemplate = { kind: 'object', entries: [{ kind: 'spread', of: codeOf(ref, interpreter) }] };
  const draft: ValueTemplate = own ? traced : around;
  const list = own ?? headersIn(around);
  if (!own && !isPlain(ref, interpreter)) outcome.doubts.push(blockers.takenForPlainHeaders(ref.node.getText()));
  let isChanged = false;
  return {
    change: (changes) => changes.filter((change) => !changedIn(list, change)),
    add(changes, inherited) {
      for (const change of changes) if (list && addHeader(change, list, inherited, site, outcome)) isChanged = true;
    },
    edits() {
      if (!isChanged && !own) return [];
      const edits = draftEdits(draft, ref.node);
      if (edits.length > 0 && shared !== undefined) outcome.failed.push(blockers.headersFixed(shared.text));
      return edits;
    },
  };

  function changedIn(headers: HeaderList | undefined, change: HeaderChange): boolean {
    return headers !== undefined && changeSet(change, headers, interpreter, outcome);
  }
}

/** An object of new headers, as text for a place that has none. */
export function newHeaders(
  changes: HeaderChange[],
  inherited: Inherited,
  hidden: ValueTemplate | undefined,
  site: ts.Node,
  outcome: Outcome,
): ObjectTemplate | undefined {
  const object: ObjectTemplate = { kind: 'object', entries: hidden ? [{ kind: 'spread', of: hidden }] : [] };
  const list = headersIn(object);
  const added = changes.filter((change) => list && addHeader(change, list, inherited, site, outcome));
  return added.length > 0 ? object : undefined;
}

/** A `new Headers(…)`, with the variable that holds it. */
interface Instance {
  creation: ts.NewExpression;
  variable?: ts.VariableDeclaration;
}

function instanceOf({ node }: Ref): Instance | undefined {
  if (isHeaders(node)) return { creation: node };
  const declaration = ts.isIdentifier(node) ? declarationOf(node) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
  return isHeaders(declaration.initializer) ? { creation: declaration.initializer, variable: declaration } : undefined;
}

function isHeaders(node: ts.Expression): node is ts.NewExpression {
  return ts.isNewExpression(node) && /^(?:Headers|AxiosHeaders|HttpHeaders)$/.test(node.expression.getText());
}

function instancePlace({ creation, variable }: Instance, site: ts.Node, interpreter: Interpreter, outcome: Outcome): HeaderPlace {
  const sets: SetCall[] = variable ? setCallsOn(variable) : [];
  const [argument] = creation.arguments ?? [];
  const inner = argument && expressionPlace({ node: argument, env: EMPTY }, creation, interpreter, outcome);
  const edits: TextEdit[] = [];
  return {
    change(changes) {
      edits.push(...changeCalls(changes, sets, interpreter, outcome));
      const rest = changes.filter(({ name }) => !sets.some((set) => set.name === name));
      return inner ? inner.change(rest) : rest;
    },
    add(changes, inherited) {
      if (inner) inner.add(changes, inherited);
      else edits.push(...filledEdits(creation, newHeaders(changes, inherited, undefined, site, outcome)));
    },
    edits() {
      const all = [...edits, ...(inner?.edits() ?? [])];
      const shared = all.length > 0 && variable ? sharedBy(creation, site) : undefined;
      if (shared !== undefined) outcome.failed.push(blockers.headersFixed(shared.text));
      return all;
    },
  };
}

/** Gives a `new Headers()` its headers. */
function filledEdits(creation: ts.NewExpression, headers: ObjectTemplate | undefined): TextEdit[] {
  if (!headers) return [];
  const { text: source, fileName } = creation.getSourceFile();
  const text = draftText(headers, indentAt(source, creation.getStart()), styleOf(creation));
  const end = creation.getEnd();
  return [
    creation.arguments ? { file: fileName, start: end - 1, end: end - 1, text } : { file: fileName, start: end, end, text: `(${text})` },
  ];
}
