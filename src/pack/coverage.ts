/** One statement of a migration guide: the rules that it became, or the reason why it became none. */
export type Statement = { says: string; rules: string[] } | { says: string; none: string };

/** The statements below one heading of a guide, in its order. Rules are named without the id of their pack. */
export interface Heading {
  heading: string;
  statements: Statement[];
}
