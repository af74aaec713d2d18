import type { ApiCall } from '../../calls/call.js';
import { clientUse, propertyRef } from '../../calls/clients/client.js';
import type { Evaluation } from '../../calls/evaluation.js';
import { alternatives, constantText, EMPTY, type Ref } from '../../calls/value.js';
import type { Operation } from '../../match/index.js';
import { declarationOf } from '../../project/scopes.js';
import { ts } from '../../project/syntax.js';
import type { TextEdit } from '../model.js';
import { NOTHING, type Plan, refused } from '../plan.js';
import { indentAt, styleOf } from '../style.js';
import type { Additions } from './additions.js';
import { type Draft, type Field, nodeOf, type ObjectDraft } from './draft.js';
import { type HeaderList, headersIn } from './header-list.js';
import { chainedSets, type SetCall, setCallsOn } from './header-calls.js';
import { made } from './made.js';
import { sharedBy } from './origin.js';
import { isPlain } from './plain.js';
import { draftEdits, draftText } from './render.js';
import { editsOf } from './rope.js';
import { formOf, hiddenIn, slotOf } from './slots.js';
import { codeOf, draftOf } from './trace.js';
import { jsonDraft, jsonText } from './json.js';

/** What has to become of one header. */
interface Change {
  /** Lower case. */
  name: string;
  /** Usual spelling. */
  label: string;
  set: string | null;
  when?: string;
  rule: string;
  /** A header that is there already stays as it is. */
  keep?: true;
}

/** What the changes came to. */
interface Outcome {
  rules: Set<string>;
  open: string[];
  failed: string[];
  /** Facts that are open as soon as anything is changed. */
  doubts: string[];
}

/**
 * Plans the change of a call's request headers. Headers objects that the call does not have yet go to `additions`.
 * @param json the call gets a JSON body as text, whose content type has to be said
 */
export function planHeaders(call: ApiCall, operation: Operation, evaluation: Evaluation, additions: Additions, json: boolean): Plan {
  const changes = [...operation.headers].map(([name, change]): Change => ({ name, label: spelled(name, operation), ...change }));
  if (json) changes.push({ name: 'content-type', label: 'Content-Type', set: 'application/json', rule: operation.rule.id, keep: true });
  if (changes.length === 0) return NOTHING;
  const outcome: Outcome = { rules: new Set(), open: [], failed: [], doubts: [] };
  const chained = formOf(call)?.form.chained === true ? chainedSets(call.sink) : [];
  const edits = setsEdits(changes, chained, evaluation, outcome);
  const rest = changes.filter(({ name }) => !chained.some((set) => set.name === name));
  return planOf(outcome, [...edits, ...restEdits(rest, call, operation, evaluation, additions, outcome)]);
}

function setsEdits(changes: Change[], sets: SetCall[], evaluation: Evaluation, outcome: Outcome): TextEdit[] {
  return changes.flatMap((change) =>
    sets.filter(({ name }) => name === change.name).flatMap((set) => setEdits(change, set, evaluation, outcome)),
  );
}

/** Changes of the object that is a call's headers, or of one that it gets. */
function restEdits(
  changes: Change[],
  call: ApiCall,
  operation: Operation,
  evaluation: Evaluation,
  additions: Additions,
  outcome: Outcome,
): TextEdit[] {
  const slot = slotOf(call, 'headers', evaluation, operation.v2?.method);
  const inherited = inheritedHeaders(call, evaluation);
  if (slot?.kind === 'filled') return editsIn(slot.ref, changes, inherited, call.site, evaluation, outcome);
  const hidden = slot && hiddenIn(slot, 'headers', evaluation);
  const object: ObjectDraft = { kind: 'object', entries: hidden ? [{ kind: 'spread', of: hidden }] : [] };
  const list = headersIn(object);
  for (const change of changes) if (list) applyChange(change, list, inherited, call.site, evaluation, outcome);
  if (object.entries.length === (hidden ? 1 : 0)) return [];
  if (slot) additions.fill(slot, object, 'headers');
  else outcome.failed.push(`v2 needs the header \`${changes[0]?.label ?? ''}\`, which is not set at the call`);
  return [];
}

