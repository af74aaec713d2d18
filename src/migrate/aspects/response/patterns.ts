import { blockers, type Blocker } from '../../../scan/blockers.js';
import { ts } from '../../../project/syntax.js';
import { accesses } from './code.js';
import { propertyKey, type Style, styleOf } from '../../../edit/style.js';
import type { EditBuilder } from './draft.js';
import type { Steps } from './path-map.js';

/** Elements of patterns whose value is reached by another way in v2, from the value that the pattern takes apart. */
export type Rebound = Map<ts.BindingElement, Rebinding>;

/** What an element of a pattern becomes. */
export interface Rebinding {
  way: Steps;
  /** The levels on the way may be missing. */
  optional?: boolean;
  /** Another name for the value, which has no default then. */
  local?: string;
  /** The only name of its pattern: it becomes a plain variable, with this behind its value. */
  alone?: string;
}

/** Rewrites the patterns that hold rebound elements; gives the reason when one cannot be. */
export function rebindPatterns(rebound: Rebound, draft: EditBuilder): Blocker | undefined {
  const outer = new Set([...rebound.keys()].map((element) => outermostAffected(element, rebound)));
  for (const pattern of outer) {
    if (becameVariable(pattern, rebound, draft)) continue;
    const text = patternText(pattern, rebound, styleOf(pattern));
    if ('problem' in text) return text.problem;
    draft.rewrite(pattern, text.code);
  }
  return undefined;
}

/** `const { name = 'none' } = x` becomes `const name = x.name ?? 'none'`. */
function becameVariable({ parent, elements }: ts.BindingPattern, rebound: Rebound, draft: EditBuilder): boolean {
  const [element] = elements;
  if (!ts.isVariableDeclaration(parent) || !parent.initializer || !element || !ts.isBindingElement(element)) return false;
  const { way, alone, optional = false } = rebound.get(element) ?? {};
  if (!way || alone === undefined) return false;
  const holder = draft.textOf(parent.initializer);
  const isOperand = /^[\w$.]+$/.test(holder);
  draft.wrap(parent.initializer, isOperand ? '' : '(', `${isOperand ? '' : ')'}${accesses(way, element, { levels: optional })} ${alone}`);
  draft.rewrite(parent.name, element.name.getText());
  return true;
}

/** The outermost pattern that has to be written anew for an element: one with a rebound element, around all others. */
function outermostAffected(element: ts.BindingElement, rebound: Rebound): ts.BindingPattern {
  let affected = element.parent;
  for (let at: ts.Node = element.parent; ts.isBindingElement(at.parent); at = at.parent.parent) {
    if (rebound.has(at.parent)) affected = at.parent.parent;
  }
  return affected;
}

type Code = { code: string } | { problem: Blocker };

function patternText(pattern: ts.BindingName, rebound: Rebound, style: Style): Code {
  if (ts.isIdentifier(pattern)) return { code: pattern.text };
  const elements = elementsOf(pattern);
  const lifted = elements.find((element) => rebound.get(element)?.way.length === 0);
  if (lifted) {
    if (elements.length > 1 || lifted.initializer) return { problem: blockers.patternTakesMore(pattern.getText()) };
    return patternText(lifted.name, rebound, style);
  }
  const entries: Entry[] = [];
  for (const element of elements) {
    const inner = patternText(element.name, rebound, style);
    if ('problem' in inner) return inner;
    const { way, local, optional = false } = rebound.get(element) ?? {};
    entries.push({
      way,
      optional,
      inner: local ?? inner.code,
      element,
      initializer: local === undefined ? element.initializer?.getText() : undefined,
    });
  }
  return { code: spliceElements(pattern, entries, style) };
}

function elementsOf(pattern: ts.BindingPattern): ts.BindingElement[] {
  const elements: readonly ts.ArrayBindingElement[] = pattern.elements;
  return elements.filter((element): element is ts.BindingElement => ts.isBindingElement(element));
}

