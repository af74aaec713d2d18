import type { ResponseShape } from './source-model.js';
import type { Path, AccessPath, ProgramPoint } from './facts.js';

/** Where the parsed body begins. */
export function bodyPath(path: Path = [], failed = false): AccessPath {
  return { kind: 'body', path, failed };
}

/** The place of what a client gives. */
export function responsePath(shape: ResponseShape, failed = false): AccessPath {
  return onTheWay([], shape, failed) ?? { kind: 'response', way: [], failed };
}

/** The place of a member of a value; undefined when it is nothing to us. */
export function memberPath(place: AccessPath, name: string, shape: ResponseShape): AccessPath | undefined {
  switch (place.kind) {
    case 'response':
      return responseMember(place, name, shape);
    case 'body':
      return place.hidden?.includes(name) === true ? undefined : bodyPath([...place.path, name], place.failed);
    case 'failure':
      return failureMember(name, shape);
    case 'holder':
      return held(place, name);
    default:
      return undefined;
  }
}

/** The place of an element of a list. */
export function elementPath(place: AccessPath, index?: number): AccessPath | undefined {
  if (place.kind === 'body') return bodyPath([...place.path, '*'], place.failed);
  // A stream gives the text in pieces.
  if (place.kind === 'response') return { kind: 'text', failed: place.failed };
  return place.kind === 'holder' ? held(place, index === undefined ? '*' : String(index)) : undefined;
}

/** A place inside a value of the user's own. */
export function insideContainer(name: string, inner: AccessPath): AccessPath {
  return inner.kind === 'holder'
    ? { kind: 'holder', under: [name, ...inner.under], inner: inner.inner }
    : { kind: 'holder', under: [name], inner };
}

/** The part of a flow that says where it is. */
export function pointOf({ frames, others, origin, passed }: ProgramPoint): ProgramPoint {
  return { frames, others, ...(origin ? { origin } : {}), ...(passed ? { passed } : {}) };
}

/** Text that is equal for equal places. */
export function pathKey(place: AccessPath): string {
  switch (place.kind) {
    case 'response':
      return `response ${String(place.failed)} ${place.way.join('.')}`;
    case 'body':
      return `body ${String(place.failed)} ${place.path.join('.')} - ${place.hidden?.join('.') ?? ''}`;
    case 'holder':
      return `holder ${place.under.join('.')} : ${pathKey(place.inner)}`;
    case 'ok':
    case 'failure':
      return place.kind;
    default:
      return `${place.kind} ${String(place.failed)}`;
  }
}

function held(place: Extract<AccessPath, { kind: 'holder' }>, name: string): AccessPath | undefined {
  const [first, ...rest] = place.under;
  const isIndex = /^\d+$/.test(name) || name === '*';
  const matches = first === name || (first === '*' && isIndex) || (name === '*' && first !== undefined && /^\d+$/.test(first));
  if (!matches) return undefined;
  return rest.length === 0 ? place.inner : { kind: 'holder', under: rest, inner: place.inner };
}

function responseMember(place: Extract<AccessPath, { kind: 'response' }>, name: string, shape: ResponseShape): AccessPath | undefined {
  const { way, failed } = place;
  if (name === 'clone()') return place;
  if (name === 'responseText') return { kind: 'text', failed };
  const next = onTheWay([...way, name], shape, failed);
  if (next) return next;
  if (name === 'text()' && onTheWay([...way, 'json()'], shape, failed)) return { kind: 'text', failed };
  if (way.length > 0) return undefined;
  if (name === shape.status) return { kind: 'status', failed };
  return name === shape.ok ? { kind: 'ok' } : undefined;
}

function onTheWay(way: Path, shape: ResponseShape, failed: boolean): AccessPath | undefined {
  const leads = shape.body.filter((full) => way.every((step, index) => full[index] === step));
  if (leads.some((full) => full.length === way.length)) return bodyPath([], failed);
  return leads.length > 0 ? { kind: 'response', way, failed } : undefined;
}

/** Clients that reject give the response with the error, and most of them the status beside it. */
function failureMember(name: string, shape: ResponseShape): AccessPath | undefined {
  if (name === 'response') return { kind: 'response', way: [], failed: true };
  if (name === 'data' && shape.body.some((way) => way.length === 0)) return bodyPath([], true);
  return name === 'status' || name === 'statusCode' || name === shape.status ? { kind: 'status', failed: true } : undefined;
}
