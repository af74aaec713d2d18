/** Where the answer of a call is, starting from what the call gives (after `await`). */
export interface ResponseShape {
  /** Ways to the parsed body; a step ending in `()` is a method call. An empty way is the value itself. */
  body: string[][];
  /** Member that holds the status; absent when the client gives no status. */
  status?: string;
  /** True when the client rejects on an error status. */
  throws: boolean;
  /** Member that is true for any success status. */
  ok?: string;
  /** Other members that a response has, methods with `()`; absent where the client does not say. */
  members?: ReadonlySet<string>;
  /** How the answer arrives; absent for a promise. */
  via?: 'callback' | 'observable' | 'hook';
}
