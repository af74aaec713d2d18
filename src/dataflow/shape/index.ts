export { isReassigned, membersNamed, propertyOf } from './assignments.js';
export { type Shape, UNKNOWN } from './model.js';
export { constantOf, onlyReturn, shapeOf } from './values.js';
