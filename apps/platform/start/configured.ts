import { type Configuration, configurationFrom, misspeltSettings } from '../configuration/configuration.js';
import { say } from './words.js';

/** What this process is to be; whoever starts it is told of variables that were probably meant for it. @throws {ConfigurationError} */
export function configured(env: NodeJS.ProcessEnv): Configuration {
  for (const { variable, meant } of misspeltSettings(env))
    say(`${variable} is set, and nothing reads it. Was ${meant} meant?`);
  return configurationFrom(env);
}
