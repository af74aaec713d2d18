import type { Project } from '../project/project.js';
import type { ValueDeclaration } from '../project/scopes.js';
import type { ts } from '../project/syntax.js';
import type { Binding, Env, Value } from './value.js';

/** Follows values through a project without running it. Work is bounded; what is not known stays a hole. */
export interface Evaluation {
  readonly project: Project;
  evaluate(node: ts.Expression, env: Env): Value;
  /** What a declared name stands for. */
  declared(declaration: ValueDeclaration, env: Env, use?: ts.Expression): Value;
  /** A member of a value; undefined when it is known to have none or nothing is known. */
  member(value: Value, name: string): Value | undefined;
  resolve(binding: Binding): Value;
  /** What a module exports under a name; `*` is the module itself. */
  exported(file: string, name: string): Value | undefined;
  /** What a value of a declared type is: an instance of the user's class, or of an HTTP client. */
  typed(type: ts.TypeNode): Value | undefined;
  /** Values that a function returns when entered with these bindings. */
  returned(callee: ts.SignatureDeclaration, env: Env): Value;
  /** Enters a function with the arguments of a call. */
  enter(callee: ts.SignatureDeclaration, call: ts.CallExpression | ts.NewExpression, caller: Env, closure: Env, self?: Value): Env;
  /** Places where a class of the user is instantiated, in the files parsed so far. */
  constructions(of: ts.ClassLikeDeclaration): { node: ts.NewExpression; env: Env }[];
}

/** Makes an instance of an HTTP client from a call such as `axios.create(config)`; undefined when it is none. */
export type InstanceMaker = (callee: Value, call: ts.CallExpression | ts.NewExpression, env: Env) => Value | undefined;
