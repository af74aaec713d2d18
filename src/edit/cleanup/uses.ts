import type { ts } from '../../project/syntax.js';
import type { EditIndex } from '../edits.js';
import type { TextEdit } from '../text-edit.js';

/** True for an identifier that edits take out. */
export function isGone(identifier: ts.Identifier, edits: EditIndex): boolean {
  const [start, end] = [identifier.getStart(), identifier.getEnd()];
  return edits.within(start, end).some((edit) => edit.start <= start && end <= edit.end && !mentions([edit], identifier.text));
}

/** True when the text of an edit has the name in it. */
export function mentions(edits: readonly TextEdit[], name: string): boolean {
  const word = new RegExp(`(?<![\\w$])${name.replaceAll('$', String.raw`\$`)}(?![\\w$])`);
  return edits.some(({ text }) => text.includes(name) && word.test(text));
}

/** True for an edit that another one takes out. */
export function isInside(edit: TextEdit, removal: TextEdit): boolean {
  return removal.start <= edit.start && edit.end <= removal.end;
}
