import type { CallNode } from '../project/nodes.js';
import type { Project } from '../project/project.js';
import type { ValueDeclaration } from '../project/scopes.js';
import type { ts } from '../project/syntax.js';
import type { Listing } from './limits.js';
import type { Models } from './models/functions.js';
import type { Arguments } from './value.js';
import type { Binding, Environment, CallFrame, AbstractValue } from './value.js';

/** Follows values through a project without running it. Work is bounded; what is not known stays a placeholder. */
export interface Interpreter {
  readonly project: Project;
  /** What functions of libraries do. */
  readonly models: Models;
  valueOf(node: ts.Expression, env: Environment): AbstractValue;
  /** Lets go of the values computed so far; they are computed anew when they are asked for. */
  forget(): void;
  /** What a declared name stands for. */
  declared(declaration: ValueDeclaration, env: Environment, use?: ts.Expression): AbstractValue;
  /** A member of a value; undefined when it is known to have none or nothing is known. */
  member(value: AbstractValue, name: string): AbstractValue | undefined;
  resolve(binding: Binding): AbstractValue;
  /** What a module exports under a name; `*` is the module itself. */
  exported(file: string, name: string): AbstractValue | undefined;
  /** What a value of a declared type is: an instance of the user's class, or of an HTTP client. */
  typed(type: ts.TypeNode): AbstractValue | undefined;
  /** An object of a class, of the user's own or of a package; undefined when the value is no class. */
  instanceOf(value: AbstractValue): AbstractValue | undefined;
  /** Values that a function returns when entered with these bindings. */
  returned(callee: ts.SignatureDeclaration, env: Environment): AbstractValue;
  /** The result of a function with arguments given as bindings. */
  applied(callee: AbstractValue, args: Arguments, call: CallFrame['call'], caller: Environment): AbstractValue | undefined;
  /** Enters a function with the arguments of a call, or with those given in their place. */
  enter(
    callee: ts.SignatureDeclaration,
    call: CallFrame['call'],
    caller: Environment,
    closure: Environment,
    self?: AbstractValue,
    args?: Arguments,
  ): Environment;
  /** Places where a class of the user is instantiated, in the files parsed so far. */
  constructions(of: ts.ClassLikeDeclaration): Listing<{ node: ts.NewExpression; env: Environment }>;
  /** The expression that a name, in this file or another, is initialised with. */
  initializer(node: ts.Expression, env: Environment): ts.Expression | undefined;
  /** The instance of an HTTP client that a call makes. */
  instance(callee: AbstractValue, call: CallNode, env: Environment): AbstractValue | undefined;
  /** What an external function passes to the callback that it is given at a position. */
  passed(callee: AbstractValue, position: number, index: number): AbstractValue | undefined;
  /** True for an HTTP client: a package, an instance, or `fetch`. */
  isClient(value: AbstractValue): boolean;
}

/** What the evaluator must know of HTTP clients. */
export interface ClientKnowledge {
  instance(callee: AbstractValue, call: CallNode, env: Environment, interpreter: Interpreter): AbstractValue | undefined;
  passed(callee: AbstractValue, position: number, index: number): AbstractValue | undefined;
  isClient(value: AbstractValue): boolean;
}
