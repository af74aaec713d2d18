import { WHOLE_MEMBERS } from '../models/methods.js';
import type { ResponseShape } from './source-model.js';
import type { ts } from '../../project/syntax.js';
import type { Path, AccessPath, ProgramPoint, TrackedValue } from './facts.js';

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
function elementPath(place: AccessPath, index?: number): AccessPath | undefined {
  if (place.kind === 'body') return bodyPath([...place.path, '*'], place.failed);
  // A stream gives the text in pieces.
  if (place.kind === 'response') return { kind: 'text', failed: place.failed };
  return place.kind === 'holder' ? held(place, index === undefined ? '*' : String(index)) : undefined;
}

/** An element of a tracked list. Without an index any element of it may stand there. */
export function elementOf(flow: TrackedValue, index?: number): TrackedValue | undefined {
  const { accessPath: place, others } = flow;
  const inner = elementPath(place, index);
  if (!inner) return undefined;
  const beside = place.kind === 'holder' && (index === undefined || place.under[0] === '*') ? (place.beside ?? []) : [];
  return { ...flow, accessPath: inner, others: [...others, ...beside] };
}

/** A place inside a value of the user's own. */
export function insideContainer(name: string, inner: AccessPath, others: readonly ts.Node[] = []): AccessPath {
  const [under, value] = inner.kind === 'holder' ? [inner.under, inner.inner] : [[], inner];
  const beside = [...others, ...(inner.kind === 'holder' ? (inner.beside ?? []) : [])];
  return { kind: 'holder', under: [name, ...under], inner: value, ...(beside.length > 0 ? { beside } : {}) };
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
  if (WHOLE_MEMBERS.has(name)) return place;
  const [first, ...rest] = place.under;
  const isIndex = /^\d+$/.test(name) || name === '*';
  const matches = first === name || (first === '*' && isIndex) || (name === '*' && first !== undefined && /^\d+$/.test(first));
  if (!matches) return undefined;
  return rest.length === 0 ? place.inner : { ...place, under: rest };
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
