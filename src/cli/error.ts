/** Errors of the core rooms that are written for people already. */
const FOR_PEOPLE = new Set(['UsageError', 'StagingError', 'PackError', 'EndpointSyntaxError', 'RecordingError']);

/** The line that is printed for an error; a list of files is named after it. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `unexpected failure: ${String(error)}`;
  const problems = problemsOf(error);
  if (FOR_PEOPLE.has(error.name)) return `${error.message}${problems === '' ? '' : `: ${problems}`}`;
  const { code, path } = error as NodeJS.ErrnoException;
  if (code !== undefined && path !== undefined) return `${path}: ${systemReason(code, error.message)}`;
  return `unexpected failure, please report it: ${error.message} (API_MIGRATE_DEBUG=1 shows where)`;
}

/** At most this many files are named in one line. */
const NAMED = 5;

function problemsOf(error: Error): string {
  const problems = 'problems' in error && Array.isArray(error.problems) ? (error.problems as { file: string; message: string }[]) : [];
  const rest = problems.length - NAMED;
  const named = problems.slice(0, NAMED).map(({ file, message }) => `${file} ${message}`);
  return [...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}

const REASONS: Record<string, string> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'is a directory, not a file',
  ENOTDIR: 'a part of the path is a file, not a directory',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
};

/** A system error in words. */
export function systemReason(code: string, message: string): string {
  return REASONS[code] ?? message;
}
