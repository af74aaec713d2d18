import type { CallNode } from '../project/nodes.js';
import type { Project } from '../project/project.js';
import type { ValueDeclaration } from '../project/scopes.js';
import type { ts } from '../project/syntax.js';
import type { Arguments } from './value.js';
import type { Binding, Env, Frame, Value } from './value.js';

/** Follows values through a project without running it. Work is bounded; what is not known stays a hole. */
export interface Evaluation {
  readonly project: Project;
  evaluate(node: ts.Expression, env: Env): Value;
  /** Lets go of the values computed so far; they are computed anew when they are asked for. */
  forget(): void;
  /** What a declared name stands for. */
  declared(declaration: ValueDeclaration, env: Env, use?: ts.Expression): Value;
  /** A member of a value; undefined when it is known to have none or nothing is known. */
  member(value: Value, name: string): Value | undefined;
  resolve(binding: Binding): Value;
  /** What a module exports under a name; `*` is the module itself. */
  exported(file: string, name: string): Value | undefined;
  /** What a value of a declared type is: an instance of the user's class, or of an HTTP client. */
  typed(type: ts.TypeNode): Value | undefined;
  /** An object of a class, of the user's own or of a package; undefined when the value is no class. */
  instanceOf(value: Value): Value | undefined;
  /** Values that a function returns when entered with these bindings. */
  returned(callee: ts.SignatureDeclaration, env: Env): Value;
  /** The result of a function with arguments given as bindings. */
  applied(callee: Value, args: Arguments, call: Frame['call'], caller: Env): Value | undefined;
  /** Enters a function with the arguments of a call, or with those given in their place. */
  enter(callee: ts.SignatureDeclaration, call: Frame['call'], caller: Env, closure: Env, self?: Value, args?: Arguments): Env;
  /** Places where a class of the user is instantiated, in the files parsed so far. */
  constructions(of: ts.ClassLikeDeclaration): { node: ts.NewExpression; env: Env }[];
  /** The expression that a name, in this file or another, is initialised with. */
  initializer(node: ts.Expression, env: Env): ts.Expression | undefined;
  /** The instance of an HTTP client that a call makes. */
  instance(callee: Value, call: CallNode, env: Env): Value | undefined;
  /** What an external function passes to the callback that it is given at a position. */
  passed(callee: Value, position: number, index: number): Value | undefined;
  /** True for an HTTP client: a package, an instance, or `fetch`. */
  isClient(value: Value): boolean;
}

/** What the evaluator must know of HTTP clients. */
export interface ClientKnowledge {
  instance(callee: Value, call: CallNode, env: Env, evaluation: Evaluation): Value | undefined;
  passed(callee: Value, position: number, index: number): Value | undefined;
  isClient(value: Value): boolean;
}
