import type { Json } from '../../pack/model.js';
import { genericPath, pathText } from './fields.js';
import { typeName } from './shape.js';

/** Adds the generic paths of scalars that differ between two answers to the same request. Types and fields never count as noise. */
export function noisePaths(first: Json, second: Json, found: Set<string>): void {
  walk(first, second, [], found);
}

function walk(first: Json, second: Json, path: (string | number)[], found: Set<string>): void {
  if (first === second || path.length > 100 || typeName(first) !== typeName(second)) return;
  if (typeof first !== 'object' || first === null) {
    found.add(genericPath(pathText(path)));
  } else if (Array.isArray(first) && Array.isArray(second)) {
    first.forEach((item, index) => {
      if (index < second.length) walk(item, second[index] ?? null, [...path, index], found);
    });
  } else if (!Array.isArray(first) && typeof second === 'object' && second !== null && !Array.isArray(second)) {
    for (const name of Object.keys(first)) {
      if (Object.hasOwn(second, name)) walk(first[name] ?? null, second[name] ?? null, [...path, name], found);
    }
  }
}
