import { Argument, Command } from 'commander'
import { SCRIPTS } from '../completion/scripts.ts'
import type { Context } from '../context.ts'

export function completionCommand(context: Context): Command {
  return new Command('completion')
    .description('print what a shell needs to complete commands, options, files and names of sweeps')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(SCRIPTS)))
    .addHelpText('after', EXAMPLES)
    .action((shell: keyof typeof SCRIPTS) => context.out.write(SCRIPTS[shell]))
}

const EXAMPLES = `
To have it in every new shell:
  bash  put  eval "$(hypersweep completion bash)"  into ~/.bashrc
  zsh   put  eval "$(hypersweep completion zsh)"  into ~/.zshrc, behind the line with compinit
  fish  write it once, with the last of these examples

It completes the word hypersweep as it is found in PATH: after npm install -g hypersweep, or with node_modules/.bin in it.

Examples:
  hypersweep completion bash
  hypersweep completion fish > ~/.config/fish/completions/hypersweep.fish`
