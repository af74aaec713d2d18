/** A file that could not be read or parsed, or was passed over, and why. Paths are relative to the working directory. */
export interface FileProblem {
  file: string;
  line?: number;
  column?: number;
  message: string;
  /** The file was not analysed, and what is known of it does not rule out that it calls v1. */
  mayHoldCalls?: boolean;
}
