/** The compiler that ts-morph bundles; the rest of the code imports it from here only. */
export { ts } from 'ts-morph';
