import { Boundaries } from './boundaries.js';
import { aggregateRules } from './rules/aggregates.js';
import { dataRules } from './rules/data.js';
import { decisionRules } from './rules/decisions.js';
import { eventRules } from './rules/events.js';
import { importRules } from './rules/imports.js';
import { injectionRules } from './rules/injection.js';
import { packageRules } from './rules/packages.js';
import { refusalRules } from './rules/refusals.js';
import { shapeRules } from './rules/shape.js';
import { styleRules } from './rules/style.js';

/** Everything that holds of this project's source, whoever changes it. */
export const boundaries = new Boundaries({
  ...importRules,
  ...packageRules,
  ...eventRules,
  ...aggregateRules,
  ...dataRules,
  ...refusalRules,
  ...injectionRules,
  ...styleRules,
  ...shapeRules,
  ...decisionRules,
});