/** A header name as the pack spells it. */
function spelled(name: string, { changes }: Operation): string {
  const written = changes.flatMap(({ headers }) => Object.keys(headers ?? {}));
  return written.find((candidate) => candidate.toLowerCase() === name) ?? name.replaceAll(/(?:^|-)[a-z]/g, (part) => part.toUpperCase());
}

function planOf({ rules, open, failed, doubts }: Outcome, edits: TextEdit[]): Plan {
  const [reason] = failed;
  if (reason !== undefined) return refused(reason);
  return made(edits, rules, rules.size > 0 ? [...open, ...doubts] : open);
}

/** Edits of an expression that is a call's headers. */
function editsIn(ref: Ref, changes: Change[], inherited: Inherited, site: ts.Node, evaluation: Evaluation, outcome: Outcome): TextEdit[] {
  const instance = instanceOf(ref);
  if (instance) return instanceEdits(instance, changes, inherited, site, evaluation, outcome);
  const shared = sharedBy(ref.node, site);
  const traced = shared === undefined ? draftOf(ref, { evaluation, site }) : codeOf(ref, evaluation);
  const list = headersIn(traced);
  const draft: Draft = list ? traced : { kind: 'object', entries: [{ kind: 'spread', of: codeOf(ref, evaluation) }] };
  const fields = list ?? headersIn(draft);
  if (!list && !isPlain(ref, evaluation)) outcome.doubts.push(`\`${ref.node.getText()}\` is taken to be a plain object, not a Headers`);
  for (const change of changes) if (fields) applyChange(change, fields, inherited, site, evaluation, outcome);
  if (outcome.rules.size === 0) return [];
  if (shared !== undefined) outcome.failed.push(`the headers cannot be changed: ${shared}`);
  return draft.kind === 'object' && !draft.node && draft.entries.length === 1 ? [] : draftEdits(draft, ref.node);
}

function applyChange(
  change: Change,
  list: HeaderList,
  inherited: Inherited,
  site: ts.Node,
  evaluation: Evaluation,
  outcome: Outcome,
): void {
  const found = list.fields.filter(({ name }) => name?.toLowerCase() === change.name);
  for (const field of found) changeField(change, field, list, evaluation, outcome);
  if (found.length === 0) addField(change, list, inherited, site, outcome);
}

function changeField(change: Change, field: Field, list: HeaderList, evaluation: Evaluation, outcome: Outcome): void {
  const value = valueOf(field, evaluation);
  if (!applies(change, value)) return;
  if (value === undefined && change.when !== undefined) {
    outcome.open.push(`the value of the header \`${change.label}\` is not known`);
    return;
  }
  if (change.set !== null) replaceValue(field, change.set);
  else if (!list.remove(field)) outcome.failed.push(`the header \`${change.label}\` cannot be taken out where it is set`);
  outcome.rules.add(change.rule);
}

function addField(change: Change, list: HeaderList, inherited: Inherited, site: ts.Node, outcome: Outcome): void {
  const given = inherited(change.name);
  if (given && !applies(change, given.value)) return;
  if (change.set === null && given) outcome.failed.push(`the header \`${change.label}\` is set for all calls of the client`);
  if (change.set === null || (change.when !== undefined && !given)) {
    if (list.open) outcome.open.push(`the header \`${change.label}\` may be set where it is not visible`);
    return;
  }
  const style = styleOf(site);
  list.add(jsonDraft(change.label, style), jsonDraft(change.set, style));
  outcome.rules.add(change.rule);
}

/** True when a header with this value is to be changed; a value that is not known may be. */
function applies({ set, when, keep }: Change, value: string | undefined): boolean {
  if (keep) return false;
  if (value === undefined) return true;
  return value !== set && (when === undefined || new RegExp(when).test(value));
}