interface Entry {
  element: ts.BindingElement;
  way: Steps | undefined;
  optional: boolean;
  inner: string;
  initializer: string | undefined;
}

/** Replaces each element in place; elements that go into the same new object join the first of them. */
function spliceElements(pattern: ts.BindingPattern, entries: Entry[], style: Style): string {
  const text = pattern.getText();
  const offset = pattern.getStart();
  let result = '';
  let at = 0;
  const joined = new Set<Entry>();
  entries.forEach((entry, index) => {
    const start = entry.element.getStart() - offset;
    const end = entry.element.getEnd() - offset;
    if (joined.has(entry)) {
      // The comma before it goes too.
      at = end;
      return;
    }
    const mates = matesOf(entry, entries.slice(index + 1));
    mates.forEach((mate) => joined.add(mate));
    result += text.slice(at, start) + elementText([entry, ...mates], style);
    at = end;
  });
  return result + text.slice(at);
}

function matesOf(entry: Entry, later: Entry[]): Entry[] {
  const [head] = entry.way ?? [];
  if (head === undefined || (entry.way?.length ?? 0) < 2) return [];
  return later.filter(({ way }) => way !== undefined && way.length > 1 && way[0] === head);
}

function elementText(group: Entry[], style: Style): string {
  const [first] = group;
  if (!first) return '';
  const { element, way, inner } = first;
  if (!way) return unmovedText(element, inner);
  return wayText(
    group.map((entry) => ({ ...entry, way: entry.way ?? [] })),
    style,
  );
}

/** An element that stays where it is, with what changed inside its own pattern. */
function unmovedText(element: ts.BindingElement, inner: string): string {
  const start = element.name.getStart() - element.getStart();
  const end = element.name.getEnd() - element.getStart();
  const text = element.getText();
  return text.slice(0, start) + inner + text.slice(end);
}

interface Leaf {
  way: Steps;
  optional: boolean;
  inner: string;
  initializer: string | undefined;
}

/** `name: { deeper: { target = default } }` for targets that share their first step. */
function wayText(leaves: Leaf[], style: Style): string {
  const [first] = leaves;
  const [head] = first?.way ?? [];
  if (!first || head === undefined) return '';
  if (first.way.length === 1) return named(head, withDefault(first), style);
  const rest = leaves.map((leaf) => ({ ...leaf, way: leaf.way.slice(1) }));
  const inner =
    typeof rest[0]?.way[0] === 'number'
      ? `[${rest.map((leaf) => restText(leaf, style)).join(', ')}] = []`
      : braced(groups(rest, style), style);
  const initial = leaves.some(({ optional }) => optional) && inner.startsWith('{') ? ' = {}' : '';
  return `${String(key(head, style))}: ${inner}${initial}`;
}

function restText(leaf: Leaf, style: Style): string {
  return leaf.way.length === 1 ? withDefault(leaf) : braced([wayText([{ ...leaf, way: leaf.way.slice(1) }], style)], style);
}

function groups(leaves: Leaf[], style: Style): string[] {
  const byHead = new Map<string | number, Leaf[]>();
  for (const leaf of leaves) {
    const [head] = leaf.way;
    if (head !== undefined) byHead.set(head, [...(byHead.get(head) ?? []), leaf]);
  }
  return [...byHead.values()].flatMap((group) =>
    group.some(({ way }) => way.length === 1) ? group.map((leaf) => wayText([leaf], style)) : [wayText(group, style)],
  );
}

function named(name: string | number, target: string, style: Style): string {
  const written = key(name, style);
  const isShort = target === name || target.startsWith(`${name} =`);
  return isShort && written === name ? target : `${written}: ${target}`;
}

function withDefault({ inner, initializer }: Leaf): string {
  return initializer === undefined ? inner : `${inner} = ${initializer}`;
}

function key(name: string | number, style: Style): string {
  return typeof name === 'number' ? String(name) : propertyKey(name, style);
}

function braced(entries: string[], { padding }: Style): string {
  return padding ? `{ ${entries.join(', ')} }` : `{${entries.join(', ')}}`;
}
