export { run } from './run.js';
export { realTime, type Session, type Time } from './session.js';
export { TerminalKeyboard } from './terminal/keyboard.js';
export { Terminal } from './terminal/terminal.js';