function valueOf({ value }: Field, evaluation: Evaluation): string | undefined {
  if (value.kind === 'code' && value.json) return String(value.json.value);
  const node = nodeOf(value);
  return node && constantText(evaluation.evaluate(node, EMPTY));
}

function replaceValue(field: Field, text: string): void {
  const node = nodeOf(field.value);
  if (!node) return;
  field.value = { ...jsonDraft(text, styleOf(node)), ref: { node, env: EMPTY } };
}

/** A header that an instance of the client sends with every call. */
type Inherited = (name: string) => { value: string | undefined } | undefined;

function inheritedHeaders(call: ApiCall, evaluation: Evaluation): Inherited {
  const callee = ts.isPropertyAccessExpression(call.sink.expression) ? call.sink.expression.expression : call.sink.expression;
  const configs = alternatives(evaluation.evaluate(callee, call.env)).flatMap((value) => {
    const use = value.kind === 'client' ? clientUse(value, value.client, []) : undefined;
    return use ? [...(use.config ? [use.config] : []), ...use.parents] : [];
  });
  return (name) => {
    for (const config of configs) {
      const headers = propertyRef(config, 'headers', evaluation);
      const list = headers && headersIn(draftOf(headers, { evaluation, site: call.site }));
      const found = list?.fields.findLast((field) => field.name?.toLowerCase() === name);
      if (found) return { value: valueOf(found, evaluation) };
    }
    return undefined;
  };
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

function instanceEdits(
  { creation, variable }: Instance,
  changes: Change[],
  inherited: Inherited,
  site: ts.Node,
  evaluation: Evaluation,
  outcome: Outcome,
): TextEdit[] {
  const calls = variable ? setCallsOn(variable) : [];
  const edits = setsEdits(changes, calls, evaluation, outcome);
  const rest = changes.filter((change) => !calls.some(({ name }) => name === change.name));
  const [argument] = creation.arguments ?? [];
  if (argument) edits.push(...editsIn({ node: argument, env: EMPTY }, rest, inherited, creation, evaluation, outcome));
  else edits.push(...freshEdits(creation, rest, inherited, evaluation, outcome));
  const shared = edits.length > 0 && variable ? sharedBy(creation, site) : undefined;
  const isOwn = shared === undefined || calls.length > 0;
  if (!isOwn) outcome.failed.push(`the headers cannot be changed: ${shared}`);
  return edits;
}

function freshEdits(
  creation: ts.NewExpression,
  changes: Change[],
  inherited: Inherited,
  evaluation: Evaluation,
  outcome: Outcome,
): TextEdit[] {
  const object: ObjectDraft = { kind: 'object', entries: [] };
  const list = headersIn(object);
  for (const change of changes) if (list) applyChange(change, list, inherited, creation, evaluation, outcome);
  if (object.entries.length === 0) return [];
  const { text: source, fileName } = creation.getSourceFile();
  const text = draftText(object, indentAt(source, creation.getStart()), styleOf(creation));
  const end = creation.getEnd();
  return [
    creation.arguments ? { file: fileName, start: end - 1, end: end - 1, text } : { file: fileName, start: end, end, text: `(${text})` },
  ];
}

function setEdits(change: Change, { value, removal }: SetCall, evaluation: Evaluation, outcome: Outcome): TextEdit[] {
  const text = constantText(evaluation.evaluate(value, EMPTY));
  if (!applies(change, text)) return [];
  if (text === undefined && change.when !== undefined) {
    outcome.open.push(`the value of the header \`${change.label}\` is not known`);
    return [];
  }
  outcome.rules.add(change.rule);
  if (change.set !== null) return editsOf([jsonText(change.set, styleOf(value))], value);
  if (removal) return [removal];
  outcome.failed.push(`the header \`${change.label}\` cannot be taken out where it is set`);
  return [];
}
