import { undo } from '../../apply/undo.js';
import { count } from '../../pack/count.js';
import type { MigrateCommandOptions } from '../commands/migrate.js';
import { UsageError } from '../../pack/error.js';
import { ExitCode } from '../exit-code.js';
import { handleInterrupts } from '../interrupt.js';
import { note } from '../terminal.js';

/** `api-migrate migrate --undo` */
export async function runUndo({ write, interactive, patch }: MigrateCommandOptions): Promise<ExitCode> {
  handleInterrupts();
  if (write === true || interactive === true || patch !== undefined) throw new UsageError('--undo stands alone');
  const { restored, deleted } = await undo(process.cwd());
  note([`${count(restored.length, 'file')} restored`, ...(deleted.length > 0 ? [`${deleted.length} deleted`] : [])].join(', '));
  return ExitCode.done;
}
