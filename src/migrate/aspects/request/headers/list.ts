import { type ValueTemplate, type Field, fieldTemplate, type ListTemplate, type ObjectTemplate } from '../draft/model.js';

/** Headers as fields, however they are written. */
export interface HeaderList {
  fields: Field[];
  /** Headers may come from somewhere that is not visible. */
  open: boolean;
  /** True for a header that is known not to come from there. */
  lacks?(name: string): boolean;
  /** Adds a header behind the others, so that it counts. */
  add(name: ValueTemplate & { kind: 'code' }, value: ValueTemplate): void;
  /** Answers false when the field cannot be taken out where it stands. */
  remove(field: Field): boolean;
}

/** The headers of a literal, of pairs, or of a variable that holds one of these; undefined for anything else. */
export function headersIn(draft: ValueTemplate): HeaderList | undefined {
  switch (draft.kind) {
    case 'object':
      return objectHeaders(draft);
    case 'list':
      return pairHeaders(draft);
    case 'link': {
      const target = headersIn(draft.target);
      return target && { ...target, fields: [...target.fields, ...draft.writes.map(({ field }) => field)] };
    }
    case 'choice': {
      const [only] = draft.options;
      return draft.options.length === 1 && only ? headersIn(only) : undefined;
    }
    case 'callers':
    case 'code':
      return undefined;
  }
}

function objectHeaders(object: ObjectTemplate): HeaderList {
  const fields: Field[] = [];
  const lists: HeaderList[] = [];
  const unseen: ((name: string) => boolean)[] = [];
  let open = false;
  for (const entry of object.entries) {
    if (entry.kind === 'field') {
      if (entry.name === undefined) unseen.push(() => false);
      open ||= entry.name === undefined;
      fields.push(entry);
      continue;
    }
    const inner = headersIn(entry.of);
    if (inner) {
      lists.push(inner);
      fields.push(...inner.fields);
    }
    if (!inner) unseen.push((name) => lacksField(entry.of, name));
    else if (inner.open) unseen.push(inner.lacks ?? (() => false));
    open ||= !inner || inner.open;
  }
  return {
    fields,
    open,
    lacks: (name) => unseen.every((lacks) => lacks(name)),
    add: (name, value) => object.entries.push(fieldTemplate(String(name.json?.value), value)),
    remove(field) {
      const before = object.entries.length;
      object.entries = object.entries.filter((entry) => entry !== field);
      return object.entries.length < before || lists.some((list) => list.remove(field));
    },
  };
}

/** True for a value whose fields are known, and none is the header, however it is spelled. */
function lacksField(draft: ValueTemplate, name: string): boolean {
  if (draft.kind !== 'code') return false;
  const title = name.toLowerCase().replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());
  return [name, name.toLowerCase(), name.toUpperCase(), title].every((spelling) => draft.shape.field(spelling) === null);
}

/** `[['Accept', 'application/json']]` */
function pairHeaders(list: ListTemplate): HeaderList | undefined {
  const pairs: { item: ValueTemplate; field: Field }[] = [];
  for (const item of list.items) {
    const [name, value] = item.kind === 'list' ? item.items : [];
    if (name?.kind !== 'code' || !value) return undefined;
    pairs.push({ item, field: { kind: 'field', name: typeof name.json?.value === 'string' ? name.json.value : undefined, value } });
  }
  return {
    fields: pairs.map(({ field }) => field),
    open: false,
    add: (name, value) => list.items.push({ kind: 'list', items: [name, value] }),
    remove(field) {
      const found = pairs.find((pair) => pair.field === field);
      list.items = list.items.filter((item) => item !== found?.item);
      return found !== undefined;
    },
  };
}
