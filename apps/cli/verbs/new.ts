import { exitCode, type ExitCode } from '../exit.js';
import type { Session } from '../session.js';
export interface NewOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly root?: string;
}
export interface EventOptions extends NewOptions {
  readonly aggregate: string;
}
export interface ConsumerOptions extends NewOptions {
  readonly context: string;
}
export async function newEvent(_s: Session, _t: string, _o: EventOptions): Promise<ExitCode> {
  return exitCode.ok;
}
export async function newConsumer(_s: Session, _t: string, _o: ConsumerOptions): Promise<ExitCode> {
  return exitCode.ok;
}
export async function newContext(_s: Session, _t: string, _o: NewOptions): Promise<ExitCode> {
  return exitCode.ok;
}
