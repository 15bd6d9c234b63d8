// Loaded by `node --import` before the program, so that nothing is asked for a tracer that is not there yet.
import { otlpEndpointIn } from '../configuration/urls.js';
import { version } from '../version.js';
import { Telemetry } from './telemetry.js';

export const telemetry = new Telemetry(version, otlpEndpointIn(process.env));
telemetry.start();
