import { Option, type Command } from 'commander'
import { integer, lazily, positive, shared } from '../flags.ts'

/** Commands about gym servers: serve one, play on one, look at one. */
export function addGym(program: Command): void {
  const gym = program.command('gym').description('One console behind HTTP, as a server of its own')
  const load = () => import('../commands/gym.ts')
  shared(gym.command('serve').description('Serve a console over HTTP until Ctrl-C; speaks the pokemon-gym interface too'))
    .option('--host <address>', 'address to listen on; default: 127.0.0.1, this machine alone')
    .option('--port <n>', 'port to listen on, 0 for any free one; default: 8080', integer)
    .option('--rom <file>', 'ROM file, or the name of a bundled game; default: none, clients bring one')
    .option('--core <name>', 'emulator core')
    .addOption(new Option('--model <model>', 'console to emulate').choices(['auto', 'dmg', 'cgb']))
    .option('--sound', 'emulate sound too (slower)')
    .option('--sessions <dir>', 'folder for the state files of pokemon-gym sessions')
    .option('--session-minutes <n>', 'how long a pokemon-gym session may last; default: a day', positive)
    .option('--allow-origin <origins>', 'web pages that may ask it, a comma list; default: none')
    .option('--only-pokemon-gym', 'speak the pokemon-gym interface alone, as servers of others do; needs --rom')
    .action(lazily(async () => (await load()).serveGymCommand))
  shared(gym.command('play').description('Press keys on any server that speaks the pokemon-gym interface'))
    .option('--url <address>', 'the server, http://host:port')
    .option('--emulator <id>', 'an emulator of the pool that is up, in place of --url')
    .option('--initialize', 'begin a session before anything is pressed')
    .option('--state-file <name>', 'begin a session from this state file of the server')
    .option('--keys <keys>', 'keys to press one after the other: "A B START"')
    .option('--wait <frames>', 'frames to wait then', integer)
    .option('--save <name>', 'keep the state under this name on the server')
    .option('--picture <file>', 'keep the last picture as PNG')
    .option('--log <file>', 'add a line of JSON for each key and wait: what was done and what the server said')
    .action(lazily(async () => (await load()).playGym))
  shared(gym.command('status').description('What listens at an address, and how it is'))
    .requiredOption('--url <address>', 'the server, http://host:port')
    .action(lazily(async () => (await load()).gymStatus))
}
