/** A replacement of `[start, end)` (UTF-16 offsets in the file as read) by text; equal offsets insert. */
export interface TextEdit {
  /** Absolute path. */
  file: string;
  start: number;
  end: number;
  text: string;
}

/** A file before and after, still in memory. `before` is null for a new file. */
export interface FileChange {
  /** Absolute path. */
  file: string;
  before: string | null;
  after: string;
}
