import { Command } from 'commander';
import type { DefineCommand } from './command.js';

export const mcpCommand: DefineCommand = (finish) =>
  new Command('mcp')
    .description('serve scan, plan, tasks, explain, validate and verify to coding agents (Model Context Protocol on stdio); writes nothing')
    .action(async () => {
      const { runMcp } = await import('../run/mcp.js');
      finish(await runMcp());
    });
