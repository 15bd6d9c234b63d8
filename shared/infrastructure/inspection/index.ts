export { InspectionModule, type InspectionSettings } from './inspection.module.js';
export { ProcessDescription } from './process-description.js';
export { SpanFeed } from './spans/span-feed.js';
export { SpanStoreExporter } from './spans/span-store-exporter.js';
