import type { Command } from 'commander'
import { VERSION } from '../../version.ts'
import { commandTree } from '../commandTree.ts'
import { completionScript } from '../completion.ts'
import { manPage } from '../man.ts'

export function printCompletion(program: Command): (shell: 'bash' | 'zsh' | 'fish') => Promise<void> {
  return async (shell) => {
    process.stdout.write(completionScript(shell, commandTree(program)))
  }
}

export function printMan(program: Command): () => Promise<void> {
  return async () => {
    process.stdout.write(manPage(commandTree(program), VERSION))
  }
}
