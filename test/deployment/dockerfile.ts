import { readText } from '../documents/document.js';

export interface Instruction {
  /** FROM, RUN, … */
  readonly name: string;
  /** What stands behind it, on one line. */
  readonly text: string;
}

/** The instructions of a Dockerfile, in order; comments left out and continued lines joined. */
export function instructionsOf(file: string): readonly Instruction[] {
  return readText(file)
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .flatMap((line) => {
      const { name, text } = /^(?<name>[A-Z]+) (?<text>.+)$/.exec(line)?.groups ?? {};
      return name === undefined || text === undefined ? [] : [{ name, text }];
    });
}

/** The image that containers are made of: what its last stage says. */
export function imageOf(instructions: readonly Instruction[]) {
  const stage = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'));
  const said = (wanted: string): string => stage.find(({ name }) => name === wanted)?.text ?? '';
  const command = JSON.parse(said('CMD')) as string[];
  const probe = /CMD (\[.*\])$/.exec(said('HEALTHCHECK'))?.[1] ?? '[]';
  const settings = stage.flatMap(({ name, text }) => (name === 'ENV' ? text.split(/\s+/) : []));
  return {
    command,
    /** Whose exit code says whether it is well. */
    probe: JSON.parse(probe) as string[],
    env: Object.fromEntries(settings.map((setting) => setting.split(/=(.*)/, 2) as [string, string])),
    ports: said('EXPOSE').split(' '),
    user: said('USER'),
    volume: said('VOLUME'),
  };
}

export const image = imageOf(instructionsOf('Dockerfile'));
