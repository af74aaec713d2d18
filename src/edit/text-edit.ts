/** A replacement of `[start, end)` (UTF-16 offsets in the file as read) by text; equal offsets insert. */
export interface TextEdit {
  /** Absolute path. */
  file: string;
  start: number;
  end: number;
  text: string;
  /** Set for an expression that gets another name: edits that write the expression anew take the new name. */
  renames?: Renamed;
  /** Order among insertions at one place: declarations of a file's head (-2), a comment above a statement (-1), the code itself. */
  rank?: number;
}

/** The former code of an expression, and where it means that. */
export interface Renamed {
  code: string;
  start: number;
  end: number;
}

/** A file before and after, still in memory. `before` is null for a new file. */
export interface FileChange {
  /** Absolute path. */
  file: string;
  before: string | null;
  after: string;
}
